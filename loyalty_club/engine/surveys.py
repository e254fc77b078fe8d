"""How much of a survey was answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Share:
    """``answered`` of ``asked`` questions; a question that was answered in part counts by its part.

    >>> Share.of([Fraction(1), Fraction(1, 2), Fraction(0)]).percent
    50
    """

    answered: Fraction
    asked: int

    @classmethod
    def of(cls, parts: Iterable[Fraction]) -> "Share":
        """The share of questions of which these parts (0 to 1) were answered."""
        parts = [min(max(Fraction(part), Fraction(0)), Fraction(1)) for part in parts]
        return cls(sum(parts, Fraction(0)), len(parts))

    @property
    def percent(self) -> int:
        """Full per cent, never more than it is; 100 where nothing could be answered."""
        return int(100 * self.answered / self.asked) if self.asked else 100

    def is_enough(self, minimum: int) -> bool:
        """Whether at least ``minimum`` per cent were answered."""
        return not self.asked or 100 * self.answered >= minimum * self.asked
