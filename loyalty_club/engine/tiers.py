"""Which tier a member has, and since when, by what was bought and done. All dates are days in the club's time zone.

A tier that asks for nothing is everybody's and never runs out.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate

from dateutil.relativedelta import relativedelta

from .tier_values import DAY, NO_TIER, Event, Floor, Manual, State, Step, Tier, TierSettings, Totals

BEFORE_ALL = date.min


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


def with_floor(state: State, floor: Floor | None, since: date, today: date) -> tuple[State, bool]:
    """The tier that holds where something gives at least another one up to a day (a paid membership).

    What counts for the tier beneath goes on counting: when the floor ends, replaying gives what was earned by then.

    :param since: the day on which the floor's tier is reached, where it is the higher one
    :return: (state, whether the floor is higher)
    """
    if not floor or floor.rank <= state.rank or floor.until < today:
        return state, False
    return State(floor.rank, since, floor.until, keep_from=state.keep_from, rise_from=state.rise_from), True


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
