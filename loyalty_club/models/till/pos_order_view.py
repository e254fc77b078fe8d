from odoo import fields, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    till_difference_count = fields.Integer(compute="_compute_till_difference_count")

    def _compute_till_difference_count(self):
        rows = (
            self.env["loyalty.till.difference"]
            .sudo()
            ._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        )
        counts = {order.id: count for order, count in rows}
        for order in self:
            order.till_difference_count = counts.get(order.id, 0)

    def action_open_till_differences(self):
        """Where the till and the books disagreed about this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_till_difference_action")
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
