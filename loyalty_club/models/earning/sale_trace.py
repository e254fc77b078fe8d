"""What one document has on one account."""

from dataclasses import dataclass, field

from ...engine.points import ZERO


@dataclass
class Trace:
    """Entries of one kind that one order has on one account (a redemption: for one reward line)."""

    posted: list = field(default_factory=list)
    numbers: dict = field(default_factory=dict)
    qualifying: list = field(default_factory=lambda: [ZERO, ZERO, 0])
    before_ledger: tuple = ()

    @property
    def count(self):
        return len(self.posted)
