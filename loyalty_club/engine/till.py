"""Orders of a till: what it says about points, and what its reward lines cost by the rewards' own terms."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from .points import ZERO, exact

DIGITS = 10
"""So many digits has the id of a record at most."""


@dataclass(frozen=True)
class Terms:
    """The terms of a reward. ``kind``: ``per_point`` (``discount`` money for each point), ``per_order`` (``discount``
    money for ``price`` points), ``product`` (``product_quantity`` units for ``price`` points) or ``piece``.

    ``step``: points are spent in multiples of it; 0: any number.
    """

    kind: str
    price: Decimal
    discount: Decimal = ZERO
    product_quantity: Decimal = Decimal(1)
    step: Decimal = ZERO


@dataclass(frozen=True)
class Given:
    """What the lines of one reward gave: ``amount`` of money, ``quantity`` of free units; ``claimed``: points, as the
    till says.

    ``tolerance``: money that rounding the lines may have added or taken.
    """

    amount: Decimal
    quantity: Decimal = Decimal(1)
    claimed: Decimal = ZERO
    tolerance: Decimal = ZERO


def reward_cost(terms: Terms, given: Given) -> Decimal:
    """Points that a reward costs, never less than 0: what it gave decides, not what the till says.

    >>> reward_cost(Terms("per_point", Decimal(1), discount=Decimal("0.05")), Given(Decimal(10)))
    Decimal('200.00')
    """
    if terms.kind == "per_point":
        return _cost_by_point(terms, given)
    pieces = Decimal(1)
    if terms.kind == "per_order" and terms.discount > 0:
        pieces = _round_up((given.amount - given.tolerance) / terms.discount)
    elif terms.kind == "product" and terms.product_quantity > 0:
        pieces = _round_up(given.quantity / terms.product_quantity)
    return exact(terms.price * max(pieces, Decimal(1)))


def _cost_by_point(terms, given):
    if terms.discount <= 0 or given.amount <= 0:
        return ZERO
    fits = not terms.step or not given.claimed % terms.step
    if given.claimed > 0 and fits and abs(given.claimed * terms.discount - given.amount) <= given.tolerance:
        return given.claimed
    if terms.step:
        steps = _round_up(max(given.amount - given.tolerance, ZERO) / terms.discount / terms.step)
        return exact(max(steps, Decimal(1)) * terms.step)
    return exact(given.amount / terms.discount)


def _round_up(number):
    return number.to_integral_value(ROUND_CEILING)


@dataclass(frozen=True)
class Claim:
    """What a till says about an order. ``won``, ``spent``: {club id: points}; ``cards``: {club id: account id};
    ``codes``: ids of rules whose code was entered. Nothing of it is trusted.
    """

    won: Mapping = field(default_factory=dict)
    spent: Mapping = field(default_factory=dict)
    cards: Mapping = field(default_factory=dict)
    codes: frozenset = frozenset()
    offline: bool = False


def read_claim(values) -> Claim | None:
    """The claim in JSON that came from a till, whatever it holds; None where the till says nothing.

    >>> read_claim({"points": {"7": {"won": 12.5, "spent": "x"}, "y": 1}, "codes": [3, "z"]}).won
    {7: Decimal('12.50')}
    """
    if not isinstance(values, Mapping):
        return None
    won, spent, cards = {}, {}, {}
    points = values.get("points")
    for key, said in points.items() if isinstance(points, Mapping) else ():
        club = int(key) if str(key).isdecimal() and len(str(key)) <= DIGITS else 0
        if not isinstance(said, Mapping) or not _is_id(club):
            continue
        won[club], spent[club] = _read_points(said.get("won")), _read_points(said.get("spent"))
        if _is_id(said.get("card")):
            cards[club] = said["card"]
    codes = values.get("codes")
    rules = frozenset(filter(_is_id, codes)) if isinstance(codes, list) else frozenset()
    return Claim(won, spent, cards, rules, bool(values.get("offline")))


def _is_id(value):
    return type(value) is int and 0 < value < 2**31


def _read_points(value):
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 1e12:
        return ZERO
    return exact(value)
