"""How many periods of a membership a line of a document is worth: what was ordered, paid and given back."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

ZERO = Decimal(0)
TOLERANCE = Decimal("0.0001")
"""Quantities and shares of prices are divisions of rounded amounts."""


@dataclass(frozen=True)
class Bought:
    """Quantities of a line, in periods.

    ``invoiced``, ``credited``: on posted invoices and credit notes; ``paid``, ``paid_credited``: on invoices that are
    paid, and on credit notes for them; ``covered``: the whole document is paid without an invoice, or costs nothing;
    ``money``: some money for it was paid without an invoice and not given back; ``returned``: what was paid back
    without a credit note. ``ever``: periods that the line has given so far, whatever became of them; ``lost``: those
    of them that somebody took away by hand.
    """

    ordered: Decimal = ZERO
    invoiced: Decimal = ZERO
    credited: Decimal = ZERO
    paid: Decimal = ZERO
    paid_credited: Decimal = ZERO
    covered: bool = False
    money: bool = False
    returned: Decimal = ZERO
    ever: int = 0
    lost: int = 0


def periods(bought: Bought, start_on: str) -> int:
    """The periods of the line that hold now.

    A part of the price that is given back (goodwill) takes no period. An order that grows after it was paid keeps what
    it gave: only money that goes back, or a document that is cancelled, ends it.

    :param start_on: ``order``: what is ordered counts; ``paid``: what is paid
    """
    gross, _of_paid = _gross(bought, start_on)
    gone = max(taken_periods(bought, start_on), bought.lost)
    return max(min(whole(gross) - gone, whole(bought.ordered)), 0)


def taken_periods(bought: Bought, start_on: str) -> int:
    """Full periods that were given back, of those that count."""
    gone = bought.paid_credited if only_paid_invoices(bought, start_on) else bought.credited
    return whole(gone + bought.returned)


def only_paid_invoices(bought: Bought, start_on: str) -> bool:
    """Whether what counts is what was paid by invoices, so that only credit notes on those take something from it."""
    return _gross(bought, start_on)[1]


def _gross(bought, start_on):
    if start_on == "order":
        return max(bought.ordered, bought.invoiced), False
    if bought.covered:
        return bought.ordered, False
    given = min(bought.ordered, Decimal(bought.ever)) if bought.money else ZERO
    return (given, False) if given > bought.paid else (bought.paid, True)


def parts_given_back(credited: Decimal, returned: Decimal, taken: int, price: Decimal, noted: Decimal) -> Decimal:
    """Money that was given back and took no period: goodwill, a part of the price.

    :param credited: money on credit notes
    :param returned: periods, and parts of them, that were given back without a credit note
    :param taken: full periods that were given back, by credit notes or without
    :param price: of one period, on average
    :param noted: money of all that which is noted already
    """
    return max(credited + (returned - taken) * price - noted, ZERO)


def whole(quantity: Decimal) -> int:
    """Full periods of a quantity."""
    return int((quantity + TOLERANCE).to_integral_value(ROUND_FLOOR))


def returned_periods(kept: Decimal, given_back: Decimal, credited: Decimal, others: Decimal, price: Decimal) -> Decimal:
    """How many periods were paid back without a credit note.

    What was given back beyond the credit notes is taken for the rest of the document first: goods, fees.

    :param kept: money that was paid online and not given back
    :param given_back: money that was paid back online
    :param credited: money on credit notes
    :param others: what the document costs beside the line
    :param price: of one period, with taxes
    """
    if given_back <= 0 or price <= 0:
        return ZERO
    if kept <= 0 and given_back > credited:
        others = ZERO
    return max(given_back - credited - others, ZERO) / price
