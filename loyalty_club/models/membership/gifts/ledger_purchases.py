"""What customers bought, as the ledger knows it."""

from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ....engine.points import exact


class LoyaltyLedgerEntry(models.Model):
    _inherit = "loyalty.ledger.entry"

    def _sum_purchases(self, windows):
        """Purchases of accounts in stretches of time, after refunds (which count for the moment of what they refund):
        one query. What merged accounts bought was moved to the survivor.

        :param windows: [(number, account id, from, to)], moments in naive UTC, ``to`` not included
        :return: {number: {(origin model, origin id): Decimal}}, in the clubs' currencies
        """
        found = defaultdict(lambda: defaultdict(Decimal))
        if not windows:
            return found
        rows = self.env.execute_query(
            SQL(
                """
                SELECT w.number, o.origin_model, o.origin_id, SUM(e.qualifying_amount)
                  FROM (VALUES %s) AS w (number, card_id, since, until)
                  JOIN loyalty_ledger_entry e ON e.card_id = w.card_id AND e.state = 'posted'
                       AND e.qualifying_at >= w.since::timestamp AND e.qualifying_at < w.until::timestamp
             LEFT JOIN loyalty_ledger_entry up ON up.id = e.reversed_id
             LEFT JOIN loyalty_ledger_entry first ON first.id = COALESCE(up.reversed_id, up.id, e.id)
                  JOIN loyalty_ledger_entry o ON o.id = COALESCE(first.transferred_from_id, first.id)
                 WHERE e.qualifying_amount != 0
              GROUP BY w.number, o.origin_model, o.origin_id
                """,
                SQL(", ").join(SQL("%s", window) for window in windows),
            )
        )
        for number, model, origin_id, amount in rows:
            found[number][model, origin_id] += exact(amount)
        return found
