"""On which days something is told to members: plain dates in, windows of days out.

A communication looks for *days of its occasion* (the last day of points, a birthday, the day of the last purchase) from
``first`` to ``last``, both included. Nothing whose turn came before the day on which it was switched on is ever told.
"""

from dataclasses import dataclass
from datetime import date, timedelta

LATE_DAYS = 2
"""Days for which a run that did not take place is made up."""


@dataclass(frozen=True)
class Window:
    """Days of an occasion, ``first`` to ``last``."""

    first: date
    last: date

    def __bool__(self):
        return self.first <= self.last

    def __contains__(self, day):
        return self.first <= day <= self.last

    def __iter__(self):
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


def before(days, since, today):
    """Occasions to come that are told ``days`` days ahead (or later, up to the day itself).

    :param int days: 0 or more
    :param date since: the day on which the communication was switched on
    """
    return Window(max(today, since + timedelta(days=days)), today + timedelta(days=days))


def after(days, since, today, late=LATE_DAYS):
    """Occasions that are over and are told ``days`` days later, up to ``late`` days too late.

    :param int days: 0 or more
    """
    turn = max(since, today - timedelta(days=late))
    return Window(turn - timedelta(days=days), today - timedelta(days=days))
