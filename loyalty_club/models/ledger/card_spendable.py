"""What a member may spend now: the balance less what is promised and what is past its last day."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.points import exact, floor_points


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    reserved_points = fields.Float(
        digits=(16, 2), compute="_compute_kept_back", help="Promised to a payment in progress or to a till."
    )
    lapsed_points = fields.Float(
        digits=(16, 2),
        compute="_compute_kept_back",
        help="Past their last day; they leave the account within the hour.",
    )

    @api.depends(
        "reservation_ids.points",
        "reservation_ids.expires_at",
        "points",
        "points_expire_on",
        "ledger_ids.remaining",
        "ledger_ids.expires_on",
    )
    def _compute_kept_back(self):
        """Both in one query: they are asked for whenever rewards are offered."""
        figures = {}
        if self.ids:
            self.env["loyalty.reservation"].flush_model()
            self.flush_model(["points", "points_expire_on", "program_id"])
            self.env["loyalty.program"].flush_model(["tz"])
            rows = self.env.execute_query(self._get_kept_back_query(self.env.cr.now()))
            figures = {row[0]: row[1:] for row in rows}
        for card in self:
            card.reserved_points, card.lapsed_points = figures.get(card.id, (0.0, 0.0))

    def _get_kept_back_query(self, now):
        """SQL: (card id, reserved, lapsed) of these accounts at ``now`` (naive UTC)."""
        return SQL(
            """
            SELECT c.id,
                   COALESCE((SELECT SUM(r.points) FROM loyalty_reservation r
                              WHERE r.card_id = c.id AND r.expires_at > %(now)s), 0),
                   CASE WHEN c.points_expire_on < today.day THEN GREATEST(c.points, 0)
                        ELSE COALESCE((SELECT SUM(e.remaining) FROM loyalty_ledger_entry e
                                        WHERE e.card_id = c.id AND e.remaining > 0 AND e.expires_on < today.day), 0)
                   END
              FROM loyalty_card c
              JOIN loyalty_program p ON p.id = c.program_id
        CROSS JOIN LATERAL (
                   SELECT ((%(now)s::timestamp AT TIME ZONE 'UTC') AT TIME ZONE COALESCE(p.tz, 'UTC'))::date
                   ) AS today (day)
             WHERE c.id = ANY(%(cards)s)
            """,
            now=now,
            cards=self.ids,
        )

    def _get_spendable(self, except_origin=None):
        """Points that may be spent now: the balance less reservations and less what is past its last day (the job that
        books its end may not have run yet), rounded down as the club rounds.

        :param except_origin: (model, ids) whose own reservations do not count
        :return: {card: Decimal}
        """
        cards = self.sudo()
        reserved = {card.id: card.reserved_points for card in cards}
        if except_origin and any(reserved.values()):
            reserved = self.env["loyalty.reservation"].sudo()._get_reserved(self.ids, except_origin=except_origin)
        return {
            card: floor_points(
                exact(card.points) - exact(card.sudo().lapsed_points) - exact(reserved.get(card.id, 0)),
                card.program_id.points_rounding or 0.01,
            )
            for card in self
        }
