"""Whose day has come: points and tiers that end soon, birthdays, members who have not been seen for some time."""

from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.tools import SQL

from ...engine.activities import yearly_codes
from ...engine.communications import after, before
from ...engine.messages import get_zone
from ..activity.program_days import YEARLY
from ..ledger.posting_values import KINDS_OF_ACTIVITY
from .card_words import LEAST_SPAN

BIRTHDAY_DAYS = 2
"""Days after a birthday on which a wish is not too late."""
INACTIVE_DAYS = 7
"""Days for which "we have not seen you" waits for its turn."""


class LoyaltyMail(models.Model):
    _inherit = "loyalty.mail"

    def _find_points_expiring(self, now):
        """Accounts with points that end within the days. Only points of those days are looked up. Each message is also
        about the days that follow (``loyalty.card.expiring_more_text``), so those are not told again.
        """
        window = before(self.days, *self._get_days(now))
        if not window:
            return None
        return SQL(
            """
            SELECT ending.card_id, MIN(ending.day)::text AS what, %(turn)s AS due_at, %(end)s AS valid_until,
                   NULL::int AS entry_id
              FROM (SELECT e.card_id, e.expires_on AS day, SUM(e.remaining) AS points FROM loyalty_ledger_entry e
                     WHERE e.remaining > 0 AND e.expires_on BETWEEN %(first)s AND %(last)s AND e.program_id = %(club)s
                  GROUP BY e.card_id, e.expires_on
                     UNION ALL
                    SELECT i.id, i.points_expire_on, i.points FROM loyalty_card i
                     WHERE i.points > 0 AND i.points_expire_on BETWEEN %(first)s AND %(last)s
                       AND i.program_id = %(club)s) ending
             WHERE ending.points >= %(points)s
               AND NOT EXISTS (
                   SELECT FROM loyalty_message told
                    WHERE told.account_id = ending.card_id AND told.key LIKE %(key)s
                      AND split_part(told.key, ',', 5) >= (ending.day - %(span)s::int)::text
                      AND split_part(told.key, ',', 5) <= ending.day::text)
          GROUP BY ending.card_id
            """,
            turn=self._at_midnight(SQL("MIN(ending.day) - %s::int", self.days)),
            end=self._at_midnight(SQL("MIN(ending.day) + 1")),
            key=f"mail,{self.id},points_expiring,%",
            span=max(self.days, LEAST_SPAN),
            first=window.first,
            last=window.last,
            club=self.program_id.id,
            points=self.points,
        )

    def _find_tier_ending(self, now):
        """Accounts whose tier runs out within the days; one that a paid membership gives ends with that."""
        window = before(self.days, *self._get_days(now))
        if not window or self.program_id.tier_downgrade == "never":
            return None
        return SQL(
            """
            SELECT c.id AS card_id, c.tier_expires_on::text AS what, %(turn)s AS due_at, %(end)s AS valid_until,
                   NULL::int AS entry_id
              FROM loyalty_card c
             WHERE c.tier_expires_on BETWEEN %(first)s AND %(last)s AND c.program_id = %(club)s
               AND c.tier_by_membership IS NOT TRUE
            """,
            turn=self._at_midnight(SQL("c.tier_expires_on - %s::int", self.days)),
            end=self._at_midnight(SQL("c.tier_expires_on + 1")),
            first=window.first,
            last=window.last,
            club=self.program_id.id,
        )

    def _find_birthday(self, now):
        """Members whose birthday is today, or was a day or two ago while the job did not run."""
        window = after(0, *self._get_days(now), late=BIRTHDAY_DAYS)
        codes = [(code, day) for day in window for code in yearly_codes(day)]
        if not codes:
            return None
        return SQL(
            """
            SELECT c.id AS card_id, EXTRACT(YEAR FROM v.day)::int::text AS what, %(turn)s AS due_at,
                   %(end)s AS valid_until, NULL::int AS entry_id
              FROM (VALUES %(codes)s) AS v (code, day)
              JOIN res_partner p ON EXTRACT(MONTH FROM p.birth_date) * 100 + EXTRACT(DAY FROM p.birth_date) = v.code
              JOIN loyalty_card c ON c.partner_id = p.id AND c.program_id = %(club)s AND c.is_club AND c.active
             WHERE p.birth_date IS NOT NULL AND p.birth_date < v.day
            """,
            codes=SQL(", ").join(SQL("(%s, %s::date)", *row) for row in codes),
            turn=self._at_midnight(SQL("v.day")),
            end=self._at_midnight(SQL("v.day + %s::int", BIRTHDAY_DAYS + 1)),
            club=self.program_id.id,
        )

    def _wait_for_birthdays(self, rows):
        """Rows of ``_get_due`` with the moment at which the birthday has begun where the member lives, too: nobody is
        wished a happy birthday the day before.
        """
        if self.trigger != "birthday" or not rows:
            return rows
        partners = self.env["res.partner"].sudo().browse([row["partner_id"] for row in rows])
        zones = {partner.id: partner.tz for partner in partners}
        shifted = []
        for row in rows:
            due_at, zone = row["due_at"], zones[row["partner_id"]]
            if zone:
                midnight = datetime.combine(self.program_id._get_local_day(due_at), time.min)
                begins = get_zone(zone).localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)
                due_at = max(due_at, begins)
            shifted.append({**row, "due_at": due_at})
        return shifted

    def _find_inactive(self, now):
        """Members whose last purchase, reward or activity was so many days ago, and those who joined and did nothing.
        Only what happened on those days is looked up, then whether something came later.
        """
        window = after(self.days, *self._get_days(now))
        if not window:
            return None
        club = self.program_id
        local = SQL("((e.posted_at AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", club.tz or "UTC")
        return SQL(
            """
            SELECT quiet.card_id, quiet.day::text AS what, %(turn)s AS due_at, %(end)s AS valid_until,
                   NULL::int AS entry_id
              FROM (SELECT COALESCE(f.merged_into_id, f.id) AS card_id, MAX(%(local)s) AS day
                      FROM loyalty_ledger_entry e JOIN loyalty_card f ON f.id = e.card_id
                     WHERE e.program_id = %(club)s AND e.posted_at >= %(from)s AND e.posted_at < %(to)s AND %(deed)s
                  GROUP BY 1
                     UNION ALL
                    SELECT c.id, c.joined_on FROM loyalty_card c
                     WHERE c.program_id = %(club)s AND c.is_club AND c.joined_on BETWEEN %(first)s AND %(last)s
                       AND NOT EXISTS (SELECT FROM loyalty_ledger_entry e WHERE e.card_id = c.id
                                          AND e.posted_at >= %(from)s AND e.posted_at < %(to)s AND %(deed)s)
                   ) quiet
             WHERE NOT EXISTS (
                   SELECT FROM loyalty_ledger_entry e
                     JOIN (SELECT quiet.card_id AS id UNION ALL
                           SELECT m.id FROM loyalty_card m WHERE m.merged_into_id = quiet.card_id) own
                          ON own.id = e.card_id
                    WHERE e.posted_at >= %(to)s AND %(deed)s)
            """,
            turn=self._at_midnight(SQL("quiet.day + %s::int", self.days)),
            end=self._at_midnight(SQL("quiet.day + %s::int", self.days + INACTIVE_DAYS + 1)),
            local=local,
            club=club.id,
            first=window.first,
            last=window.last,
            deed=self._get_deeds(),
            **{"from": club._get_midnight(window.first), "to": club._get_midnight(window.last + timedelta(days=1))},
        )

    @staticmethod
    def _get_deeds():
        """SQL: an entry ``e`` is something that the member did; presents for a birthday come by themselves."""
        return SQL(
            """(e.kind = ANY(%s) AND e.state = 'posted' AND NOT EXISTS (
                SELECT FROM loyalty_activity a WHERE a.id = e.activity_id AND a.trigger = ANY(%s)))""",
            list(KINDS_OF_ACTIVITY),
            list(YEARLY),
        )
