"""Everything an undo needs to know of the entries that it undoes."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.book import Part
from ...engine.points import ZERO, exact


@dataclass
class Original:
    """An entry that is being undone, with what was undone of it before."""

    entry_id: int
    kind: str
    state: str
    points: Decimal
    forgiven: Decimal
    root: int
    posted_at: object
    available_on: object
    qualifying: tuple
    qualifying_at: object
    origin: tuple
    description: str
    level: int
    undone: Decimal = ZERO
    unforgiven: Decimal = ZERO
    qualifying_undone: tuple = (ZERO, ZERO, 0)
    expired: Decimal = ZERO
    parts: list = field(default_factory=list)
    seen: int = 0  # allocations of the account's book that are in the parts
    moved_pending: object = None
    booked: dict = field(default_factory=dict)  # points by rule, see the explanation of accruals

    @property
    def size(self):
        return abs(self.points) + self.forgiven

    @property
    def left(self):
        return self.size - self.undone

    def explain_undo(self, points):
        """The explanation of an undo of ``points`` that has none of its own: all rules give back the same share."""
        if not self.booked or not self.size:
            return None
        share = points / self.size
        return {"booked": {rule: str(-exact(exact(given) * share)) for rule, given in self.booked.items()}}


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _load_originals(self, entry_ids, accounts):
        """Everything an undo needs to know of the entries, in a constant number of queries."""
        originals = {}
        for row in self.env.execute_query(
            SQL(
                """
                SELECT e.id, e.kind, e.state, e.points, e.forgiven, COALESCE(e.transferred_from_id, e.id),
                       e.posted_at, e.available_on, e.qualifying_points, e.qualifying_amount, e.qualifying_orders,
                       e.qualifying_at, e.origin_model, e.origin_id, e.description,
                       CASE WHEN e.reversed_id IS NULL THEN 0 WHEN up.reversed_id IS NULL THEN 1 ELSE 2 END,
                       e.explanation -> 'booked'
                  FROM loyalty_ledger_entry e
             LEFT JOIN loyalty_ledger_entry up ON up.id = e.reversed_id
                 WHERE e.id = ANY(%s)
                """,
                entry_ids,
            )
        ):
            originals[row[0]] = Original(
                entry_id=row[0],
                kind=row[1],
                state=row[2],
                points=exact(row[3]),
                forgiven=exact(row[4]),
                root=row[5],
                posted_at=row[6],
                available_on=row[7],
                qualifying=(exact(row[8]), exact(row[9]), row[10] or 0),
                qualifying_at=row[11],
                origin=(row[12], row[13]),
                description=row[14],
                level=row[15],
                booked=row[16] or {},
            )
        self._load_undone(originals)
        self._load_expired(originals)
        self._load_parts(originals, accounts)
        self._load_moved_pending(originals)
        return originals

    def _load_undone(self, originals):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT v.reversed_id, ABS(v.points) + v.forgiven, v.forgiven,
                       v.qualifying_points, v.qualifying_amount, v.qualifying_orders,
                       COALESCE(SUM(ABS(r.points) + r.forgiven), 0), COALESCE(SUM(r.forgiven), 0),
                       COALESCE(SUM(r.qualifying_points), 0), COALESCE(SUM(r.qualifying_amount), 0),
                       COALESCE(SUM(r.qualifying_orders), 0)
                  FROM loyalty_ledger_entry v
             LEFT JOIN loyalty_ledger_entry r ON r.reversed_id = v.id
                 WHERE v.reversed_id = ANY(%s)
              GROUP BY v.id
                """,
                list(originals),
            )
        )
        for entry_id, size, forgiven, points, amount, orders, back, unforgiven, *again in rows:
            original = originals[entry_id]
            original.undone += exact(size) - exact(back)
            original.unforgiven += exact(forgiven) - exact(unforgiven)
            done = original.qualifying_undone
            original.qualifying_undone = (
                done[0] + exact(points) + exact(again[0]),
                done[1] + exact(amount) + exact(again[1]),
                done[2] + (orders or 0) + int(again[2]),
            )

    def _load_expired(self, originals):
        """Points of each credit that had expired, less those that reversals counted already."""
        credits = [original for original in originals.values() if original.points > 0]
        if not credits:
            return
        expired = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT COALESCE(c.transferred_from_id, c.id), SUM(a.points)
                      FROM loyalty_ledger_allocation a
                      JOIN loyalty_ledger_entry c ON c.id = a.credit_id
                      JOIN loyalty_ledger_entry d ON d.id = a.debit_id AND d.kind = 'expiration'
                     WHERE c.id = ANY(%(roots)s) OR c.transferred_from_id = ANY(%(roots)s)
                  GROUP BY 1
                    """,
                    roots=[original.root for original in credits],
                )
            )
        )
        for original in credits:
            original.expired = max(exact(expired.get(original.root, 0)) - original.unforgiven, ZERO)

    def _load_parts(self, originals, accounts):
        """What paid for each debit. A debt that moved in a merge was paid on both accounts; the credit that closed it
        on the old one stands for no points.
        """
        debits = [original.entry_id for original in originals.values() if original.points < 0]
        if not debits:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT d.root, a.debit_id, a.credit_id, SUM(a.points), c.expires_on, c.posted_at,
                       c.transferred_from_id, c.card_id
                  FROM (SELECT id, id AS root FROM loyalty_ledger_entry WHERE id = ANY(%(debits)s)
                         UNION ALL
                        SELECT id, transferred_from_id FROM loyalty_ledger_entry
                         WHERE transferred_from_id = ANY(%(debits)s)) d
                  JOIN loyalty_ledger_allocation a ON a.debit_id = d.id
                  JOIN loyalty_ledger_entry c ON c.id = a.credit_id
                 WHERE c.kind != 'transfer' OR c.transferred_from_id IS NOT NULL
              GROUP BY d.root, a.debit_id, a.credit_id, c.id
                HAVING SUM(a.points) > 0
              ORDER BY MIN(a.id)
                """,
                debits=debits,
            )
        )
        parts = defaultdict(list)
        for root_debit, debit, credit, points, expires_on, posted_at, root, card_id in rows:
            parts[root_debit].append(
                Part(credit, debit, exact(points), expires_on, posted_at, root, foreign=card_id not in accounts)
            )
        for debit in debits:
            originals[debit].parts = parts[debit]

    def _load_moved_pending(self, originals):
        """Pending entries that a merge moved: their undo (and the undo of that) is pending where they are now."""
        void = [original.entry_id for original in originals.values() if original.state == "void"]
        if not void:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.id, moved.available_on
                  FROM loyalty_ledger_entry e
             LEFT JOIN loyalty_ledger_entry up ON up.id = e.reversed_id
                  JOIN loyalty_ledger_entry moved ON moved.state = 'pending' AND moved.transferred_from_id =
                       COALESCE(up.transferred_from_id, up.id, e.transferred_from_id, e.id)
                 WHERE e.id = ANY(%s)
                """,
                void,
            )
        )
        for entry_id, available_on in rows:
            originals[entry_id].moved_pending = available_on
