"""The check of single entries, where an account's sums agree: balances in booking order, credits and what paid what."""

from odoo import models
from odoo.tools import SQL


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _check_entries(self):
        """Look at the entries and allocations of these clubs (empty recordset: of all clubs), three statements in all.

        The balance of an entry is the sum of what was posted up to it; what is left of a credit is what no debit took
        (less what an undo of a debit settled elsewhere); credit and debit of an allocation are of one account.

        :return: list of dicts, one per discrepancy: card_id, program_id, partner_id, problem, expected, found (points)
        """
        problems = []
        for query, sentence in (
            (self._get_broken_balances(), self.env._("The balance of entry %s is not the sum up to it")),
            (self._get_wrong_credits(), self.env._("What is left of entry %s differs from what was taken of it")),
            (self._get_wrong_pairs(), self.env._("Entry %s was spent by another account, or by what is no debit")),
        ):
            for row in self.env.execute_query_dict(query):
                problems.append({**row, "problem": sentence % row.pop("entry_id")})
        return problems

    def _get_own_entries(self, alias):
        column = SQL.identifier(alias, "program_id")
        return SQL("%s = ANY(%s)", column, self.ids) if self else SQL("TRUE")

    def _get_broken_balances(self):
        """SQL: the first entry of each account whose balance breaks the chain."""
        return SQL(
            """
            SELECT DISTINCT ON (card_id) card_id, program_id, partner_id, id AS entry_id,
                   running AS expected, balance AS found
              FROM (SELECT id, card_id, program_id, partner_id, state, balance,
                           COALESCE(SUM(points) FILTER (WHERE state = 'posted') OVER booked, 0) AS running
                      FROM loyalty_ledger_entry e WHERE %s
                    WINDOW booked AS (PARTITION BY card_id ORDER BY id ROWS UNBOUNDED PRECEDING)) chain
             WHERE state != 'void' AND balance != running
          ORDER BY card_id, id
            """,
            self._get_own_entries("e"),
        )

    def _get_wrong_credits(self):
        """SQL: credits of which another number of points is left than their allocations say. What undoes a debit may
        have settled a part with what that debit owed.
        """
        return SQL(
            """
            SELECT e.card_id, e.program_id, e.partner_id, e.id AS entry_id,
                   e.points - COALESCE(taken.points, 0) AS expected, e.remaining AS found
              FROM loyalty_ledger_entry e
         LEFT JOIN (SELECT credit_id, SUM(points) AS points FROM loyalty_ledger_allocation GROUP BY credit_id) taken
                ON taken.credit_id = e.id
         LEFT JOIN loyalty_ledger_entry origin ON origin.id = e.reversed_id
             WHERE e.state = 'posted' AND e.points > 0 AND (e.remaining != e.points OR taken.points != 0) AND %s
               AND e.points - e.remaining != COALESCE(taken.points, 0)
               AND (e.points - e.remaining < COALESCE(taken.points, 0) OR origin.id IS NULL OR origin.points >= 0)
          ORDER BY e.card_id, e.id
            """,
            self._get_own_entries("e"),
        )

    def _get_wrong_pairs(self):
        """SQL: allocations that do not join a posted credit and a posted debit of one account."""
        return SQL(
            """
            SELECT e.card_id, e.program_id, e.partner_id, e.id AS entry_id, 0.0 AS expected, SUM(a.points) AS found
              FROM loyalty_ledger_allocation a
              JOIN loyalty_ledger_entry e ON e.id = a.credit_id
              JOIN loyalty_ledger_entry debit ON debit.id = a.debit_id
             WHERE (debit.card_id != e.card_id OR e.points <= 0 OR debit.points >= 0
                    OR e.state != 'posted' OR debit.state != 'posted') AND %s
          GROUP BY e.id ORDER BY e.card_id, e.id
            """,
            self._get_own_entries("e"),
        )
