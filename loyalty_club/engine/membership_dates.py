"""Days of a paid membership. All dates are days in the club's time zone, first and last ones inclusive.

Periods are counted from an anchor, not from each other: a membership that began on 31 January is paid up to
27 (28) February, then up to 30 March, so that no month makes it shorter for good.
"""

import calendar
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
UNITS = ("day", "week", "month", "year")


def period_start(anchor: date, number: int, count: int, unit: str) -> date:
    """The first day of the period ``number`` (0 is the one that begins on ``anchor``) of ``count`` units each.

    :raises ValueError: no such unit, or less than one of it
    """
    if unit not in UNITS or count < 1:
        raise ValueError(f"{count} {unit}")
    return anchor + relativedelta(**{f"{unit}s": number * count})


def period_days(anchor: date, number: int, count: int, unit: str) -> tuple[date, date]:
    """First and last day of that period."""
    first = period_start(anchor, number, count, unit)
    return first, period_start(anchor, number + 1, count, unit) - DAY


def trial_last_day(start: date, days: int) -> date:
    """The last day of a trial of ``days`` days that begins on ``start``."""
    return start + timedelta(days=days - 1)


def year_of(anchor: date, day: date) -> tuple[int, date, date]:
    """The membership year that a day lies in: its number (0 is the first), first and last day."""
    number = day.year - anchor.year
    if period_start(anchor, number, 1, "year") > day:
        number -= 1
    return (number, *period_days(anchor, number, 1, "year"))


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the calendar months from that of ``first`` to that of ``last``."""
    ends, day = [], first.replace(day=1)
    while day <= last:
        ends.append(day.replace(day=calendar.monthrange(day.year, day.month)[1]))
        day = ends[-1] + DAY
    return ends
