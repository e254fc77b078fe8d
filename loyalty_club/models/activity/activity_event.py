"""What passes between the steps of recording activities."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...engine.activities import Award


@dataclass
class Payment:
    """One event that one rule may pay to one account. ``start``: first day of the period of the rule's cap."""

    event: dict
    activity: Any
    card: Any
    at: datetime
    day: date
    start: date | None = None
    award: Award | None = None
    entry_id: int | None = None

    @property
    def key(self):
        """Each rule has a key of its own, so that a rule added later does not disturb the others."""
        return f"{self.event['key']},{self.activity.id}"

    @property
    def identity(self):
        return self.card.id, self.key
