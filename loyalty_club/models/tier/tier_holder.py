"""One account while its tier is computed: what is stored, and what it should be."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ...engine.tier_values import NO_TIER, Manual, State


@dataclass(frozen=True)
class Paid:
    """What a paid membership gives an account: at least a tier up to a day (``floor``).

    ``covers``: it is higher than the tier that holds beneath; ``beneath_id``: that one, where it was set by hand.
    """

    tier_id: int | None = None
    until: date | None = None
    covers: bool = False
    beneath_id: int | None = None


NOT_PAID = Paid()


@dataclass
class Holder:
    """One account: what is stored of its tier, and what it should be."""

    card_id: int
    partner_id: int | None
    company_id: int | None
    tier_id: int | None
    state: State
    manual_until: date | None
    never: bool = False
    paid: Paid = NOT_PAID
    beneath_rank: int | None = None
    after: State = None
    after_manual: date | None = None
    after_paid: Paid = NOT_PAID
    steps: Any = ()

    @property
    def manual(self):
        """What a manager set by hand, as a value of the engine; may lie beneath the tier of a membership."""
        rank = self.beneath_rank if self.paid.covers else self.state.rank
        if not self.manual_until or rank in (None, NO_TIER):
            return None
        return Manual(rank, self.state.reached_on, self.manual_until, self.state.keep_from)
