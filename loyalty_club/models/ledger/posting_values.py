"""What passes between the steps of a posting."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ...engine.book import Book
from ...engine.points import ZERO

AUTO = object()
"""Default of ``expires_on``: the program's policy decides."""

KINDS_OF_ACTIVITY = ("accrual", "redemption")
ENTRY_COLUMNS = (
    "card_id",
    "program_id",
    "partner_id",
    "company_id",
    "kind",
    "state",
    "points",
    "balance",
    "remaining",
    "uncovered",
    "forgiven",
    "posted_at",
    "available_on",
    "expires_on",
    "qualifying_points",
    "qualifying_amount",
    "qualifying_orders",
    "qualifying_at",
    "key",
    "origin_model",
    "origin_id",
    "rule_id",
    "activity_id",
    "reward_id",
    "reversed_id",
    "transferred_from_id",
    "arrears_cause",
    "explanation",
    "description",
)


@dataclass
class Draft:
    """An entry to be inserted. ``ref`` stands for its id until there is one."""

    ref: int
    card_id: int
    kind: str
    points: Decimal
    posted_at: datetime
    key: str | None = None
    state: str = "posted"
    balance: Decimal = ZERO
    forgiven: Decimal = ZERO
    available_on: date | None = None
    expires_on: date | None = None
    qualifying_points: Decimal = ZERO
    qualifying_amount: Decimal = ZERO
    qualifying_orders: int = 0
    qualifying_at: datetime | None = None
    origin_model: str | None = None
    origin_id: int | None = None
    rule_id: int | None = None
    activity_id: int | None = None
    reward_id: int | None = None
    reversed_id: int | None = None
    transferred_from_id: int | None = None
    arrears_cause: str | None = None
    explanation: Any = None
    description: str | None = None


@dataclass
class Account:
    """What posting knows of one locked card."""

    card_id: int
    program: Any
    partner_id: int | None
    company_id: int | None
    points: Decimal
    points_expire_on: date | None
    joined_on: date | None
    points_mail: bool = False
    never_expires: bool = False
    tier: tuple = ()  # tier, reached on, last day, keep from, rise from, set by hand until
    book: Book | None = None
    known: dict = field(default_factory=dict)
    drafts: list = field(default_factory=list)
    promises: list = field(default_factory=list)

    def get_joining_moment(self):
        """When what is being booked makes a member: with the first purchase, unless the club is for those who joined;
        None: it does not.
        """
        if self.joined_on or self.program.enrollment == "opt_in":
            return None
        return min((draft.posted_at for draft in self.drafts if draft.kind == "accrual"), default=None)

    def is_overdue(self, day, spending):
        """Whether points are left whose last day came before ``day``: all of them, or lots that spending would take."""
        if self.points > 0 and self.points_expire_on and self.points_expire_on < day:
            return True
        lots = self.book.lots.values() if spending and self.book else ()
        return any(lot.expires_on and lot.expires_on < day for lot in lots)
