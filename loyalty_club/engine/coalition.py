"""Coupons that two businesses give to each other's customers: their states, and what each of them costs.

Amounts are signed from our side: above zero the partner owes us, below zero we owe the partner.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

AVAILABLE, ISSUED, REDEEMED, EXPIRED, CANCELLED, DISPUTED = (
    "available",
    "issued",
    "redeemed",
    "expired",
    "cancelled",
    "disputed",
)
OURS, THEIRS = "ours", "theirs"
"""Whose coupons they are. Ours are redeemed with us by the partner's customers, theirs by our members with them."""

MOVES = {
    AVAILABLE: {ISSUED, EXPIRED, CANCELLED},
    ISSUED: {REDEEMED, EXPIRED, CANCELLED},
    REDEEMED: {ISSUED, EXPIRED, DISPUTED},
    EXPIRED: {ISSUED, REDEEMED},
    CANCELLED: set(),
    DISPUTED: {REDEEMED, CANCELLED},
}
"""A refund of the order takes a redemption back: the coupon is issued again, or expired. The news of a redemption may
come after the last day. A coupon that somebody gave back may be known to others, so nobody gets it a second time."""

PARTNER_MOVES = {
    "draft": {"active", "ended"},
    "active": {"suspended", "ended"},
    "suspended": {"active", "ended"},
    "ended": {"active"},
}


def exact_money(value) -> Decimal:
    """``value`` (a float of the ORM) as a decimal with all of its digits: some currencies have three.

    >>> exact_money(0.125)
    Decimal('0.125')
    """
    return value if isinstance(value, Decimal) else Decimal(repr(value or 0))


def may_move(state: str, target: str) -> bool:
    """Whether a coupon may go from one state to another."""
    return target in MOVES[state]


class Terms(NamedTuple):
    """What was agreed when a coupon was given out.

    ``basis``: ``none``, ``fixed`` (each redeemed coupon), ``percent`` (of the redeemed order), ``issued`` (each issued
    coupon). ``rate``: money for a coupon, or per cent. ``payer``: ``seller``, the shop where the coupon is used, pays
    the one that sent the customer; ``sender`` the other way round.
    """

    basis: str
    rate: Decimal
    payer: str = "seller"


def get_amount(
    terms: Terms, direction: str, state: str, order_amount: Decimal, digits: int = 2, *, is_given: bool = True
) -> Decimal:
    """What a coupon comes to in its present state.

    :param direction: ``ours`` or ``theirs``
    :param is_given: a customer got it; False: the other side has the code in a file, and may give it out or not
    :param order_amount: of the order it was used for, money in the currency of the contract, without taxes
    :return: money; above zero the partner owes us
    """
    if terms.basis == "issued":
        counted = (ISSUED, REDEEMED, EXPIRED, DISPUTED) if is_given else (REDEEMED, DISPUTED)
        amount = terms.rate if state in counted else Decimal(0)
    elif state not in (REDEEMED, DISPUTED):
        amount = Decimal(0)
    elif terms.basis == "fixed":
        amount = terms.rate
    elif terms.basis == "percent":
        amount = order_amount * terms.rate / 100
    else:
        amount = Decimal(0)
    amount = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    we_sell = direction == OURS
    return -amount if we_sell == (terms.payer == "seller") else amount
