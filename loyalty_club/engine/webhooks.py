"""News between computers of partners: signing, the pauses between attempts, and what news of a coupon lead to."""

import hashlib
import hmac
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from .coalition import AVAILABLE, CANCELLED, DISPUTED, EXPIRED, ISSUED, OURS, REDEEMED

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(days=1),
)
MAX_AGE = 300
"""Seconds that a signed message may be old, or ahead of our clock."""

SCHEME = "v1"
STATES = (AVAILABLE, ISSUED, REDEEMED, EXPIRED, CANCELLED, DISPUTED)


def sign(secret: str, timestamp: int, body: str) -> str:
    """The value of the header ``Club-Signature``: HMAC-SHA256 over ``timestamp.body``.

    >>> sign("s", 1, "{}")[:11]
    'v1=b253639b'
    """
    message = f"{timestamp}.{body}".encode()
    return f"{SCHEME}={hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


def is_signed(secret: str, timestamp: str, body: str, signature: str, now: float) -> bool:
    """Whether a message was signed with this secret, and lately. A missing secret signs nothing.

    :param timestamp: as it was sent, seconds since 1970
    :param now: seconds since 1970
    """
    if not (secret and timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    right = hmac.compare_digest(sign(secret, int(timestamp), body).encode(), signature.encode())
    return right and abs(now - int(timestamp)) <= MAX_AGE


def get_pause(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts that failed; None: no more attempts."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


class News(NamedTuple):
    """What a partner says of a coupon: its state by now, not what happened to it. ``is_ours``: one of our coupons."""

    code: str
    offer: str
    is_ours: bool
    state: str
    changed_at: datetime
    expires_on: date | None = None
    customer: str = ""
    order: str = ""
    amount: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    currency: str = ""
    redeemed_at: datetime | None = None
    is_disputed_there: bool = False
    issued_at: datetime | None = None


def read_news(values) -> News:
    """News from a message of a partner, in the form of the API.

    :param values: what JSON gave
    :raise ValueError: what is wrong with it; the sentence is for technicians of the partner
    """
    if not isinstance(values, dict):
        raise ValueError("A coupon is a JSON object.")
    code, state = _read_text(values, "code", 200), values.get("state")
    if not code or state not in STATES:
        raise ValueError("A coupon has a code and one of the states " + ", ".join(STATES) + ".")
    expires_on = _read_text(values, "expires_on", 10)
    redeemed_at = _read_text(values, "redeemed_at", 40)
    issued_at = _read_text(values, "issued_at", 40)
    return News(
        code,
        _read_text(values, "offer", 200),
        values.get("direction") == "yours",
        state,
        read_moment(_read_text(values, "changed_at", 40)),
        date.fromisoformat(expires_on) if expires_on else None,
        _read_text(values, "customer", 200),
        _read_text(values, "order", 200),
        _read_money(values, "amount"),
        _read_money(values, "discount"),
        _read_text(values, "currency", 3),
        read_moment(redeemed_at) if redeemed_at else None,
        values.get("disputed_by") == "us",
        read_moment(issued_at) if issued_at else None,
    )


def _read_text(values, name, most):
    value = values.get(name)
    if value is None or value is False:
        return ""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise ValueError(f"“{name}” is a text of at most {most} characters.")
    return value


def read_moment(text):
    """A moment in UTC, without its time zone, as Odoo has it.

    :raise ValueError: it is none, or one that no calendar has
    """
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    try:
        return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:
        raise ValueError(f"{text} is before the year 1 or after 9999.") from None


def _read_money(values, name):
    value = values.get(name)
    if value is None or value is False:
        return Decimal(0)
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"“{name}” is a number.") from None
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount < Decimal("1e12"):
        raise ValueError(f"“{name}” is a number from 0 on.")
    return amount


REDEEM, TAKE_BACK, EXPIRE, CANCEL, DISPUTE, SETTLE, ASK = (
    "redeem", "take_back", "expire", "cancel", "dispute", "settle", "ask",
)  # fmt: skip

THEIRS_STEPS = {
    (AVAILABLE, REDEEMED): (ASK, CANCEL),  # somebody else had it: no member of ours gets a used code
    (ISSUED, REDEEMED): (REDEEM,),
    (EXPIRED, REDEEMED): (REDEEM,),
    (REDEEMED, REDEEMED): (REDEEM,),
    (CANCELLED, REDEEMED): (ASK,),
    (REDEEMED, ISSUED): (TAKE_BACK,),
    (AVAILABLE, EXPIRED): (EXPIRE,),
    (ISSUED, EXPIRED): (EXPIRE,),
    (REDEEMED, EXPIRED): (TAKE_BACK, EXPIRE),
    (AVAILABLE, CANCELLED): (CANCEL,),
    (ISSUED, CANCELLED): (CANCEL,),
    (REDEEMED, CANCELLED): (TAKE_BACK, CANCEL),
    (DISPUTED, CANCELLED): (ASK,),
    (DISPUTED, ISSUED): (ASK,),
    (DISPUTED, EXPIRED): (ASK,),
}
"""(our state, state at the partner): steps. The shop where a coupon is used says whether it was."""

OURS_STEPS = {
    (ISSUED, CANCELLED): (CANCEL,),
    (DISPUTED, CANCELLED): (ASK,),
}
"""The partner says of our coupons only that nobody will use them, and what it disputes."""


def get_steps(direction: str, state: str, news: News, *, is_disputed_by_partner: bool = False) -> tuple:
    """What to do with a coupon so that it stands here as it does at the partner.

    A dispute is mirrored and ends when the one who began it ends it; it is never decided by the other side alone.

    :param state: of the coupon here
    :param is_disputed_by_partner: it is disputed here because the partner disputes it
    """
    ours = direction == OURS
    if news.state == DISPUTED:
        if not news.is_disputed_there or state == DISPUTED:
            return ()
        known = () if ours or state == REDEEMED else THEIRS_STEPS.get((state, REDEEMED), ())
        return (*known, DISPUTE) if state == REDEEMED or known == (REDEEM,) else known
    if (state, news.state) == (DISPUTED, REDEEMED):
        if not is_disputed_by_partner:
            return ()
        return (SETTLE,) if ours else (SETTLE, REDEEM)
    return (OURS_STEPS if ours else THEIRS_STEPS).get((state, news.state), ())
