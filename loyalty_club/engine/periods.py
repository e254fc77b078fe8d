"""Periods in which caps count: the day, week, month or year of a local day, or all of time."""

from datetime import date, timedelta

PERIODS = ("day", "week", "month", "year", "ever")


def period_of(period: str, day: date) -> tuple[date | None, date | None]:
    """The first day of the period that ``day`` lies in, and the day after its last one; (None, None) for ``ever``.

    A week begins on Monday.

    >>> period_of("month", date(2024, 2, 29))
    (datetime.date(2024, 2, 1), datetime.date(2024, 3, 1))
    """
    if period == "day":
        return day, day + timedelta(days=1)
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=7)
    if period == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1)
    if period == "year":
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return None, None


def period_start(day: date, period: str) -> date | None:
    """The first day of the period that ``day`` lies in; None for ``ever``."""
    return period_of(period, day)[0]
