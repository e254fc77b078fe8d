"""Money of paid memberships: exact decimals; no cent is lost or made.

``digits`` is the number of decimal places of the currency.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise

from .membership_dates import DAY

ZERO = Decimal(0)


def money(value, digits: int = 2) -> Decimal:
    """An amount rounded to the places of its currency, halves away from zero."""
    if not isinstance(value, Decimal):
        value = Decimal(repr(value)) if isinstance(value, float) else Decimal(value or 0)
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def days_between(first: date, last: date) -> int:
    """Number of days from ``first`` to ``last``, both included; 0 where there are none."""
    return max((last - first).days + 1, 0)


def used_amount(amount, first: date, last: date, until: date, digits: int = 2) -> Decimal:
    """What of ``amount``, paid for ``first`` to ``last``, is for the days up to ``until`` (included)."""
    total = days_between(first, last)
    used = days_between(first, min(until, last))
    return money(money(amount, digits) * used / total, digits) if total else ZERO


def unused_amount(amount, first: date, last: date, until: date, digits: int = 2) -> Decimal:
    """The rest of it: used and unused amount are the amount, to the cent."""
    return money(amount, digits) - used_amount(amount, first, last, until, digits)


def shares(amount, count: int, digits: int = 2) -> list[Decimal]:
    """``amount`` in ``count`` parts that differ by a cent at most and add up to it; none for none."""
    if count < 1:
        return []
    total = money(amount, digits)
    ends = [money(total * number / count, digits) for number in range(count + 1)]
    return [after - before for before, after in pairwise(ends)]


def spread(amount, first: date, last: date, ends: Sequence[date], digits: int = 2) -> list[Decimal]:
    """The part of ``amount``, paid for ``first`` to ``last``, that each period up to the days of ``ends`` earns.

    Each part is the difference of what is earned up to two ends, so the parts of all of them add up to the amount.
    """
    earned = [ZERO, *(used_amount(amount, first, last, end, digits) if end >= first else ZERO for end in ends)]
    return [after - before for before, after in pairwise(earned)]


def refund(amount, first: date, last: date, day: date, rule: str, *, days: int, bought: date, unused: bool, digits=2):
    """What is given back when a membership ends on ``day``.

    :param rule: ``none``, ``full`` (unused, within ``days`` days of the purchase) or ``pro_rata`` (the same, else the
        days after ``day``)
    :param bought: day of the payment
    :param unused: whether no benefit was used
    """
    if rule == "none":
        return ZERO
    if unused and day < bought + days * DAY:
        return money(amount, digits)
    return unused_amount(amount, first, last, day, digits) if rule == "pro_rata" else ZERO


def cash_back(purchases, percent, cap=None, digits: int = 2) -> Decimal:
    """``percent`` of the purchases of a membership year (money after refunds), at most ``cap``; never below zero.

    Costco's Executive members of 2025 get 2 % of it, at most 1,250.
    """
    back = Decimal(str(purchases)) * Decimal(str(percent)) / 100
    if cap is not None:
        back = min(back, Decimal(str(cap)))
    return max(back, ZERO).quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)
