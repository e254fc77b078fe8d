"""What the plain model of the ledger keeps: see ``plain_ledger``."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

NEVER = date.max
ZERO = Decimal(0)


class Refused(Exception):
    """The ledger must refuse this."""


@dataclass(eq=False)
class Settings:
    policy: str = "none"
    months: int = 1
    days: tuple = ((6, 21), (12, 21))
    arrears: bool = True
    grace: int = 10
    tz: str = "UTC"


@dataclass(eq=False)
class PlainEntry:
    number: int
    account: "PlainAccount"
    kind: str
    points: Decimal
    posted_at: datetime
    state: str = "posted"
    remaining: Decimal = ZERO
    uncovered: Decimal = ZERO
    forgiven: Decimal = ZERO
    expires: date | None = None
    available: date | None = None
    parent: "PlainEntry" = None
    moved_from: "PlainEntry" = None
    key: str | None = None
    qualifying: tuple = (ZERO, ZERO, 0)
    children: list = field(default_factory=list)

    @property
    def root(self):
        return self.moved_from or self

    @property
    def size(self):
        return abs(self.points) + self.forgiven

    @property
    def left_to_undo(self):
        return self.size - sum(child.size - sum(again.size for again in child.children) for child in self.children)


@dataclass(eq=False)
class PlainAccount:
    name: int
    entries: list = field(default_factory=list)
    expires: date | None = None
    merged_into: "PlainAccount" = None

    @property
    def points(self):
        return sum((entry.points for entry in self.entries if entry.state == "posted"), ZERO)
