"""From what a document should have posted, and what it has posted, to what is to be posted now."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .points import ZERO, round_points


@dataclass(frozen=True)
class Undone:
    """A reversal of an entry: ``points`` it undid, of which ``restored`` were put back since (both positive)."""

    ref: Any
    points: Decimal
    restored: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.points - self.restored


@dataclass(frozen=True)
class Posted:
    """An entry of the document: ``points`` as a positive number, and the reversals that undid some of it."""

    ref: Any
    points: Decimal
    undone: tuple[Undone, ...] = ()

    @property
    def net(self) -> Decimal:
        return self.points - sum((undo.net for undo in self.undone), ZERO)


@dataclass(frozen=True)
class Step:
    """One posting to make: ``reverse`` an entry (``ref``) by ``points``, or ``post`` new ``points``."""

    action: str
    points: Decimal
    ref: Any = None


def steps_to(posted: Sequence[Posted], target: Decimal) -> list[Step]:
    """The postings that bring the document from what ``posted`` amounts to, to ``target`` points.

    Less than posted: the latest entries are reversed first. More: reversals are taken back first (a refund that was
    taken back restores the very points it took), the rest is posted anew.
    """
    difference = target - sum((entry.net for entry in posted), ZERO)
    if difference < 0:
        return _fill("reverse", [(entry.ref, entry.net) for entry in reversed(posted)], -difference)[0]
    undone = [(undo.ref, undo.net) for entry in reversed(posted) for undo in reversed(entry.undone)]
    steps, left = _fill("reverse", undone, difference)
    if left:
        steps.append(Step("post", left))
    return steps


def _fill(action, candidates, points):
    steps = []
    for ref, room in candidates:
        share = min(points, room)
        if share > 0:
            steps.append(Step(action, share, ref))
            points -= share
    return steps, points


@dataclass(frozen=True)
class LineState:
    """Quantities of one line of a document, in the line's unit; ``weight``: its part in the points of the whole."""

    weight: Decimal
    ordered: Decimal
    invoiced: Decimal = ZERO
    credited: Decimal = ZERO
    delivered: Decimal = ZERO
    returned: Decimal = ZERO
    paid: Decimal = ZERO
    paid_credited: Decimal = ZERO

    def net(self, earn_on: str) -> Decimal:
        """Quantity that counts: what was returned and what was credited are two views of one loss, so the larger
        counts, never the sum. Billing or sending more than ordered earns nothing extra; sending anew heals a return.
        """
        kept = min(
            self.ordered,
            max(self.ordered, self.invoiced) - self.credited,
            max(self.ordered, self.delivered) - self.returned,
        )
        if earn_on == "invoice_paid":
            kept = min(kept, self.paid - self.paid_credited)
        elif earn_on == "delivery":
            kept = min(kept, self.delivered - self.returned)
        return max(kept, ZERO)


def kept_share(lines: Sequence[LineState], earn_on: str) -> Decimal:
    """The part (0 to 1) of the document's points that counts now. Without any weight, all lines weigh the same."""
    goods = [line for line in lines if line.ordered > 0]
    weights = [line.weight for line in goods]
    if not any(weights):
        weights = [Decimal(1)] * len(goods)
    total = sum(weights)
    if not total:
        return Decimal(1) if earn_on == "order" else Decimal(0)
    kept = sum(weight * line.net(earn_on) / line.ordered for weight, line in zip(weights, goods, strict=True))
    return kept / total


def kept_points(points: Decimal, share: Decimal, rounding) -> Decimal:
    """Points left of ``points`` when ``share`` of the document counts: what is taken is rounded half up, so that
    taking all of it takes exactly what was earned (design: partial refund n takes round(earned x cumulative share)).
    """
    return points - round_points(points * (1 - share), rounding, "HALF-UP")
