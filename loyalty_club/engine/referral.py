"""Invitations of friends: who counts as a new customer, what is suspicious, and which purchases pay.

Plain values in, plain values out; what the reasons are called in words is up to the models.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .phones import spellings
from .points import ZERO

REFUSE, WAIT, ACCEPT = "refuse", "wait", "accept"
"""What becomes of an invitation in which something is suspicious."""

MOVES = {
    None: {"invited", "refused"},
    "invited": {"registered", "refused", "expired"},
    "registered": {"purchased", "rewarded", "refused", "expired"},
    "purchased": {"registered", "rewarded", "refused"},
    "rewarded": {"registered", "purchased", "refused"},
    "refused": {"invited"},
    "expired": {"invited", "refused"},
}
"""From which state to which others an invitation may go."""

REOPENED = frozenset({"own_code", "inactive", "limit", "circle"})
"""Refusals that say nothing of the friend: another code, or the same one later, may be accepted."""

_ALIASES = {"googlemail.com": "gmail.com"}
_NO_WORD = re.compile(r"[\W_]+")
_NOBODY = re.compile(r"(guest|nobody|none|no-?one|unknown|anonymous|no-?(reply|mail|email)|do-?not-?reply)\d*")
_NOWHERE = ("invalid", "test", "localhost", "local")


@dataclass(frozen=True)
class Person:
    """Somebody as the checks see them.

    ``id``: who it is; ``account``: whose account stands for them (that of their company, where contacts share it);
    ``phones``: all spellings of their telephone number; ``addresses``: where they live and have goods sent, see
    :func:`address_key`
    """

    id: int
    account: int
    phones: frozenset = frozenset()
    email: str = ""
    addresses: frozenset = frozenset()


@dataclass(frozen=True)
class Invitation:
    """``purchase``: ``early`` (the friend bought before becoming a member), ``late`` (bought as a member, before the
    code was given) or empty; ``month_count``: other friends whom the member invited in this month; ``brought_by``: the
    accounts of who invited the member, of who invited those, and so on.
    """

    referrer: Person
    friend: Person
    is_referrer_active: bool = True
    purchase: str = ""
    month_count: int = 0
    brought_by: frozenset = frozenset()


@dataclass(frozen=True)
class Policy:
    """What a club makes of likenesses; ``month_limit`` 0: none."""

    same_phone: str = REFUSE
    same_email: str = REFUSE
    similar_email: str = WAIT
    same_address: str = WAIT
    month_limit: int = 0


@dataclass(frozen=True)
class Verdict:
    """``reason``: why it is refused, or None; ``suspicions``: why it waits for somebody to look at it."""

    reason: str | None = None
    suspicions: tuple = ()


@dataclass(frozen=True)
class Purchase:
    """A purchase of the friend as it is now.

    ``at``: the moment it was booked; ``day``: the one on which it was made, which can be long before it was paid;
    ``amount``: after refunds; ``orders`` 0 or less: undone
    """

    ref: tuple
    at: datetime
    day: date
    amount: Decimal
    orders: int = 1
    is_paid: bool = True


def person(id_, account, phone="", country="", email="", addresses=()) -> Person:
    """A person of what a contact form holds.

    :param str country: telephone code of the country that numbers without one belong to
    :param addresses: keys of :func:`address_key`; what is None is left out
    """
    phones, known = frozenset(spellings(phone or "", country or "")), frozenset(filter(None, addresses))
    return Person(id_, account, phones, (email or "").strip(), known)


def is_nobodys(email: str) -> bool:
    """Whether an e-mail address was only typed because the form wanted one.

    >>> [is_nobodys(email) for email in ("guest@shop.com", "No-Reply@shop.com", "a@b.invalid", "guestav@shop.com")]
    [True, True, True, False]
    """
    local, _at, domain = email.strip().casefold().rpartition("@")
    return bool(_NOBODY.fullmatch(local)) or domain.rpartition(".")[2] in _NOWHERE


def mailbox(email: str) -> tuple | None:
    """What addresses of the same mailbox have in common; None: no address, or that of nobody.

    >>> mailbox("A.nna+shop@googlemail.com")
    ('anna', 'gmail.com')
    """
    if is_nobodys(email):
        return None
    local, at, domain = email.strip().casefold().rpartition("@")
    local = local.partition("+")[0].replace(".", "")
    return (local, _ALIASES.get(domain, domain)) if at and local and domain else None


def address_key(street="", street2="", zip_code="", city="") -> tuple | None:
    """An address without the ways of writing it; None: too little of it is known to compare.

    >>> address_key("12, High  St.", "", "AB1 2CD", "London") == address_key("12 high st", "", "ab12cd", "LONDON")
    True
    """
    lane = _NO_WORD.sub("", f"{street or ''} {street2 or ''}").casefold()
    place = _NO_WORD.sub("", zip_code or "").casefold() or _NO_WORD.sub("", city or "").casefold()
    return (lane, place) if _NO_WORD.sub("", street or "") and place else None


def judge(invitation: Invitation, policy: Policy) -> Verdict:
    """Whether the friend counts: refused for the first reason that holds, or suspicious for all that do."""
    likeness = judge_likenesses(invitation.referrer, invitation.friend, policy)
    reason = _find_refusal(invitation) or likeness.reason
    if not reason and policy.month_limit and invitation.month_count >= policy.month_limit:
        reason = "limit"
    return Verdict(reason) if reason else likeness


def judge_likenesses(one: Person, other: Person, policy: Policy) -> Verdict:
    """What the club makes of what two people have in common; more of it may be known later than the invitation."""
    found = {name: getattr(policy, name) for name in find_likenesses(one, other)}
    reason = next((name for name, handling in found.items() if handling == REFUSE), None)
    if reason:
        return Verdict(reason)
    return Verdict(None, tuple(name for name, handling in found.items() if handling == WAIT))


def _find_refusal(invitation):
    """What nobody can choose to accept."""
    referrer, friend = invitation.referrer, invitation.friend
    if referrer.id == friend.id:
        return "own_code"
    if referrer.account == friend.account:
        return "same_account"
    if friend.account in invitation.brought_by:
        return "circle"
    if not invitation.is_referrer_active:
        return "inactive"
    return {"early": "known_customer", "late": "late_code"}.get(invitation.purchase)


def find_likenesses(one: Person, other: Person) -> list[str]:
    """What two people have in common, the surest first."""
    found = []
    if one.phones & other.phones:
        found.append("same_phone")
    mine, theirs = mailbox(one.email), mailbox(other.email)
    if mine and mine == theirs:
        same = one.email.casefold() == other.email.casefold()
        found.append("same_email" if same else "similar_email")
    if one.addresses & other.addresses:
        found.append("same_address")
    return found


def counted(purchases, minimum: Decimal = ZERO, number: int = 1, last_day: date | None = None) -> list[Purchase]:
    """The purchases that an invitation pays for: the first ``number`` that are paid and, after refunds, worth at least
    ``minimum`` (and more than nothing). The first of them must be made up to ``last_day``, whenever it was paid.
    """

    def order_of(purchase):
        is_late = bool(last_day) and purchase.day > last_day
        return is_late, purchase.at, purchase.ref

    due = sorted(
        (
            purchase
            for purchase in purchases
            if purchase.orders > 0 and purchase.is_paid and purchase.amount > 0 and purchase.amount >= minimum
        ),
        key=order_of,
    )
    if due and last_day and due[0].day > last_day:
        return []
    return due[:number]
