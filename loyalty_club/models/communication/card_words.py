"""What communications ask of an account."""

from datetime import timedelta
from unicodedata import bidirectional

from odoo import api, fields, models
from odoo.tools import SQL, format_date

LEAST_SPAN = 7
"""Points that end within so many days after the first ones are told together with these, or more where it is told more
days ahead.
"""


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    expiring_more_text = fields.Char(
        "Later to expire", compute="_compute_expiring_more_text", help="Points that go soon after those that go next."
    )

    @api.depends("expiring_on", "expiring_points")
    @api.depends_context("lang")
    def _compute_expiring_more_text(self):
        """One query for any number of accounts."""
        found = self._get_more_expiring()
        for card in self:
            points, last = found.get(card._origin.id, (0, None))
            card.expiring_more_text = bool(points) and self.env._(
                "Another %(points)s expire by %(day)s.",
                points=card._say_points(points),
                day=format_date(self.env, last),
            )

    def _say_points(self, points):
        """Points with their unit for a sentence without markup: a subject, a text message. Where one of them is written
        from right to left, characters for that (isolates) keep the unit beside its number. Elsewhere there are none: a
        text message with such characters is a long one.
        """
        text = self._format_points(points)
        language = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        if language.direction == "rtl" or any(bidirectional(letter) in ("R", "AL") for letter in text):
            return f"\u2068{text}\u2069"
        return text

    def _get_more_expiring(self):
        """{card id: (points, last day)} of what ends after the next points, within the span of one message"""
        ending = self.filtered("expiring_on")
        spans = {program: program._get_expiring_span() for program in ending.sudo().program_id}
        rows = [
            SQL("(%s, %s::date, %s::date)", card._origin.id, day, day + timedelta(days=spans[card.sudo().program_id]))
            for card in ending
            for day in [card.expiring_on]
        ]
        if not rows:
            return {}
        query = SQL(
            """
            SELECT e.card_id, SUM(e.remaining), MAX(e.expires_on)
              FROM (VALUES %s) next (card_id, day, until) JOIN loyalty_ledger_entry e ON e.card_id = next.card_id
             WHERE e.remaining > 0 AND e.expires_on > next.day AND e.expires_on <= next.until
          GROUP BY e.card_id
            """,
            SQL(", ").join(rows),
        )
        return {card_id: (points, last) for card_id, points, last in self.env.execute_query(query)}

    @api.model
    def _get_message_company_sql(self, channel):
        """SQL of the company that writes to the partner ``p`` of an account ``c``. In a club of all companies it is the
        one that was last agreed or refused to on the channel, for an account that contacts share by one of them.
        """
        return SQL(
            """
            COALESCE(c.company_id, p.company_id, (
                SELECT k.company_id FROM loyalty_consent k
                 WHERE k.channel = %s AND k.company_id IS NOT NULL AND (k.partner_id = p.id OR (p.is_company
                       AND k.partner_id IN (SELECT own.id FROM res_partner own WHERE own.commercial_partner_id = p.id)))
              ORDER BY k.at DESC, k.id DESC LIMIT 1), %s)
            """,
            channel,
            self.env.company.id,
        )

    def _get_message_companies(self, channel):
        """{card id: id of the company that writes to the member on this channel}, in one query"""
        self.flush_model(["company_id", "partner_id"])
        self.env["loyalty.consent"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT c.id, %s FROM loyalty_card c JOIN res_partner p ON p.id = c.partner_id"
                    " WHERE c.id = ANY(%s)",
                    self._get_message_company_sql(channel),
                    self.ids,
                )
            )
        )

    def _will_keep_tier(self):
        """Whether the tier goes on after its last day by what was bought already, as far as is known today."""
        self.ensure_one()
        program = self.program_id
        if program.tier_keep == "months_after_purchase" or self.tier_manual_until or not self.tier_expires_on:
            return False
        return bool(self.tier_keep_text and not self.tier_keep_basis)


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _get_expiring_span(self):
        """Days of points that one message tells together."""
        mails = self.communication_plan_ids.filtered(lambda mail: mail.trigger == "points_expiring")
        return max([LEAST_SPAN, *mails.mapped("days")])
