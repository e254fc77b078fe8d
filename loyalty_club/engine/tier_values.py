"""What passes into and out of the rules of tiers: settings, tiers and what they ask for; what a member did, and has.

A tier is named by its rank: its place in the ladder, 0 is the lowest; -1 stands for none. All dates are days in the
club's time zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from .points import ZERO

NO_TIER = -1
DAY = timedelta(days=1)


@dataclass(frozen=True)
class TierSettings:
    """How tiers are reached, kept and lost; names and values are those of ``loyalty.program`` without ``tier_``."""

    qualify: str = "any"
    period: str = "rolling"
    period_months: int = 12
    keep: str = "months_after_reached"
    keep_months: int = 12
    downgrade: str = "qualified"


@dataclass(frozen=True)
class Totals:
    """Qualifying values: points, money and number of purchases."""

    points: Decimal = ZERO
    amount: Decimal = ZERO
    orders: int = 0

    def __sub__(self, other):
        return Totals(self.points - other.points, self.amount - other.amount, self.orders - other.orders)

    def __add__(self, other):
        return Totals(self.points + other.points, self.amount + other.amount, self.orders + other.orders)


@dataclass(frozen=True)
class Tier:
    """What a tier asks for within a period; 0: not asked for. ``ref``: whatever the caller calls it."""

    points: Decimal = ZERO
    amount: Decimal = ZERO
    orders: int = 0
    ref: Any = None

    @property
    def minimums(self) -> dict:
        """{name: minimum} of what is asked for."""
        asked = {"points": self.points, "amount": self.amount, "orders": self.orders}
        return {name: minimum for name, minimum in asked.items() if minimum}

    def is_met(self, totals: Totals, qualify: str) -> bool:
        met = [getattr(totals, name) >= minimum for name, minimum in self.minimums.items()]
        return not met or (any(met) if qualify == "any" else all(met))

    def missing(self, totals: Totals, qualify: str):
        """(name, how much is missing) of the minimum that decides: the nearest of ``any``, the farthest of ``all``.

        None when the tier is qualified for.
        """
        if self.is_met(totals, qualify):
            return None
        rest = {name: minimum - getattr(totals, name) for name, minimum in self.minimums.items()}
        shares = {name: rest[name] / minimum for name, minimum in self.minimums.items() if rest[name] > 0}
        decides = (min if qualify == "any" else max)(shares, key=shares.get)
        return decides, rest[decides]


@dataclass(frozen=True)
class Event:
    """Qualifying values of one day, less what was taken back of them; ``at``: the moment of the last of them."""

    day: date
    totals: Totals
    at: datetime | None = None


@dataclass(frozen=True)
class State:
    """The tier of a member: ``rank``, the day on which it was reached, and its last day (None: no end).

    ``keep_from``: what comes after this day counts for keeping it (period lifetime).
    ``rise_from``: after losing a tier, what comes after this day counts for rising again (period lifetime).
    """

    rank: int = NO_TIER
    reached_on: date | None = None
    expires_on: date | None = None
    keep_from: date | None = None
    rise_from: date | None = None


@dataclass(frozen=True)
class Step:
    """A move from one rank to another, or the same for another period.

    ``reason``: reached, kept or expired; ``state``: what holds from then on; ``at``: see :class:`Event`, None for
    reviews (they take place when ``day`` begins).
    """

    day: date
    before: int
    reason: str
    state: State
    at: datetime | None = None


@dataclass(frozen=True)
class Manual:
    """A tier that was set by hand on a day, up to another one. What was reached up to ``settled`` does not end it."""

    rank: int
    since: date
    until: date
    settled: date | None = None  # the day before ``since``


@dataclass(frozen=True)
class Floor:
    """The least tier that a member has up to a day, whatever was bought or set by hand."""

    rank: int
    until: date


def problem_of_order(lower: Tier, upper: Tier, qualify: str) -> str | None:
    """What is wrong with two tiers that follow each other.

    :return: None, ``free`` (the upper one asks for nothing), ``points``, ``amount`` or ``orders`` (asks for less of it
        than the lower one) or ``same`` (whoever reaches the lower one has reached the upper one)
    """
    low, high = lower.minimums, upper.minimums
    if not high:
        return "free"
    common = [name for name in high if name in low]
    for name in common:
        if high[name] < low[name]:
            return name
    equal = [name for name in common if high[name] == low[name]]
    if equal and (qualify == "any" or (len(equal) == len(high) and set(high) <= set(low))):
        return "same"
    return None
