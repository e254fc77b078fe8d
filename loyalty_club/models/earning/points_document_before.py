"""Documents of before the ledger began: their points are part of the accounts' opening entries."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...engine.document import Posted, Undone
from ...engine.points import ZERO, exact
from .sale_trace import Trace


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    def _add_before_ledger(self, traces, rows):
        """Let the opening entry stand for what these documents booked before there was a ledger.

        :param traces: filled, see ``_load_traces``
        :param rows: the documents' ledger entries
        """
        booked = {document: document._get_before_ledger() for document in self}
        booked = {document: before for document, before in booked.items() if before}
        if not booked:
            return
        openings = self._get_openings(booked.values())
        undone = self._get_opening_reversals(rows)
        for document, before in booked.items():
            for card_id, points in before.get("accrual", {}).items():
                document._add_opening(traces, openings.get(int(card_id)), ("accrual",), points, undone)
            for line_id, (card_id, points) in before.get("redemption", {}).items():
                document._add_opening(traces, openings.get(card_id), ("redemption", int(line_id)), points, undone)

    def _get_before_ledger(self):
        """What the document had booked when the ledger began.

        :return: {"accrual": {account id: points}, "redemption": {line id: [account id, points]}}; empty for all others
        """
        return {}

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

    def _get_openings(self, booked):
        """{card id: (surviving account, its opening entry)} of what :meth:`_get_before_ledger` gave."""
        cards = {int(card) for before in booked for card in before.get("accrual", {})}
        cards |= {card for before in booked for card, _points in before.get("redemption", {}).values()}
        rows = self.env.execute_query(
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
        """{(document id, what was reversed): [(Undone, how often it was put back)]}"""
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
