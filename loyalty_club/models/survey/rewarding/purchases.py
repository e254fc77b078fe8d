"""Which purchase an invitation is about: an order that settles a sales order at a till is one purchase with it."""

from odoo import api, fields, models


class LoyaltySurveyInvitation(models.Model):
    _inherit = "loyalty.survey.invitation"

    purchase_key = fields.Char(compute="_compute_purchase_key", compute_sudo=True)

    @api.depends("origin_model", "origin_id")
    def _compute_purchase_key(self):
        tills = self.filtered(lambda invitation: invitation.origin_model == "pos.order" and invitation.origin_id)
        settled = self.env["pos.order"].browse(tills.mapped("origin_id"))._get_purchase_keys()
        for invitation in self:
            own = f"{invitation.origin_model},{invitation.origin_id}" if invitation.origin_id else False
            invitation.purchase_key = settled.get(invitation.origin_id, own) if invitation in tills else own


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _get_purchase_keys(self):
        """What is bought by these orders, for "once per order".

        :return: {id: ``sale.order,<id>`` where the order settles a sales order (of several the first), else
            ``pos.order,<id>``}
        """
        rows = (
            self.env["pos.order.line"]
            .sudo()
            ._read_group(
                [("order_id", "in", self.ids), ("sale_order_origin_id", "!=", False)],
                ["order_id"],
                ["sale_order_origin_id:array_agg"],
            )
        )
        settled = {order.id: f"sale.order,{min(sold)}" for order, sold in rows}
        return {order_id: settled.get(order_id, f"pos.order,{order_id}") for order_id in self.ids}
