"""What passes between the steps of recording activities."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...engine.activities import ActivityRule, Award


@dataclass(frozen=True)
class Terms:
    """An activity, read once for a batch: whom and what it is for, and what it gives."""

    activity: Any
    id: int
    name: str
    trigger: str
    code: str | None
    is_reported: bool
    date_from: date | None
    date_to: date | None
    tiers: frozenset
    surveys: frozenset
    requires_approval: bool
    is_qualifying: bool
    has_budget: bool
    rule: ActivityRule

    def are_for(self, tier_id, day, event):
        """Whether they are for a member of this tier, this day of the club and this event.

        :param dict event: see ``loyalty.card._record_activities``
        """
        code = event.get("code")
        if (code and self.code and code != self.code) or (self.is_reported and not code):
            return False
        if not (self.are_on(day) and self.are_for_tier(tier_id)):
            return False
        survey = event.get("survey_id")
        return not (survey and self.surveys) or survey in self.surveys

    def are_on(self, day):
        """Whether they hold on this day of the club."""
        return not (self.date_from and day < self.date_from) and not (self.date_to and day > self.date_to)

    def are_for_tier(self, tier_id):
        """Whether they are for members of this tier."""
        return not self.tiers or tier_id in self.tiers


@dataclass(frozen=True)
class Member:
    """The account that stands for an event's account."""

    card: Any
    id: int
    program: Any
    tier_id: int
    may_earn: bool


@dataclass
class Payment:
    """One event that one activity may pay to one account.

    ``start``: first day of the period of its cap; ``is_known``: ``entry_id`` was booked before.
    """

    event: dict
    terms: Terms
    member: Member
    at: datetime
    day: date
    key: str = ""
    start: date | None = None
    award: Award | None = None
    entry_id: int | None = None
    is_known: bool = False

    def __post_init__(self):
        """Each activity has a key of its own, so that one added later does not disturb the others."""
        self.key = f"{self.event['key']},{self.terms.id}"

    @property
    def identity(self):
        return self.member.id, self.key
