"""What partners owe each other for a period: netting and prepaid packages.

Amounts are in the contract's currency; above zero the partner owes us.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Line(NamedTuple):
    """One line of the invoice: ``quantity`` times ``price`` for what ``group`` says."""

    group: tuple
    quantity: int
    price: Decimal


def get_lines(movements: Iterable[tuple[tuple, Decimal]]) -> list[Line]:
    """Movements, each with the group it is told in, as lines that add up to them exactly.

    Where all movements of a group have one amount, the line says how many; else their sum stands there once, because a
    price of a fraction of a cent would lose money.
    """
    groups = {}
    for group, amount in sorted(movements):
        groups.setdefault(group, []).append(amount)
    lines = []
    for group, amounts in groups.items():
        if len(set(amounts)) == 1:
            lines.append(Line(group, len(amounts), amounts[0]))
        elif sum(amounts):
            lines.append(Line(group, 1, sum(amounts)))
    return lines


def use_prepaid(net: Decimal, left: Decimal) -> Decimal:
    """What of ``net`` a prepaid package pays of which ``left`` is left. Never what we owe, never more than there is."""
    return max(min(net, left), ZERO)
