"""Which tier a member has, and since when, by what was bought and done. All dates are days in the club's time zone.

A tier is named by its rank: its place in the ladder, 0 is the lowest; -1 stands for none. A tier that asks for nothing
is everybody's and never runs out.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from dateutil.relativedelta import relativedelta

from .points import ZERO

NO_TIER = -1
DAY = timedelta(days=1)
BEFORE_ALL = date.min


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


class Ladder:
    """The tiers of a club, lowest first, and its settings."""

    def __init__(self, settings: TierSettings, tiers: Sequence[Tier]):
        self.settings, self.tiers = settings, list(tiers)

    # --- periods ---

    def first_day(self, last: date) -> date:
        """The first day of the period that ends on ``last``; with ``lifetime`` there is none before all.

        A purchase counts for some months and no longer on the same day of the last of them, as short as that month
        may be: what was bought on 29 February 2028 counts up to 27 February 2029 and no longer on the 28th.
        """
        if self.settings.period == "calendar_year":
            return date(last.year, 1, 1)
        if self.settings.period == "lifetime":
            return BEFORE_ALL
        return first_day_within(last, self.settings.period_months)

    def lasts_until(self, rank: int, day: date, *, reviewed: bool = False) -> date | None:
        """The last day of a tier that was reached on ``day``, or kept by the review at the end of ``day``."""
        keep, months = self.settings.keep, self.settings.keep_months
        if rank == NO_TIER or not self.tiers[rank].minimums or keep == "forever":
            return None
        if keep == "period_end":
            return date((day + DAY if reviewed else day).year, 12, 31)
        if keep == "next_period_end":
            return date(day.year + 1, 12, 31)
        return day + relativedelta(months=months)

    # --- what is qualified for ---

    def rank_of(self, totals: Totals) -> int:
        """The highest tier whose minimums are met."""
        for rank in range(len(self.tiers) - 1, -1, -1):
            if self.tiers[rank].is_met(totals, self.settings.qualify):
                return rank
        return NO_TIER

    def start(self) -> State:
        """A member who did nothing yet: the tier that asks for nothing, or none."""
        return State(self.rank_of(Totals()))

    def rising(self, history: "History", state: State, day: date) -> Totals:
        """What counts on ``day`` for reaching a higher tier."""
        first = self.first_day(day)
        if self.settings.period == "lifetime" and state.rise_from:
            first = state.rise_from + DAY
        return history.between(first, day)

    def first_day_of_keeping(self, last: date) -> date:
        """The first day that may count for keeping a tier that runs out at the end of ``last``."""
        if self.settings.period == "lifetime" and self.settings.keep == "months_after_purchase":
            return first_day_within(last, self.settings.keep_months)
        return self.first_day(last)

    def keeping(self, history: "History", state: State, last: date) -> Totals:
        """What counts for keeping the tier at the end of ``last``: the period that ends then.

        With ``lifetime``: what came after the tier was reached or kept. A tier that lasts for some months after the
        last purchase runs out because nothing was bought in them; only they count then.
        """
        first = self.first_day_of_keeping(last)
        if self.settings.period == "lifetime" and state.keep_from:
            first = max(first, state.keep_from + DAY)
        return history.between(first, last)

    # --- moving ---

    def replay(self, events: Sequence[Event], today: date):
        """Everything from the beginning up to ``today``: upgrades at once, reviews when a tier runs out.

        :param events: one for each day, in any order; those after ``today`` do not count yet
        :return: (:class:`State`, list of :class:`Step`)
        """
        history = History(events)
        state, steps = self.start(), []
        for event in history.events:
            if event.day > today:
                break
            state = self._review_before(event.day, history, state, steps)
            state = self._rise(event, history, state, steps)
        return self._review_before(today, history, state, steps), steps

    def review(self, state: State, totals: Totals) -> State:
        """What follows a tier that ran out, by what counts for keeping it."""
        last, rank, qualified = state.expires_on, state.rank, self.rank_of(totals)
        if qualified < rank and self.settings.downgrade == "one_step":
            qualified = rank - 1
        elif self.settings.downgrade == "never":
            qualified = max(qualified, rank)
        until = self.lasts_until(qualified, last, reviewed=True)
        if qualified == rank:
            return replace(state, expires_on=until, keep_from=last)
        fallen = last if qualified < rank else state.rise_from
        return State(qualified, last + DAY, until, keep_from=last, rise_from=fallen)

    def _rise(self, event, history, state, steps):
        qualified = self.rank_of(self.rising(history, state, event.day))
        if qualified > state.rank:
            until = self.lasts_until(qualified, event.day)
            reached = State(qualified, event.day, until, keep_from=event.day, rise_from=state.rise_from)
            steps.append(Step(event.day, state.rank, "reached", reached, event.at))
            return reached
        if self.settings.keep == "months_after_purchase" and event.totals.orders > 0 and state.expires_on:
            return replace(state, expires_on=max(state.expires_on, self.lasts_until(state.rank, event.day)))
        return state

    def _review_before(self, day, history, state, steps):
        while state.expires_on and state.expires_on < day:
            after = self.review(state, self.keeping(history, state, state.expires_on))
            reason = "kept" if after.rank == state.rank else "expired" if after.rank < state.rank else "reached"
            steps.append(Step(state.expires_on + DAY, state.rank, reason, after))
            state = after
        return state


class History:
    """The events of one member in order, and what they amount to between two days."""

    def __init__(self, events: Sequence[Event]):
        self.events = sorted(events, key=lambda event: event.day)
        self._days = [event.day for event in self.events]
        self._sums = list(accumulate((event.totals for event in self.events), initial=Totals()))

    def between(self, first: date, last: date) -> Totals:
        """Sum of the days from ``first`` to ``last``, both included."""
        before = bisect_right(self._days, first - DAY) if first > BEFORE_ALL else 0
        return self._sums[max(bisect_right(self._days, last), before)] - self._sums[before]


def first_day_within(last: date, months: int) -> date:
    """The first day that is less than ``months`` before ``last``."""
    day = last - relativedelta(months=months)
    while day + relativedelta(months=months) <= last:
        day += DAY
    return day


def with_manual(state: State, manual: Manual | None, today: date) -> tuple[State, bool]:
    """The tier that holds when a manager set one by hand: up to its day that one, unless a higher one is reached.

    :return: (state, whether the manual one holds)
    """
    if not manual or manual.until < today:
        return state, False
    settled = manual.settled or manual.since - DAY
    if state.rank > manual.rank and state.reached_on and state.reached_on > settled:
        return state, False
    return State(manual.rank, manual.since, manual.until, keep_from=settled, rise_from=state.rise_from), True


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
