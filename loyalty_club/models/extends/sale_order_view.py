"""What an order shows of the club, to staff and to its customer."""

from collections import defaultdict

from odoo import fields, models
from odoo.tools.misc import formatLang


class SaleOrder(models.Model):
    _inherit = "sale.order"

    club_points_display = fields.Char("Club points", compute="_compute_club_points")
    club_pending_points = fields.Float("Points pending", digits=(16, 2), compute="_compute_club_points")

    def _compute_club_points(self):
        """What the orders booked: points earned and spent by now, net of what was undone, and pending ones."""
        figures = self._get_club_figures()
        for order in self:
            earned, spent, pending = figures.get(order.id, (0.0, 0.0, 0.0))
            parts = [f"{sign}{self._format_number(points)}" for sign, points in (("+", earned), ("−", spent)) if points]
            order.club_points_display = " ".join(parts) or "0"
            order.club_pending_points = pending

    def _format_number(self, points):
        return formatLang(self.env, points, digits=0 if points == int(points) else 2)

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

    def _get_club_figures(self):
        """{order id: (points earned and usable, points spent, points earned and pending)} of orders with entries."""
        entries = (
            self.env["loyalty.ledger.entry"]
            .sudo()
            .search([("origin_model", "=", self._name), ("origin_id", "in", self.ids), ("state", "!=", "void")])
        )
        figures = defaultdict(lambda: [0.0, 0.0, 0.0])
        for entry in entries:
            root = entry.reversed_id.reversed_id or entry.reversed_id or entry
            figure = figures[entry.origin_id]
            if root.kind == "redemption":
                figure[1] -= entry.points
            else:
                figure[2 if entry.state == "pending" else 0] += entry.points
        return {order_id: tuple(round(points, 2) for points in figure) for order_id, figure in figures.items()}
