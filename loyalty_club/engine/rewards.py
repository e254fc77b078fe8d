"""What a reward asks for: who may have it, when, how often; and how many points of a choice fit."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .points import ZERO, exact


@dataclass(frozen=True)
class Offer:
    """The conditions of a reward; None: not asked for.

    ``price`` in points; ``min_rank`` of a tier; ``limit`` pieces per member and period; ``count_left`` pieces and
    ``amount_left`` money (club currency) of the budget.
    """

    price: Decimal = ZERO
    date_from: date | None = None
    date_to: date | None = None
    min_rank: tuple | None = None
    limit: int | None = None
    count_left: int | None = None
    amount_left: Decimal | None = None


@dataclass(frozen=True)
class Taker:
    """The member who asks: ``points`` that may be spent, ``rank`` of the present tier (None: no tier), pieces
    ``taken`` in the present period."""

    active: bool = True
    points: Decimal = ZERO
    rank: tuple | None = None
    taken: int = 0


def refusal(offer: Offer, taker: Taker, day: date, pieces: int = 1, amount: Decimal = ZERO) -> str | None:
    """Why the member cannot have ``pieces`` of the reward on ``day``; None: it is theirs.

    :return: inactive, early, late, tier, limit, count, amount or points; the first that applies, in this order
    """
    reasons = (
        ("inactive", not taker.active),
        ("early", offer.date_from is not None and day < offer.date_from),
        ("late", offer.date_to is not None and day > offer.date_to),
        ("tier", offer.min_rank is not None and (taker.rank is None or taker.rank < offer.min_rank)),
        ("limit", offer.limit is not None and taker.taken + pieces > offer.limit),
        ("count", offer.count_left is not None and pieces > offer.count_left),
        ("amount", offer.amount_left is not None and (offer.amount_left <= 0 or amount > offer.amount_left)),
        ("points", taker.points < offer.price * pieces),
    )
    return next((reason for reason, applies in reasons if applies), None)


def pieces_left(offer: Offer, taker: Taker) -> int | None:
    """How many pieces limit and budget leave to the member; None: as many as there are points for."""
    left = [offer.limit - taker.taken] if offer.limit is not None else []
    left += [offer.count_left] if offer.count_left is not None else []
    return max(min(left), 0) if left else None


def pieces_of(points: Decimal, price: Decimal) -> int:
    """Pieces that ``points`` (what is left of a redemption after undos) stand for: a piece undone in part counts."""
    if points <= 0:
        return 0
    return int((points / price).to_integral_value(ROUND_CEILING)) if price > 0 else 1


def choice_range(spendable, worth, price, step) -> tuple[Decimal, Decimal]:
    """The least and the most points that may be chosen for a reward that gives money for each point.

    :param spendable: points of the member
    :param worth: points that the whole document would take
    :param price: points from which on the reward is given
    :return: (0, 0) when not even the least choice is possible
    """
    step = exact(step)
    least = _steps(price, step, ROUND_CEILING)
    most = min(_steps(spendable, step, ROUND_FLOOR), _steps(worth, step, ROUND_CEILING))
    return (least, most) if least <= most else (ZERO, ZERO)


def choice_problem(points, least, most, step) -> str | None:
    """Why ``points`` cannot be chosen within a range (see :func:`choice_range`): least, most, step; None: they can."""
    points = exact(points)
    if points < least or not most:
        return "least"
    if points > most:
        return "most"
    return "step" if points % exact(step) else None


def whole_steps(points, step) -> Decimal:
    """``points`` rounded down to steps."""
    return _steps(points, exact(step), ROUND_FLOOR)


def _steps(points, step, method):
    return exact((exact(points) / step).to_integral_value(method) * step)
