"""The points of an account that go next."""

from odoo import api, fields, models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    expiring_points = fields.Float("Next to expire", digits=(16, 2), compute="_compute_expiring")
    expiring_on = fields.Date("Expires on", compute="_compute_expiring", help="Last day of the points that go next.")

    @api.depends("points", "points_expire_on", "program_id.tz", "ledger_ids.remaining", "ledger_ids.expires_on")
    def _compute_expiring(self):
        """One query for any number of accounts."""
        found = {}
        if self.ids:
            self.flush_model(["points", "points_expire_on", "program_id"])
            self.env["loyalty.program"].flush_model(["tz"])
            self.env["loyalty.ledger.entry"].flush_model(["card_id", "remaining", "expires_on"])
            query = SQL(
                """
                SELECT c.id, next.day, next.points
                  FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id %s WHERE c.id = ANY(%s)
                """,
                self._join_next_to_expire(),
                self.ids,
            )
            found = {card_id: (day, points) for card_id, day, points in self.env.execute_query(query) if day}
        for card in self:
            card.expiring_on, card.expiring_points = found.get(card._origin.id, (False, 0.0))

    @api.model
    def _join_next_to_expire(self):
        """SQL that joins ``next (day, points)`` to ``loyalty_card c`` and ``loyalty_program p``: the last day of what
        goes next, and so many points; nothing where nothing goes. What is past its last day in the club's time zone is
        not counted, whether the job has run or not.
        """
        return SQL(
            """
        CROSS JOIN LATERAL (
                   SELECT ((%(now)s::timestamp AT TIME ZONE 'UTC') AT TIME ZONE COALESCE(p.tz, 'UTC'))::date AS day
                   ) today
         LEFT JOIN LATERAL (
                   SELECT e.expires_on AS day, SUM(e.remaining) AS points
                     FROM loyalty_ledger_entry e
                    WHERE e.card_id = c.id AND e.remaining > 0 AND e.expires_on >= today.day
                 GROUP BY e.expires_on
                    UNION ALL
                   SELECT c.points_expire_on, c.points
                    WHERE c.points > 0 AND c.points_expire_on >= today.day
                 ORDER BY 1 LIMIT 1
                   ) next ON TRUE
            """,
            now=self.env.cr.now(),
        )
