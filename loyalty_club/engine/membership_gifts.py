"""What a membership gives on certain days: coupons of its periods, cash back of its years. Values in, values out.

All days are days in the club's time zone, first and last ones inclusive.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .membership_dates import DAY, period_start, year_of
from .membership_money import cash_back


@dataclass(frozen=True)
class Bought:
    """A period that was paid, and whether it still is."""

    ref: int
    first: date
    last: date
    paid: bool = True


@dataclass(frozen=True)
class Coupon:
    """A coupon that belongs to a day: given once for a key."""

    key: str
    day: date
    ref: int


@dataclass(frozen=True)
class Pause:
    """Days without benefits: from ``first`` up to the day before ``until``."""

    first: date
    until: date = date.max

    def holds(self, day: date) -> bool:
        return self.first <= day < self.until


def coupons(
    periods: Iterable[Bought],
    every: str,
    paid_until: date,
    *,
    since: date | None = None,
    pauses: Sequence[Pause] = (),
    given: Collection[date] = (),
) -> list[Coupon]:
    """All coupons of a membership, those of days to come included, in the order of their days.

    :param every: ``period`` (one on the first day of each paid period) or ``month`` (one a month, counted from
        the first day that was ever paid, as long as the membership is paid)
    :param paid_until: the last day with coupons
    :param since: coupons of days before it are not given
    :param given: days of the monthly coupons that were given; periods may have moved since then, and nobody gets a
        second one for the same month
    """
    periods = sorted(periods, key=lambda period: (period.first, period.ref))
    if every == "period":
        found = [Coupon(f"coupon,{period.ref}", period.first, period.ref) for period in periods if period.paid]
    else:
        found = list(_monthly(periods, paid_until, given))
    return [
        coupon
        for coupon in found
        if coupon.day <= paid_until
        and (since is None or coupon.day >= since)
        and not any(pause.holds(coupon.day) for pause in pauses)
    ]


def _monthly(periods: Sequence[Bought], paid_until: date, given: Collection[date]):
    number, first = 0, min([*given, *(period.first for period in periods[:1])], default=date.max)
    while periods and (day := period_start(first, number, 1, "month")) <= paid_until:
        begun = [period for period in periods if period.first <= day]
        if begun and begun[-1].paid and not any(_is_month_of(day, other) for other in given):
            yield Coupon(f"coupon,{day.isoformat()}", day, begun[-1].ref)
        number += 1


def _is_month_of(day: date, other: date) -> bool:
    """Whether two days begin months that overlap without being the same."""
    first, second = sorted((day, other))
    return first < second < period_start(first, 1, 1, "month")


@dataclass(frozen=True)
class Year:
    """A membership year whose purchases are paid for: ``key`` is the day it began on. ``rest``: what was counted after
    the last year was paid for, once, with no purchases of its own.
    """

    key: str
    first: date
    last: date
    pay_on: date
    rest: bool = False


REST_DAYS = 90
"""How long after the last payment of a membership that is over purchases that are counted late are waited for."""


def years(first: date, last: date, *, over: bool, wait: int = 0, since: date | None = None) -> list[Year]:
    """The membership years from ``first`` to ``last``, in order; the one that runs is left out unless the membership is
    ``over``, which ends it early. After the last one of those comes the rest.

    :param wait: days after a year on which its purchases may still be returned
    :param since: purchases before it do not count; years before it are left out
    """
    found, begin = [], first
    while begin <= last:
        _number, _first, end = year_of(first, begin)
        if end > last and not over:
            break
        end = min(end, last)
        start = max(begin, since) if since else begin
        if start <= end:
            found.append(Year(begin.isoformat(), start, end, end + (wait + 1) * DAY))
        begin = end + DAY
    if over and found:
        year = found[-1]
        pay_on = year.pay_on + timedelta(days=REST_DAYS)
        found.append(Year(f"{year.key},rest", year.last, year.last, pay_on, rest=True))
    return found


def next_year_ends(first: date, day: date, wait: int = 0) -> date:
    """The day on which the year that ``day`` lies in is paid for."""
    return year_of(first, max(day, first))[2] + timedelta(days=wait + 1)


def windows(first: date, last: date, pauses: Sequence[Pause]) -> list[tuple[date, date]]:
    """The days from ``first`` to ``last`` without pauses, as pairs of first and last days."""
    found, begin = [], first
    for pause in sorted(pauses, key=lambda pause: pause.first):
        if pause.first > last:
            break
        if begin < pause.first:
            found.append((begin, pause.first - DAY))
        begin = max(begin, min(pause.until, last + DAY))
    if begin <= last:
        found.append((begin, last))
    return found


@dataclass(frozen=True)
class PaidYear:
    """A year whose cash back was paid: what of it was given, and by which terms."""

    purchases: Decimal
    percent: Decimal
    cap: Decimal | None
    given: Decimal


def cash_back_due(purchases, percent, cap, earlier: Iterable[PaidYear], digits: int = 2) -> Decimal:
    """What is paid for a year: its cash back, less what refunds took from years that were paid for already. What a year
    is too small to repay is left for the next one; nothing is ever asked back.

    :param purchases: of the year, after refunds
    :param earlier: years before, with their purchases as they are now
    """
    due, given = cash_back(purchases, percent, cap, digits), Decimal(0)
    for year in earlier:
        due += cash_back(year.purchases, year.percent, year.cap, digits)
        given += year.given
    return max(due - given, Decimal(0))
