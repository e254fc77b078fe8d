"""How long points stay usable. All dates are days in the club's time zone, inclusive."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

_DAY = re.compile(r"^(\d{1,2})-(\d{1,2})$")


@dataclass(frozen=True)
class ExpiryPolicy:
    """The expiry settings of a program.

    ``policy``: none, after_earning, inactivity or fixed_dates; ``count`` of ``unit`` (day, month, year), then rounded
    up to ``rounding`` (none, end_of_month, end_of_year); ``days``: (month, day) pairs of policy fixed_dates.
    """

    policy: str = "none"
    count: int = 0
    unit: str = "month"
    rounding: str = "none"
    days: tuple = ()

    def last_day(self, start: date) -> date | None:
        """The last usable day of a period that starts on ``start``; None: it never ends."""
        if self.policy == "none":
            return None
        if self.policy == "fixed_dates":
            return next_fixed_day(self.days, start)
        return period_end(start, self.count, self.unit, self.rounding)

    @property
    def on_credits(self) -> bool:
        """Whether each credit carries its own date (with inactivity the date is the card's)."""
        return self.policy in ("after_earning", "fixed_dates")


def period_end(start: date, count: int, unit: str, rounding: str = "none") -> date:
    """``start`` plus ``count`` units, then moved to the end of that month or year when ``rounding`` says so."""
    end = start + relativedelta(**{f"{unit}s": count})
    if rounding == "end_of_month":
        return end.replace(day=calendar.monthrange(end.year, end.month)[1])
    if rounding == "end_of_year":
        return end.replace(month=12, day=31)
    return end


def parse_days(text: str) -> tuple:
    """Read ``"06-21,12-21"`` into ((6, 21), (12, 21)), sorted.

    :raises ValueError: a piece is not a day of the year
    """
    days = []
    for piece in filter(None, (part.strip() for part in (text or "").replace("،", ",").split(","))):
        match = _DAY.match(piece)
        if not match:
            raise ValueError(piece)
        month, day = int(match[1]), int(match[2])
        date(2024, month, day)  # a leap year: 02-29 is a day
        days.append((month, day))
    return tuple(sorted(set(days)))


def next_fixed_day(days: tuple, start: date) -> date | None:
    """The first of the listed days that is not before ``start`` (29 February is the 28th in other years)."""
    candidates = [_day_in_year(day, year) for year in (start.year, start.year + 1) for day in days]
    return min((day for day in candidates if day >= start), default=None)


def _day_in_year(day: tuple, year: int) -> date:
    month, number = day
    return date(year, month, min(number, calendar.monthrange(year, month)[1]))


def change_of_policy(old: ExpiryPolicy, new: ExpiryPolicy, today: date):
    """What a new policy means for points that exist.

    :return: ``restart`` (a full new period from today: switched on or shortened), ``extend`` (never earlier than
        before) or ``clear`` (they no longer expire)
    """
    if new.policy == "none":
        return "clear"
    if old.policy != new.policy:
        return "restart"
    before, after = old.last_day(today), new.last_day(today)
    return "restart" if before is None or after is None or after < before else "extend"


def hold_until(start: date, days: int) -> date:
    """The first day on which points earned on ``start`` may be used after ``days`` of waiting."""
    return start + timedelta(days=days)
