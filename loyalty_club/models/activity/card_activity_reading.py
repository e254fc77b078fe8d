"""What members were paid for activities before: known keys, and what is used of caps."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _load_known_payments(self, payments):
        """Payments whose key is booked already, on the account or one that was merged into it, learn their entry.

        Read before the accounts are locked: whoever waits for the lock starts over (see :meth:`_lock_accounts`).
        """
        self.env["loyalty.card"].flush_model(["merged_into_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(c.merged_into_id, c.id), e.key, e.id
                  FROM loyalty_ledger_entry e JOIN loyalty_card c ON c.id = e.card_id
                 WHERE e.key = ANY(%s) AND e.card_id IN %s
                """,
                sorted({payment.key for payment in payments}),
                self._get_family_query({payment.member.id for payment in payments}),
            )
        )
        known = {(card_id, key): entry_id for card_id, key, entry_id in rows}
        for payment in payments:
            payment.entry_id = known.get(payment.identity)
            payment.is_known = bool(payment.entry_id)

    @staticmethod
    def _get_family_query(card_ids):
        """SQL: the ids of accounts and of what was merged into them."""
        ids = sorted(card_ids)
        return SQL("(SELECT id FROM loyalty_card WHERE id = ANY(%s) OR merged_into_id = ANY(%s))", ids, ids)

    def _get_used(self, payments):
        """What members got of limited rules in the periods of these payments, less what was taken back.

        :return: {(activity id, card id, first day of the period or None): (points, number of payments)}
        """
        if not payments:
            return {}
        windows = {}
        for payment in payments:
            first = windows.get(payment.terms, payment.start)
            windows[payment.terms] = min(first, payment.start) if first else None
        rows = self.env.execute_query(
            SQL(
                """
                WITH rule (id, period, tz, since) AS (VALUES %(rules)s),
                undo AS MATERIALIZED (
                    SELECT e.id, e.card_id, e.activity_id, e.posted_at, e.points,
                           SUM(ABS(back.points) + back.forgiven - COALESCE(again.points, 0)) AS undone,
                           COUNT(back.id) - COALESCE(SUM(again.number), 0) AS undos
                      FROM loyalty_ledger_entry e
                 LEFT JOIN loyalty_ledger_entry back ON back.reversed_id = e.id
         LEFT JOIN LATERAL (SELECT SUM(ABS(r.points) + r.forgiven) AS points, COUNT(*) AS number
                              FROM loyalty_ledger_entry r WHERE r.reversed_id = back.id) again ON TRUE
                     WHERE e.activity_id IN (SELECT id FROM rule) AND e.card_id IN %(cards)s AND e.kind = 'accrual'
                       AND e.posted_at >= %(since)s::timestamp
                  GROUP BY e.id
                )
                SELECT undo.activity_id, COALESCE(c.merged_into_id, c.id), start.day,
                       SUM(undo.points - COALESCE(undo.undone, 0)),
                       COUNT(*) FILTER (WHERE CASE WHEN undo.points = 0 THEN undo.undos <= 0
                                                   ELSE undo.points > COALESCE(undo.undone, 0) END)
                  FROM undo
                  JOIN rule ON rule.id = undo.activity_id
                  JOIN loyalty_card c ON c.id = undo.card_id
            CROSS JOIN LATERAL (
                       SELECT CASE WHEN rule.period != 'ever' THEN
                           DATE_TRUNC(rule.period, undo.posted_at AT TIME ZONE 'UTC' AT TIME ZONE rule.tz)::date
                       END AS day) start
                 WHERE rule.since IS NULL OR start.day >= rule.since
              GROUP BY 1, 2, 3
                """,
                rules=SQL(", ").join(
                    SQL(
                        "(%s, %s, %s, %s::date)",
                        terms.id,
                        terms.rule.period,
                        terms.activity.program_id.tz or "UTC",
                        since,
                    )
                    for terms, since in windows.items()
                ),
                cards=self._get_family_query({payment.member.id for payment in payments}),
                since=self._get_first_moment(windows.values()),
            )
        )
        return {tuple(row[:3]): tuple(row[3:]) for row in rows}

    @staticmethod
    def _get_first_moment(days):
        """A moment before the first of these days (None: there is none) anywhere on earth: earlier is not read."""
        days = list(days)
        return "-infinity" if None in days else min(days) - timedelta(days=1)
