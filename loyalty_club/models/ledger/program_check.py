"""Is every account's balance what its entries say? One pass over the ledger."""

import logging

from odoo import models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

PROBLEMS_SHOWN = 100


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _check_ledger(self):
        """Compare all accounts of these clubs (empty recordset: of all clubs) with their entries.

        For every account: points = posted entries = remaining - uncovered, one of the two is zero, and the balance of
        the last entry is points. Where that is so, its entries are looked at one by one (:meth:`_check_entries`).

        :return: list of dicts, one per discrepancy: card_id, program_id, partner_id, problem, expected, found (points)
        """
        self.env["loyalty.card"].flush_model()
        self.env["loyalty.ledger.entry"].flush_model()
        self.env["loyalty.ledger.allocation"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH book AS (
                    SELECT card_id,
                           SUM(points) FILTER (WHERE state = 'posted') AS posted,
                           SUM(remaining) FILTER (WHERE remaining != 0) AS remaining,
                           SUM(uncovered) FILTER (WHERE uncovered != 0) AS uncovered,
                           (ARRAY_AGG(balance ORDER BY id))[COUNT(*)] AS balance,
                           MIN(id) FILTER (WHERE state != 'void' AND balance != running) AS broken
                      FROM (SELECT id, card_id, state, points, remaining, uncovered, balance,
                                   COALESCE(SUM(points) FILTER (WHERE state = 'posted') OVER booked, 0) AS running
                              FROM loyalty_ledger_entry %(entries)s
                            WINDOW booked AS (PARTITION BY card_id ORDER BY id ROWS UNBOUNDED PRECEDING)) chain
                  GROUP BY card_id
                )
                SELECT c.id AS card_id, c.program_id, c.partner_id, c.is_club,
                       COALESCE(ROUND(c.points::numeric, 2), 0) AS points,
                       COALESCE(book.posted, 0) AS posted, COALESCE(book.remaining, 0) AS remaining,
                       COALESCE(book.uncovered, 0) AS uncovered, COALESCE(book.balance, 0) AS balance,
                       book.broken
                  FROM loyalty_card c LEFT JOIN book ON book.card_id = c.id
                 WHERE (c.is_club OR book.card_id IS NOT NULL) %(cards)s
                   AND (NOT c.is_club
                        OR COALESCE(c.points, 0) != COALESCE(book.posted::float8, 0)
                        OR COALESCE(book.posted, 0) != COALESCE(book.remaining, 0) - COALESCE(book.uncovered, 0)
                        OR (book.remaining > 0 AND book.uncovered > 0)
                        OR COALESCE(book.posted, 0) != COALESCE(book.balance, 0)
                        OR book.broken IS NOT NULL)
              ORDER BY c.id
                """,
                entries=SQL("WHERE program_id = ANY(%s)", self.ids) if self else SQL(),
                cards=SQL("AND c.program_id = ANY(%s)", self.ids) if self else SQL(),
            )
        )
        problems = [problem for row in rows for problem in self._get_problems(row)]
        known = {problem["card_id"] for problem in problems}
        broken = [row["broken"] for row in rows if row["broken"] and row["card_id"] not in known]
        return problems + [problem for problem in self._check_entries(broken) if problem["card_id"] not in known]

    def _get_problems(self, row):
        base = {name: row[name] for name in ("card_id", "program_id", "partner_id")}
        open_points = row["remaining"] - row["uncovered"]
        checks = [
            (self.env._("The balance differs from the sum of the entries"), row["posted"], row["points"]),
            (self.env._("What is left of the credits differs from the entries"), row["posted"], open_points),
            (self.env._("The last entry shows another balance"), row["posted"], row["balance"]),
        ]
        problems = [
            {**base, "problem": problem, "expected": expected, "found": found}
            for problem, expected, found in checks
            if round(expected - found, 2)
        ]
        if not row["is_club"]:
            problem = self.env._("This account is not marked as one of a club")
            problems.append({**base, "problem": problem, "expected": row["posted"], "found": row["points"]})
        if row["remaining"] > 0 and row["uncovered"] > 0:
            problem = self.env._("Points are left although a debt is not covered")
            problems.append({**base, "problem": problem, "expected": 0.0, "found": row["uncovered"]})
        return problems

    def _cron_check_ledger(self):
        """Nightly: check all clubs and tell the managers when something does not add up."""
        problems = self.browse()._check_ledger()
        if not problems:
            return
        _logger.error("The points ledger has %s discrepancies; the club managers are told.", len(problems))
        managers = self.env.ref("loyalty_club.group_club_manager").all_user_ids.filtered(lambda user: not user.share)
        body = self.env["ir.qweb"]._render(
            "loyalty_club.ledger_check_mail",
            {"problems": self._with_names(problems[:PROBLEMS_SHOWN]), "count": len(problems)},
        )
        self.env["mail.thread"].message_notify(
            partner_ids=managers.partner_id.ids,
            subject=self.env._("The points ledger does not add up: %s discrepancies", len(problems)),
            body=body,
        )

    def _with_names(self, problems):
        cards = self.env["loyalty.card"].with_context(active_test=False).browse([row["card_id"] for row in problems])
        names = {card.id: card.partner_id.display_name or card.code for card in cards}
        return [{**problem, "name": names[problem["card_id"]]} for problem in problems]
