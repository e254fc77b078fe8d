"""What an order's form shows of the club."""

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    club_points = fields.Float("Points booked", digits=(16, 2), compute="_compute_club_points")
    club_pending_points = fields.Float("Points pending", digits=(16, 2), compute="_compute_club_points")

    @api.depends("club_entry_count")
    def _compute_club_points(self):
        """Net points that the orders booked on their members' accounts, usable ones and pending ones."""
        rows = (
            self.env["loyalty.ledger.entry"]
            .sudo()
            ._read_group(
                [("origin_model", "=", self._name), ("origin_id", "in", self.ids), ("state", "!=", "void")],
                ["origin_id", "state"],
                ["points:sum"],
            )
        )
        points = {(order_id, state): total for order_id, state, total in rows}
        for order in self:
            order.club_points = points.get((order.id, "posted"), 0.0)
            order.club_pending_points = points.get((order.id, "pending"), 0.0)
