"""What a document shows of the club to staff."""

from collections import defaultdict

from odoo import fields, models
from odoo.tools.misc import formatLang


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    club_entry_count = fields.Integer(compute="_compute_club_entry_count")
    club_points_display = fields.Char("Club points", compute="_compute_club_points")
    club_pending_points = fields.Float("Points pending", digits=(16, 2), compute="_compute_club_points")

    def _compute_club_entry_count(self):
        counts = dict(
            self.env["loyalty.ledger.entry"]
            .sudo()
            ._read_group([("origin_model", "=", self._name), ("origin_id", "in", self.ids)], ["origin_id"], ["__count"])
        )
        for document in self:
            document.club_entry_count = counts.get(document.id, 0)

    def _compute_club_points(self):
        """What the documents booked: points earned and spent by now, net of what was undone, and pending ones."""
        figures = self._get_club_figures()
        for document in self:
            earned, spent, pending = figures.get(document.id, (0.0, 0.0, 0.0))
            parts = [f"{sign}{self._format_number(points)}" for sign, points in (("+", earned), ("−", spent)) if points]
            document.club_points_display = " ".join(parts) or "0"
            document.club_pending_points = pending

    def _format_number(self, points):
        return formatLang(self.env, points, digits=0 if points == int(points) else 2)

    def _get_club_figures(self):
        """{document id: (points earned and usable, points spent, points earned and pending)} of those with entries."""
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
        return {document_id: tuple(round(points, 2) for points in figure) for document_id, figure in figures.items()}

    def action_open_club_ledger(self):
        """The entries of this document."""
        self.ensure_one()
        action = self.env["loyalty.ledger.entry"]._get_list_action()
        action["domain"] = [("origin_model", "=", self._name), ("origin_id", "=", self.id)]
        return action
