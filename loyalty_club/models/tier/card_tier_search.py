"""Members who are about to rise or fall: found by one statement for each club."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

NEAR = "0.8"  # of what the next tier asks for
SOON = 60  # days


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    is_about_to_rise = fields.Boolean(
        compute="_compute_about_to",
        search="_search_about_to_rise",
        help="Has four fifths of what the next tier asks for.",
    )
    is_about_to_fall = fields.Boolean(
        compute="_compute_about_to",
        search="_search_about_to_fall",
        help="The tier lasts for 60 days at most, and is not kept yet.",
    )

    def _compute_about_to(self):
        rising, falling = set(self._get_about_to_rise(self.ids)), set(self._get_about_to_fall(self.ids))
        for card in self:
            card.is_about_to_rise, card.is_about_to_fall = card.id in rising, card.id in falling

    def _search_about_to_rise(self, operator, value):
        return [("id", "in", self._get_about_to_rise())] if operator == "in" and True in value else NotImplemented

    def _search_about_to_fall(self, operator, value):
        return [("id", "in", self._get_about_to_fall())] if operator == "in" and True in value else NotImplemented

    def _get_about_to_rise(self, ids=None):
        """Ids of members (of these, or of all) who have most of what their next tier asks for."""
        return self._find_by_club(self._get_rising_query, ids)

    def _get_about_to_fall(self, ids=None):
        """Ids of members (of these, or of all) whose tier ends soon and is not kept by what they bought so far."""
        return self._find_by_club(self._get_falling_query, ids)

    def _find_by_club(self, get_query, ids):
        self.env["loyalty.card"].flush_model()
        found = []
        own = SQL("AND c.id = ANY(%s)", list(ids)) if ids is not None else SQL()
        for program in self.env["loyalty.program"].sudo().search([("has_tiers", "=", True)]):
            query = get_query(program, program._get_ladder(), program._get_local_day(self.env.cr.now()), own)
            found += [row[0] for row in self.env.execute_query(query)] if query else []
        return found

    def _get_rising_query(self, program, ladder, today, own):
        cases = []
        for rank, tier in enumerate(ladder.tiers):
            below = ladder.tiers[rank - 1].ref if rank else None
            if tier.minimums:
                enough = self._get_enough(tier, ladder.settings.qualify, SQL(NEAR))
                cases.append(SQL("(c.tier_id IS NOT DISTINCT FROM %s AND %s)", below, enough))
        if not cases:
            return None
        counts = {
            "calendar_year": SQL("day.on >= date_trunc('year', %s::date)::date", today),
            "rolling": SQL("day.on + make_interval(months => %s) > %s", ladder.settings.period_months, today),
        }.get(ladder.settings.period, SQL("(c.tier_rise_from IS NULL OR day.on > c.tier_rise_from)"))
        return self._get_totals_query(program, counts, SQL(" OR ").join(cases), today, own)

    def _get_falling_query(self, program, ladder, today, own):
        """With a tier that lasts for some months after the last purchase, what is coming is all that can keep it."""
        if ladder.settings.downgrade == "never":
            return None
        cases = [
            SQL("(c.tier_id = %s AND NOT %s)", tier.ref, self._get_enough(tier, ladder.settings.qualify, SQL("1")))
            for tier in ladder.tiers
            if tier.minimums
        ]
        if not cases:
            return None
        by_itself = SQL("c.tier_manual_until IS NULL AND c.membership_tier_id IS DISTINCT FROM c.tier_id")
        days = SQL("c.tier_expires_on BETWEEN %s AND %s", today, today + timedelta(days=SOON))
        soon = SQL("AND %s AND %s", by_itself, days)
        counts = self._get_keeping_condition(ladder.settings, SQL("c.tier_expires_on"), SQL("c.tier_keep_from"))
        return self._get_totals_query(program, counts, SQL(" OR ").join(cases), today, SQL("%s %s", soon, own))

    @staticmethod
    def _get_enough(tier, qualify, share):
        """SQL on ``total``: that share of what the tier asks for is there."""
        met = [
            SQL("COALESCE(total.%s, 0) >= %s * %s", SQL.identifier(name), value, share)
            for name, value in tier.minimums.items()
        ]
        return SQL("(%s)", SQL(" OR " if qualify == "any" else " AND ").join(met))

    @staticmethod
    def _get_totals_query(program, counts, chosen, today, own):
        return SQL(
            """
            SELECT c.id FROM loyalty_card c
         LEFT JOIN LATERAL (
                   SELECT SUM(e.qualifying_points) AS points, SUM(e.qualifying_amount) AS amount,
                          SUM(e.qualifying_orders) AS orders
                     FROM loyalty_ledger_entry e
               CROSS JOIN LATERAL (
                          SELECT ((e.qualifying_at AT TIME ZONE 'UTC') AT TIME ZONE %(tz)s)::date AS on) day
                    WHERE e.card_id = c.id AND e.state = 'posted' AND day.on <= %(today)s AND %(counts)s
                   ) total ON TRUE
             WHERE c.program_id = %(program)s AND c.is_club AND c.active AND c.membership_state = 'active'
               AND (%(chosen)s) %(own)s
            """,
            tz=program.tz or "UTC",
            today=today,
            counts=counts,
            program=program.id,
            chosen=chosen,
            own=own,
        )

    @staticmethod
    def _get_keeping_condition(settings, last, since):
        """SQL on ``day.on``: what counts for keeping a tier that runs out at the end of ``last``.

        :param since: what comes after it counts with a period since joining
        """
        if settings.period == "calendar_year":
            return SQL("day.on >= date_trunc('year', %s)::date", last)
        if settings.period == "rolling":
            return SQL("day.on + make_interval(months => %s) > %s", settings.period_months, last)
        after = SQL("(%s IS NULL OR day.on > %s)", since, since)
        if settings.keep == "months_after_purchase":
            return SQL("%s AND day.on + make_interval(months => %s) > %s", after, settings.keep_months, last)
        return after
