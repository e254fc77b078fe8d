"""An account's past, booked in the order in which it happened: purchases, and in between what expired."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from .expiry import ExpiryPolicy
from .points import ZERO, round_points
from .purchase_text import Clock
from .purchases import Purchase


class Step(NamedTuple):
    """An entry to come: the accrual of ``purchase``, or (without one) an expiration of the credits at ``lots``.

    ``lots``: places in the list of steps; ``pending``: usable from ``available_on`` only.
    """

    key: str
    purchase: Purchase | None
    points: Decimal
    balance: Decimal
    remaining: Decimal
    posted_at: datetime
    expires_on: date | None = None
    available_on: date | None = None
    lots: tuple = ()


@dataclass
class Past:
    """What happened on an account: its ``steps``, the points at the end, and (by activity) their last day."""

    points: Decimal
    expire_on: date | None = None
    steps: list[Step] = field(default_factory=list)
    expired: Decimal = ZERO


class Validity:
    """How long points of purchases are usable in one club, looked at on one day.

    Points count from their day on, or after ``hold_days``; what would count after ``today`` is pending.
    """

    def __init__(self, policy: ExpiryPolicy, clock: Clock, today: date, hold_days: int = 0):
        self.policy, self.clock, self.today = policy, clock, today
        self.hold = timedelta(days=hold_days)
        self.last_day = lru_cache(None)(policy.last_day)
        self.day_after = lru_cache(None)(clock.day_after)

    @property
    def by_activity(self) -> bool:
        return self.policy.policy == "inactivity"


class Activity:
    """The days on which an account was active, and when its points expired because it was not.

    :param days: sorted days on which it was active beside the purchases that are booked now
    """

    def __init__(self, last_day, days: Sequence[date] = ()):
        self._last_day = last_day
        self._others = deque(days)
        self.last = None

    def advance(self, day: date) -> date | None:
        """Go to ``day``; return the last day of the points that were there before, if it is over by then."""
        ended = None
        while self._others and self._others[0] <= day:
            ended = ended or self._end(self._others[0])
            self.touch(self._others.popleft())
        return ended or self._end(day)

    def finish(self) -> date | None:
        """Go through all days that are left; return as :meth:`advance` does."""
        return self.advance(self._others[-1]) if self._others else None

    def touch(self, day: date):
        """Note activity on ``day``, after :meth:`advance` went there."""
        end = self._last_day(day)
        self.last = max(self.last, end) if self.last else end

    def _end(self, day):
        return self.last if self.last and self.last < day else None


def book_past(purchases: Iterable, points: Decimal, validity: Validity, active_days=(), expire_on=None) -> Past:
    """Book purchases (no refunds) on an account that owes nothing.

    :param purchases: (key, Purchase) in the order in which they happened
    :param points: balance before; what it consists of is none of this booking's business
    :param active_days: with expiry after inactivity: sorted days on which the account was active by other entries
    :param expire_on: with expiry after inactivity: the last day of the account's points as known before
    """
    book = _book_by_activity if validity.by_activity else _book_by_credit
    return book(purchases, Past(points, expire_on), validity, active_days)


def _book_by_credit(purchases, past, validity, _active_days):
    """Every credit has its own last day; later credits never have an earlier one."""
    today, groups = validity.today, deque()
    for key, purchase in purchases:
        while groups and groups[0][0] < purchase.day:
            _expire(past, validity, *groups.popleft())
        start = purchase.day + validity.hold
        if start > today:
            _add_pending(past, key, purchase, start)
            continue
        last = validity.last_day(start)
        if last and last < today and purchase.points:
            if not groups or groups[-1][0] != last:
                groups.append((last, []))
            groups[-1][1].append(len(past.steps))
            _add(past, key, purchase, ZERO, last)
        else:
            _add(past, key, purchase, purchase.points, last if purchase.points else None)
    for group in groups:
        _expire(past, validity, *group)
    return past


def _book_by_activity(purchases, past, validity, active_days):
    """The account has one last day; it moves with every purchase. What is gone is found at the next one."""
    activity, lots = Activity(validity.last_day, active_days), []
    for key, purchase in purchases:
        start = purchase.day + validity.hold
        if start > validity.today:
            _add_pending(past, key, purchase, start)
            continue
        lots = _expire_all(past, validity, activity.advance(start), lots)
        activity.touch(start)
        if purchase.points:
            lots.append(len(past.steps))
        _add(past, key, purchase, purchase.points, None)
    lots = _expire_all(past, validity, activity.finish(), lots)
    past.expire_on = max(filter(None, (activity.last, past.expire_on)), default=None)
    if past.expire_on and past.expire_on < validity.today:
        _expire_all(past, validity, past.expire_on, lots)
    return past


def _expire_all(past, validity, day, lots):
    if not (day and lots):
        return lots
    for place in lots:
        past.steps[place] = past.steps[place]._replace(remaining=ZERO)
    _expire(past, validity, day, lots)
    return []


def _add(past, key, purchase, remaining, expires_on):
    past.points += purchase.points
    past.steps.append(Step(key, purchase, purchase.points, past.points, remaining, purchase.at, expires_on))


def _add_pending(past, key, purchase, start):
    past.steps.append(Step(key, purchase, purchase.points, past.points, ZERO, purchase.at, None, start))


def _expire(past, validity, day, lots):
    gone = sum((past.steps[place].points for place in lots), ZERO)
    past.points -= gone
    past.expired += gone
    past.steps.append(Step("", None, -gone, past.points, ZERO, validity.day_after(day), day, None, tuple(lots)))


# --- refunds ---


@dataclass
class Bought:
    """A purchase that may be refunded: ``ref`` names its entry, ``refunded`` is the amount that came back."""

    ref: Any
    amount: Decimal
    points: Decimal
    receipt: str = ""
    refunded: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.amount - self.refunded


class Purchases:
    """What an account bought so far: finds the purchase that a refund undoes."""

    def __init__(self):
        self._by_receipt, self._by_amount = defaultdict(list), defaultdict(list)

    def add(self, bought: Bought):
        """Note a purchase; later ones are found first."""
        self._by_amount[bought.amount].append(bought)
        if bought.receipt:
            self._by_receipt[bought.receipt].append(bought)

    def find(self, amount: Decimal, receipt: str) -> Bought | None:
        """The purchase with this receipt number of which so much is left, else the last one of exactly this amount."""
        same_receipt = (bought for bought in reversed(self._by_receipt.get(receipt, ())) if bought.left >= amount)
        same_amount = (bought for bought in reversed(self._by_amount.get(amount, ())) if not bought.refunded)
        return next(same_receipt, None) or next(same_amount, None)


def points_to_take(bought: Bought, amount: Decimal, rounding) -> Decimal:
    """Points that refunding ``amount`` more of a purchase takes back: all refunds together take what was earned.

    >>> points_to_take(Bought(1, Decimal(30), Decimal(10), refunded=Decimal(10)), Decimal(20), 1)
    Decimal('7.00')
    """
    if not bought.amount:
        return bought.points
    before = round_points(bought.points * bought.refunded / bought.amount, rounding, "HALF-UP")
    after = round_points(bought.points * (bought.refunded + amount) / bought.amount, rounding, "HALF-UP")
    return (bought.points if bought.refunded + amount == bought.amount else after) - before
