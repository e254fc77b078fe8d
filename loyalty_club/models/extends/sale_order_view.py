"""What an order shows of the club to its customer."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _compute_loyalty_data(self):
        """For members of a club the summary on the order reads the ledger, so that it follows changes and refunds."""
        super()._compute_loyalty_data()
        figures = self._get_club_figures()
        for order in self.filtered(lambda order: order.state == "sale" and order.id in figures):
            earned, spent, pending = figures[order.id]
            clubs = order.coupon_point_ids.coupon_id.program_id.filtered(
                lambda program: program.program_type == "loyalty"
            )
            order.loyalty_data = {
                "point_name": clubs[:1].portal_point_name or self.env._("Points"),
                "issued": earned + pending,
                "cost": spent,
            }
