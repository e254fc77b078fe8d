"""Offers that a partner's computer tells of."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

MOST_DAYS = 10_000


class PartnerOffer(NamedTuple):
    """An offer as its maker tells of it. ``problem``: why no coupon of it is given out now; empty: they are."""

    reference: str
    name: str
    value: str = ""
    conditions: str = ""
    problem: str = ""
    date_from: date | None = None
    date_to: date | None = None
    valid_days: int = 0
    valid_until: date | None = None


def read_offers(answer) -> list[PartnerOffer]:
    """The offers that the partner makes to us, out of the answer of its API; those in the other direction are left out.

    :param answer: what JSON gave
    :raise ValueError: it is not in the form of the API; the sentence is for technicians

    >>> read_offers({"offers": [{"reference": "a", "direction": "ours", "name": "10 %"}]})[0].name
    '10 %'
    >>> read_offers({"offers": [{"reference": "a", "direction": "yours", "name": "10 %"}]})
    []
    """
    offers = answer.get("offers") if isinstance(answer, dict) else None
    if not isinstance(offers, list) or not all(isinstance(values, dict) for values in offers):
        raise ValueError("“offers” is a list of JSON objects.")
    made = (_read_offer(values) for values in offers if values.get("direction") == "ours")
    return list(_get_first(made))


def _get_first(offers: Iterable[PartnerOffer]):
    seen = set()
    for offer in offers:
        if offer.reference not in seen:
            seen.add(offer.reference)
            yield offer


def _read_offer(values):
    reference, name = _read_text(values, "reference", 128), _read_text(values, "name", 200)
    if not (reference and name):
        raise ValueError("An offer has a reference and a name.")
    days = values.get("valid_days") or 0
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MOST_DAYS:
        raise ValueError(f"“valid_days” is a whole number up to {MOST_DAYS}.")
    return PartnerOffer(
        reference,
        name,
        _read_text(values, "value", 200),
        _read_text(values, "conditions", 20_000),
        "" if values.get("open") else _read_text(values, "reason", 500),
        _read_day(values, "date_from"),
        _read_day(values, "date_to"),
        days,
        _read_day(values, "valid_until"),
    )


def _read_text(values, name, most):
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise ValueError(f"“{name}” is a text of at most {most} characters.")
    return value


def _read_day(values, name):
    text = _read_text(values, name, 10)
    return date.fromisoformat(text) if text else None
