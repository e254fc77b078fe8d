"""What an activity pays: points by quantity, caps of a member within a period, days that return every year."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from .points import CENT, ZERO, exact, round_points


@dataclass(frozen=True)
class ActivityRule:
    """What a rule pays.

    ``points``: once, or for each ``step`` of the quantity (0: once); ``parts``: a part of a step counts by its share;
    ``minimum``: a smaller quantity earns nothing; ``max_points`` and ``max_count``: at most per member and ``period``
    (day, week from Monday, month, year, ever), 0: no limit; ``rounding`` and ``method``: those of the club.
    """

    points: Decimal
    step: Decimal = ZERO
    parts: bool = False
    minimum: Decimal = ZERO
    max_points: Decimal = ZERO
    max_count: int = 0
    period: str = "ever"
    rounding: Decimal = CENT
    method: str = "DOWN"

    @property
    def is_limited(self) -> bool:
        """Whether what was paid before matters."""
        return bool(self.max_points or self.max_count)


@dataclass(frozen=True)
class Award:
    """What one event pays; ``due``: points before the cap.

    ``reason``: ``paid``, ``cut`` (the cap left less), or why there is nothing: ``minimum`` (too small a quantity),
    ``limit`` (nothing is left of the cap), ``nothing`` (less than one step, or rounded to 0).
    """

    points: Decimal
    due: Decimal
    reason: str

    @property
    def is_paid(self) -> bool:
        """Whether there is something to book, which may be 0 points where the rule gives something else."""
        return self.reason in ("paid", "cut")


def points_due(rule: ActivityRule, quantity: Decimal) -> Decimal:
    """Points for ``quantity`` before any cap, rounded as the club rounds.

    Full steps are counted, or steps with their parts; the points are rounded once, at the end.
    """
    points = Decimal(rule.points)
    if rule.step:
        steps = Decimal(quantity) / Decimal(rule.step)
        points *= steps if rule.parts else steps.quantize(Decimal(1), ROUND_FLOOR)
    return round_points(max(points, ZERO), rule.rounding, rule.method)


def award(rule: ActivityRule, quantity: Decimal, used_points: Decimal = ZERO, used_count: int = 0) -> Award:
    """What an event of ``quantity`` pays to a member who already got ``used_points`` in ``used_count`` payments within
    the period. A cap is paid up to its last point.
    """
    if quantity < rule.minimum:
        return Award(ZERO, ZERO, "minimum")
    due = points_due(rule, quantity)
    if rule.max_count and used_count >= rule.max_count:
        return Award(ZERO, due, "limit")
    if rule.points and not due:
        return Award(ZERO, ZERO, "nothing")
    if not rule.max_points:
        return Award(due, due, "paid")
    left = max(exact(rule.max_points) - exact(used_points), ZERO)
    if due <= left:
        return Award(due, due, "paid")
    return Award(left, due, "cut") if left else Award(ZERO, due, "limit")


def yearly_codes(day: date) -> list[int]:
    """Which days of the year are celebrated on ``day``, as month * 100 + day.

    Who was born on 29 February has a birthday every year: in common years on 28 February.
    """
    codes = [day.month * 100 + day.day]
    if codes == [228] and (day + timedelta(days=1)).month == 3:
        codes.append(229)
    return codes
