"""Who should have been told by now and was not: one query for each communication and chunk."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

KEPT_DAYS = {"welcome": 7, "points_earned": 3, "tier_reached": 7}
"""So many days after it happened something is still worth telling."""
AGAIN_DAYS = 30
"""A tier that is lost and reached again within these is told once."""


class LoyaltyMail(models.Model):
    _inherit = "loyalty.mail"

    def _get_due(self, now, limit=None, after=None):
        """Members to tell, in the order of their accounts, which are looked up one by one (``OFFSET 0``): few of
        many are due.

        :param datetime now: naive UTC
        :param tuple after: (account id, what for) of the last row of the chunk before
        :return: list of dicts: ``card_id``, ``partner_id``, ``company_id``, ``what``, ``key``, ``due_at``,
            ``valid_until`` (naive UTC), ``entry_id``
        """
        self.ensure_one()
        found = getattr(self, f"_find_{self.trigger}", lambda _now: None)(now)
        if found is None:
            return []
        return self.env.execute_query_dict(self._get_due_query(found, limit, after))

    def _get_due_query(self, found, limit, after):
        """SQL of ``_get_due``: of those who were found, the members in good standing who have not been told.

        :param SQL found: (card_id, what, due_at, valid_until, entry_id)
        """
        return SQL(
            """
              WITH found AS (%(found)s)
            SELECT c.id AS card_id, c.partner_id, firm.id AS company_id, found.what, key.start || c.id || ','
                   || found.what AS key, found.due_at, found.valid_until, found.entry_id
              FROM found
        CROSS JOIN LATERAL (SELECT * FROM loyalty_card c WHERE c.id = found.card_id OFFSET 0) c
        CROSS JOIN LATERAL (SELECT * FROM res_partner p WHERE p.id = c.partner_id OFFSET 0) p
        CROSS JOIN LATERAL (SELECT %(company)s AS id) firm
        CROSS JOIN (SELECT %(key)s AS start) key
             WHERE c.active AND c.membership_state = 'active' AND c.joined_on IS NOT NULL AND p.active %(tiers)s
               AND NOT EXISTS (%(told)s) %(after)s
          ORDER BY c.id, found.what %(limit)s
            """,
            found=found,
            company=self.env["loyalty.card"]._get_message_company_sql(self.channel),
            told=self._get_told_query(),
            key=f"mail,{self.id},{self.trigger},",
            tiers=SQL("AND c.tier_id = ANY(%s)", self.tier_ids.ids) if self.tier_ids else SQL(),
            after=SQL("AND (c.id, found.what) > (%s, %s)", *after) if after else SQL(),
            limit=SQL("LIMIT %s", limit) if limit else SQL(),
        )

    def _get_told_query(self):
        """SQL: the messages that ``found`` would repeat, of the account ``c`` and of those merged into it."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return SQL(
            """
            SELECT FROM loyalty_message g
              JOIN (SELECT c.id UNION ALL SELECT m.id FROM loyalty_card m WHERE m.merged_into_id = c.id) own
                   ON g.key = key.start || own.id || ',' || found.what
             WHERE g.company_id = ANY(%s)
            """,
            companies.search([]).ids,  # pylint: disable=no-search-all
        )

    def _get_days(self, now):
        """(day on which this was switched on, today), of the club."""
        club = self.program_id
        return club._get_local_day(self.since or now), club._get_local_day(now)

    def _at_midnight(self, day):
        """SQL: the moment (naive UTC) at which a day (SQL of a date) of the club begins."""
        return SQL("(((%s)::timestamp AT TIME ZONE %s) AT TIME ZONE 'UTC')", day, self.program_id.tz or "UTC")

    # --- what happened at a moment ---

    def _find_welcome(self, now):
        """Those who became members. Days are known of it, moments are not: on the very day of the switch the account
        says more (opened since, or by a purchase that was the first).
        """
        since_day, today = self._get_days(now)
        return SQL(
            """
            SELECT c.id AS card_id, 'joined' AS what, %(now)s::timestamp AS due_at,
                   %(now)s::timestamp + INTERVAL '%(kept)s days' AS valid_until, NULL::int AS entry_id
              FROM loyalty_card c
             WHERE c.program_id = %(club)s AND c.is_club AND c.joined_on BETWEEN %(first)s AND %(last)s
               AND c.merged_into_id IS NULL
               AND (c.joined_on > %(day)s OR c.create_date >= %(since)s OR (
                    (c.order_id IS NOT NULL OR c.source_pos_order_id IS NOT NULL) AND NOT EXISTS (
                        SELECT FROM loyalty_ledger_entry e WHERE e.card_id = c.id AND e.posted_at < %(since)s)))
               AND NOT EXISTS (
                   SELECT FROM loyalty_ledger_entry e WHERE e.card_id = c.id AND e.key LIKE 'import,%%')
            """,
            now=now,
            kept=KEPT_DAYS["welcome"],
            club=self.program_id.id,
            first=max(since_day, today - timedelta(days=KEPT_DAYS["welcome"])),
            last=today,
            day=since_day,
            since=self.since,
        )

    def _find_points_earned(self, now):
        """Points booked in, pending ones as well; what was taken back since is left out."""
        return SQL(
            """
            SELECT COALESCE(f.merged_into_id, f.id) AS card_id, e.id::text AS what, e.posted_at AS due_at,
                   e.posted_at + INTERVAL '%(kept)s days' AS valid_until, e.id AS entry_id
              FROM loyalty_ledger_entry e JOIN loyalty_card f ON f.id = e.card_id
             WHERE e.program_id = %(club)s AND e.posted_at >= %(since)s
               AND e.kind = 'accrual' AND e.state != 'void' AND e.points > 0 AND e.points >= %(points)s
               AND (e.key IS NULL OR e.key NOT LIKE 'import,%%')
               AND NOT EXISTS (SELECT FROM loyalty_ledger_entry u WHERE u.reversed_id = e.id)
            """,
            kept=KEPT_DAYS["points_earned"],
            club=self.program_id.id,
            since=max(self.since, now - timedelta(days=KEPT_DAYS["points_earned"])),
            points=self.points,
        )

    def _find_tier_reached(self, now):
        """Those who rose and still have the tier."""
        return SQL(
            """
            SELECT c.id AS card_id, h.id::text AS what, h.changed_at AS due_at,
                   h.changed_at + INTERVAL '%(kept)s days' AS valid_until, NULL::int AS entry_id
              FROM loyalty_tier_change h
              JOIN loyalty_card f ON f.id = h.card_id
              JOIN loyalty_card c ON c.id = COALESCE(f.merged_into_id, f.id)
             WHERE h.program_id = %(club)s AND h.changed_at >= %(since)s AND h.direction = 'up'
               AND h.reason IN ('reached', 'manual', 'membership') AND h.to_tier_id = c.tier_id
               AND NOT EXISTS (
                   SELECT FROM loyalty_tier_change b
                    WHERE b.card_id = h.card_id AND b.to_tier_id = h.to_tier_id AND b.direction = 'up'
                      AND b.id < h.id AND b.changed_at >= GREATEST(%(begun)s, h.changed_at - INTERVAL '%(again)s days'))
            """,
            kept=KEPT_DAYS["tier_reached"],
            again=AGAIN_DAYS,
            club=self.program_id.id,
            since=max(self.since, now - timedelta(days=KEPT_DAYS["tier_reached"])),
            begun=self.since,
        )
