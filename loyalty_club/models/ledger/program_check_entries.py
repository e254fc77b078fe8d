"""The check of single entries, where an account's sums agree: balances in booking order, credits and what paid what."""

from odoo import models
from odoo.tools import SQL


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _check_entries(self, broken):
        """Look at the entries and allocations of these clubs (empty recordset: of all clubs).

        The balance of an entry is the sum of what was posted up to it; what is left of a credit is what no debit took
        (less what an undo of a debit settled elsewhere); credit and debit of an allocation are of one account.

        :param broken: ids of the first entries that break the chain of balances of their accounts
        :return: list of dicts, one per discrepancy: card_id, program_id, partner_id, problem, expected, found (points)
        """
        balance = self.env._("The balance of entry %s is not the sum up to it")
        left = self.env._("What is left of entry %s differs from what was taken of it")
        paired = self.env._("Entry %s was spent by another account, or by what is no debit")
        queries = [(self._get_wrong_credits(), left), (self._get_wrong_pairs(), paired)]
        if broken:
            queries.insert(0, (self._get_broken_balances(broken), balance))
        return [
            {**row, "problem": sentence % row.pop("entry_id")}
            for query, sentence in queries
            for row in self.env.execute_query_dict(query)
        ]

    def _get_own_entries(self, alias):
        column = SQL.identifier(alias, "program_id")
        return SQL("%s = ANY(%s)", column, self.ids) if self else SQL("TRUE")

    @staticmethod
    def _get_broken_balances(entry_ids):
        """SQL: these entries with the balance that they should have."""
        return SQL(
            """
            SELECT e.card_id, e.program_id, e.partner_id, e.id AS entry_id, e.balance AS found,
                   COALESCE((SELECT SUM(b.points) FROM loyalty_ledger_entry b
                              WHERE b.card_id = e.card_id AND b.id <= e.id AND b.state = 'posted'), 0) AS expected
              FROM loyalty_ledger_entry e WHERE e.id = ANY(%s) ORDER BY e.card_id
            """,
            entry_ids,
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
