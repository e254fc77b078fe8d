"""What passes into and out of the rules of purchases: rules, lines, a purchase; results by rule.

Money is in the club's currency, quantities in the unit of their line, times are local to the club.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from .points import ZERO

CHANNELS = frozenset(("sale", "pos", "website"))
EVERY_DAY = frozenset(range(7))
ONE = Decimal(1)
DAY_MINUTES = 24 * 60
APPLIED = "applied"


@dataclass(frozen=True)
class Rule:
    """A point rule: what it gives, for what, and when.

    ``mode``: ``money`` (``points`` per unit of money, or per full ``amount_step``), ``unit`` or ``order``.
    ``taxed``, ``delivery``: whether money counts with taxes and with delivery.
    ``max_per_order``, ``max_per_unit``, ``limit`` (per member and ``period``): points at most; None: no cap.
    ``tiers``, ``payment_methods``: empty for all. ``minute_from``, ``minute_to``: of the day; ``minute_to`` before
    ``minute_from``: over midnight; what comes after midnight belongs to the day on which it began.
    ``code_missing``: it asks for a code that nobody entered.
    """

    ref: Any
    mode: str = "money"
    points: Decimal = ONE
    amount_step: Decimal = ZERO
    taxed: bool = True
    delivery: bool = False
    minimum_quantity: Decimal = ZERO
    minimum_amount: Decimal = ZERO
    minimum_taxed: bool = True
    max_per_order: Decimal | None = None
    max_per_unit: Decimal | None = None
    limit: Decimal | None = None
    period: str = "ever"
    channels: frozenset = CHANNELS
    tiers: frozenset = frozenset()
    date_from: date | None = None
    date_to: date | None = None
    weekdays: frozenset = EVERY_DAY
    minute_from: int = 0
    minute_to: int = DAY_MINUTES
    first_purchase_only: bool = False
    payment_methods: frozenset = frozenset()
    is_bonus: bool = False
    code_missing: bool = False


class Line(NamedTuple):
    """A line of a purchase with its amounts. ``kind``: ``goods``, ``discount`` (any other amount that changes what is
    paid) or ``delivery``. ``rules``: refs of the rules whose products it has; None: of all.
    ``in_amount``, ``in_minimum``: whether it counts for what is paid, and for a rule's minimum purchase.
    ``free``: units that a reward or voucher pays for; points per unit are not for them.
    """

    ref: Any
    quantity: Decimal
    taxed: Decimal
    untaxed: Decimal
    kind: str = "goods"
    rules: frozenset | None = None
    in_amount: bool = True
    in_minimum: bool = True
    free: Decimal = ZERO

    def amount(self, taxed: bool) -> Decimal:
        return self.taxed if taxed else self.untaxed


@dataclass(frozen=True)
class Purchase:
    """A purchase by one member. ``at`` is local; ``given``: points that rules with a limit gave in their period."""

    lines: tuple
    at: datetime
    channel: str = "sale"
    tier: Any = None
    multiplier: Decimal = ONE
    first: bool = False
    payment_methods: frozenset = frozenset()
    given: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class RuleResult:
    """``points`` of one rule; ``reason``: ``applied``, or why it gave nothing; ``caps``: unit, order, limit.

    ``details``: what the reason is about, as text and numbers that JSON takes. ``lines``: {line ref: points}.
    """

    rule: Rule
    points: Decimal = ZERO
    reason: str = APPLIED
    details: Mapping = field(default_factory=dict)
    caps: tuple = ()
    lines: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Earned:
    """``points`` in all, ``qualifying`` ones among them (of rules that are no bonus), and the result of each rule."""

    points: Decimal
    qualifying: Decimal
    rules: tuple

    @property
    def weights(self) -> dict:
        """{line ref: points that the line contributed}"""
        weights = {}
        for result in self.rules:
            for ref, points in result.lines.items():
                weights[ref] = weights.get(ref, ZERO) + points
        return weights

    @property
    def is_bound(self) -> bool:
        """Whether another purchase at the same time would change what the rules give."""
        return any(
            result.points and (result.rule.limit is not None or result.rule.first_purchase_only)
            for result in self.rules
        )
