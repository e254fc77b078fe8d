"""Orders that were confirmed before the ledger began: their points are part of the accounts' opening entries."""

from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ...engine.document import Posted, Undone
from ...engine.points import ZERO, exact
from .sale_trace import Trace


class SaleOrder(models.Model):
    _inherit = "sale.order"

    points_before_ledger = fields.Json(
        copy=False,
        readonly=True,
        help="What the order had booked when the ledger began: {accrual: {account: points}, "
        "redemption: {line: [account, points]}}.",
    )

    def _add_before_ledger(self, traces, rows):
        """Let the opening entry stand for what these orders booked before there was a ledger.

        :param traces: filled, see ``_load_traces``
        :param rows: the orders' ledger entries
        """
        orders = self.filtered(lambda order: order.points_before_ledger and order.points_revision == 1)
        if not orders:
            return
        openings = self._get_openings(orders)
        undone = orders._get_opening_reversals(rows)
        for order in orders:
            before = order.points_before_ledger
            for card_id, points in before.get("accrual", {}).items():
                order._add_opening(traces, openings.get(int(card_id)), ("accrual",), points, undone)
            for line_id, (card_id, points) in before.get("redemption", {}).items():
                order._add_opening(traces, openings.get(card_id), ("redemption", int(line_id)), points, undone)

    def _add_opening(self, traces, opening, what, points, undone):
        if not opening:
            return
        card_id, entry_id = opening
        trace = traces.setdefault((self.id, card_id, *what), Trace())
        reversals = undone[self.id, ",".join(map(str, what))]
        trace.before_ledger = what
        trace.numbers[entry_id] = len(reversals)
        trace.numbers.update({undo.ref: redone for undo, redone in reversals})
        trace.posted.insert(0, Posted(entry_id, exact(points), tuple(undo for undo, _redone in reversals)))

    @staticmethod
    def _get_openings(orders):
        """{card id: (surviving account, its opening entry)}"""
        cards = {int(card) for order in orders for card in order.points_before_ledger.get("accrual", {})}
        cards |= {
            card for order in orders for card, _points in order.points_before_ledger.get("redemption", {}).values()
        }
        rows = orders.env.execute_query(
            SQL(
                """
                SELECT c.id, COALESCE(c.merged_into_id, c.id), e.id
                  FROM loyalty_ledger_entry e JOIN loyalty_card c ON c.id = e.card_id
                 WHERE e.card_id = ANY(%s) AND e.key = 'opening'
                """,
                list(cards),
            )
        )
        return {card_id: (survivor, entry_id) for card_id, survivor, entry_id in rows}

    def _get_opening_reversals(self, rows):
        """{(order id, what was reversed): [(Undone, how often it was put back)]}"""
        children = defaultdict(list)
        for row in rows:
            children[row["reversed_id"]].append(row)
        result = defaultdict(list)
        for row in rows:
            parts = (row["key"] or "").split(",")
            if row["kind"] == "reversal" and len(parts) > 3 and parts[2] == "before":
                redone = children[row["id"]]
                restored = sum((exact(again["points"]) for again in redone), ZERO)
                what = ",".join(parts[3:-1])
                result[row["origin_id"], what].append((Undone(row["id"], exact(row["points"]), restored), len(redone)))
        return result
