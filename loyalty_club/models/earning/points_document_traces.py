"""What documents have in the ledger."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...engine.document import Posted, Undone
from ...engine.points import ZERO, exact
from .sale_trace import Trace


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    def _load_traces(self):
        """Entries of these documents' present revisions.

        :return: {(document id, account id, "accrual") or (document id, account id, "redemption", line id): Trace}
        """
        rows = self._load_entry_rows()
        children = defaultdict(list)
        for row in rows:
            if row["reversed_id"]:
                children[row["reversed_id"]].append(row)
        revisions = {document.id: str(document._get_points_revision()) for document in self}
        traces = {}
        for row in rows:
            if row["kind"] != "reversal":
                self._add_to_trace(traces, row, children, revisions[row["origin_id"]])
        self._add_before_ledger(traces, rows)
        return traces

    def _load_entry_rows(self):
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT e.id, e.origin_id, COALESCE(c.merged_into_id, c.id) AS card_id, e.kind, e.key, e.reversed_id,
                       ABS(e.points) + e.forgiven AS points,
                       e.qualifying_points, e.qualifying_amount, e.qualifying_orders,
                       e.explanation -> 'booked' AS booked
                  FROM loyalty_ledger_entry e JOIN loyalty_card c ON c.id = e.card_id
                 WHERE e.origin_model = %s AND e.origin_id = ANY(%s)
                   AND e.kind IN ('accrual', 'redemption', 'reversal')
              ORDER BY e.id
                """,
                self._name,
                self.ids,
            )
        )

    @staticmethod
    def _add_to_trace(traces, row, children, revision):
        what = (row["key"] or "").split(",")[2:]
        if not what:
            return
        where = 2 if what[0] == "redemption" else 1
        if len(what) <= where or what[where] != revision:
            return
        target = (row["origin_id"], row["card_id"], what[0])
        if what[0] == "redemption":
            target += (int(what[1]),)
        trace = traces.setdefault(target, Trace())
        undone = []
        for reversal in children[row["id"]]:
            redone = children[reversal["id"]]
            restored = sum((exact(again["points"]) for again in redone), ZERO)
            undone.append(Undone(reversal["id"], exact(reversal["points"]), restored))
            trace.numbers[reversal["id"]] = len(redone)
        trace.numbers[row["id"]] = len(undone)
        trace.posted.append(Posted(row["id"], exact(row["points"]), tuple(undone)))
        relatives = [row, *children[row["id"]]]
        relatives += [again for reversal in children[row["id"]] for again in children[reversal["id"]]]
        for relative in relatives:
            trace.qualifying[0] += exact(relative["qualifying_points"])
            trace.qualifying[1] += exact(relative["qualifying_amount"])
            trace.qualifying[2] += relative["qualifying_orders"] or 0
            for rule_id, points in (relative["booked"] or {}).items():
                trace.booked[rule_id] = trace.booked.get(rule_id, ZERO) + exact(points)
