"""A second, slower opinion on the books: every rule of the ledger that can be read off its tables, entry by entry.

``_check_ledger()`` compares sums per account; this follows single points: what is left of a credit is what no debit
took, every debit is paid by credits or owed, balances run in booking order, keys and undos are used once.
"""

from collections import defaultdict
from decimal import Decimal

ZERO = Decimal(0)


def audit(env, card_ids):
    """Look for contradictions in the books of these accounts.

    :param list card_ids: ids of loyalty cards
    :return: list of texts, one per contradiction
    """
    env.flush_all()
    env.cr.execute(
        """
        SELECT e.id, e.card_id, e.state, e.kind, e.points, e.balance, e.remaining, e.uncovered, e.forgiven, e.key,
               e.reversed_id, e.transferred_from_id, ROUND(c.points::numeric, 2) AS card_points
          FROM loyalty_ledger_entry e JOIN loyalty_card c ON c.id = e.card_id
         WHERE e.card_id = ANY(%s) ORDER BY e.id
        """,
        [list(card_ids)],
    )
    entries = {row["id"]: _exact(row) for row in env.cr.dictfetchall()}
    env.cr.execute(
        """
        SELECT id, credit_id, debit_id, points FROM loyalty_ledger_allocation
         WHERE credit_id = ANY(%(ids)s) OR debit_id = ANY(%(ids)s) ORDER BY id
        """,
        {"ids": list(entries)},
    )
    allocations = [_exact(row) for row in env.cr.dictfetchall()]
    return [
        *_balances(entries),
        *_keys(entries),
        *_pairs(entries, allocations),
        *_credits_and_debits(entries, allocations),
        *_undone_once(entries),
    ]


def _exact(row):
    """Odoo reads numeric columns as floats; their shortest text is what the column holds."""
    return {name: Decimal(str(value)) if isinstance(value, float) else value for name, value in row.items()}


def _balances(entries):
    """``balance`` is the running sum of posted points in booking order, the last one the account's points."""
    running, points = defaultdict(lambda: ZERO), {}
    for entry in entries.values():
        if entry["state"] == "posted":
            running[entry["card_id"]] += entry["points"]
        points[entry["card_id"]] = entry["card_points"]
        if entry["state"] != "void" and entry["balance"] != running[entry["card_id"]]:
            yield f"entry {entry['id']}: balance {entry['balance']}, running sum {running[entry['card_id']]}"
    for card_id, total in points.items():
        if total != running[card_id]:
            yield f"account {card_id}: points {total}, entries {running[card_id]}"


def _keys(entries):
    seen = set()
    for entry in entries.values():
        if entry["key"]:
            if (entry["card_id"], entry["key"]) in seen:
                yield f"entry {entry['id']}: key {entry['key']} is there twice"
            seen.add((entry["card_id"], entry["key"]))


def _pairs(entries, allocations):
    """Allocations join a posted credit and a posted debit of one account; no more is given back than was taken."""
    net = defaultdict(lambda: ZERO)
    for row in allocations:
        credit, debit = entries.get(row["credit_id"]), entries.get(row["debit_id"])
        if not credit or not debit or credit["card_id"] != debit["card_id"]:
            yield f"allocation {row['id']}: joins two accounts"
            continue
        if credit["points"] <= 0 or debit["points"] >= 0 or {credit["state"], debit["state"]} != {"posted"}:
            yield f"allocation {row['id']}: {credit['kind']} {credit['state']} and {debit['kind']} {debit['state']}"
        net[row["credit_id"], row["debit_id"]] += row["points"]
        if net[row["credit_id"], row["debit_id"]] < 0:
            yield f"allocation {row['id']}: gives back more than was taken"


def _credits_and_debits(entries, allocations):
    """A credit is what is left of it and what debits took; a debit is what credits paid, what is owed, and what undos
    of it put back (into the credits it came from, or by cancelling what was owed)."""
    taken, paid = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
    for row in allocations:
        taken[row["credit_id"]] += row["points"]
        paid[row["debit_id"]] += row["points"]
    posted = [entry for entry in entries.values() if entry["state"] == "posted"]
    put_back, owed = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
    for entry in posted:
        own = abs(entry["points"]) - entry["remaining"] - entry["uncovered"]
        if entry["points"] < 0:
            owed[_root(entry)] += own - paid[entry["id"]]
            continue
        own -= taken[entry["id"]]
        origin = entries.get(entry["reversed_id"])
        if own < 0 or (own and not (origin and origin["points"] < 0)):
            yield f"entry {entry['id']}: of {entry['points']} points {own} are neither left nor taken"
        elif own:
            put_back[_root(origin)] += own
    for entry_id in owed.keys() | put_back.keys():
        if owed[entry_id] != put_back[entry_id]:
            yield f"entry {entry_id}: {owed[entry_id]} points without a credit, {put_back[entry_id]} put back by undos"


def _root(entry):
    return entry["transferred_from_id"] or entry["id"]


def _undone_once(entries):
    """No more is undone than there was, forgiven points included. (An opening entry stands for all that was booked
    before it, and may be smaller than one order's part in it.)"""
    undone = defaultdict(lambda: ZERO)
    for entry in entries.values():
        if entry["reversed_id"] and entry["state"] != "void":
            undone[entry["reversed_id"]] += _size(entry)
    redone = defaultdict(lambda: ZERO)
    for entry in entries.values():
        parent = entries.get(entry["reversed_id"])
        if parent and parent["reversed_id"]:
            redone[parent["reversed_id"]] += _size(entry)
    for entry_id, points in undone.items():
        entry = entries.get(entry_id)
        if entry and entry["kind"] != "opening" and points - redone[entry_id] > _size(entry):
            yield f"entry {entry_id}: {points - redone[entry_id]} points undone of {_size(entry)}"


def _size(entry):
    return abs(entry["points"]) + entry["forgiven"]
