"""One account as lots (credits with points left) and debts (debits not covered yet).

The invariant of every book: balance = sum of remaining - sum of uncovered, and one of the two sums is zero.
A ``ref`` names an entry: its id, or a negative number for an entry to come.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .points import ZERO


class Overdraw(ValueError):
    """Spending more than is there. ``available``: points that could be spent."""

    def __init__(self, available: Decimal):
        super().__init__(f"only {available} available")
        self.available = available


@dataclass(frozen=True)
class Lot:
    """A credit with ``remaining`` points, usable up to ``expires_on``; ``root``: the entry it descends from."""

    ref: Any
    remaining: Decimal
    expires_on: date | None = None
    earned_at: datetime | None = None
    root: Any = None

    @property
    def turn(self):
        """Sort key of spending: expires first, then oldest; what never expires goes last."""
        return (self.expires_on or date.max, self.earned_at or datetime.min, _order(self.ref))

    def descends_from(self, root) -> bool:
        return root is not None and root in (self.ref, self.root)


@dataclass(frozen=True)
class Debt:
    """A debit of which ``uncovered`` points have no credit yet."""

    ref: Any
    uncovered: Decimal
    root: Any = None


@dataclass(frozen=True)
class Allocation:
    """``points`` of a credit that paid for a debit; negative: given back."""

    credit: Any
    debit: Any
    points: Decimal


@dataclass(frozen=True)
class Part:
    """What one credit paid for a debit, as far as it was not given back: the raw material of an undo.

    ``foreign``: the credit belongs to an account that was merged into this one.
    """

    credit: Any
    debit: Any
    points: Decimal
    expires_on: date | None = None
    earned_at: datetime | None = None
    root: Any = None
    foreign: bool = False


@dataclass(frozen=True)
class Taken:
    """Result of taking points of a credit back: ``points`` that left the account, ``forgiven`` ones that did not."""

    points: Decimal
    forgiven: Decimal


def _order(ref):
    """Entries to come (placeholders: -1, -2 … in their order) follow those that exist."""
    return (ref <= 0, abs(ref))


class Book:
    """A working copy of one account. Methods change it and note the allocations that they make."""

    def __init__(self, lots=(), debts=()):
        self.lots = {lot.ref: lot for lot in lots}
        self.debts = {debt.ref: debt for debt in debts}
        self.allocations: list[Allocation] = []

    @property
    def credit_left(self) -> Decimal:
        return sum((lot.remaining for lot in self.lots.values()), ZERO)

    @property
    def arrears(self) -> Decimal:
        return sum((debt.uncovered for debt in self.debts.values()), ZERO)

    @property
    def balance(self) -> Decimal:
        return self.credit_left - self.arrears

    def credit(self, ref, points, expires_on=None, earned_at=None, root=None):
        """Book ``points`` > 0 in; arrears are repaid first."""
        self.lots[ref] = Lot(ref, points, expires_on, earned_at, root)
        self._settle()

    def debit(self, ref, points, *, reserved=ZERO, may_overdraw=False, root=None):
        """Book ``points`` > 0 out, from the credits whose turn it is.

        :param reserved: points promised to somebody else, not spendable
        :raises Overdraw: more than is spendable, unless ``may_overdraw``
        """
        available = max(self.balance - reserved, ZERO)
        if points > available and not may_overdraw:
            raise Overdraw(available)
        left = self._spend(ref, points)
        if left:
            self.debts[ref] = Debt(ref, left, root)

    def take_back(self, ref, points, root, *, expired=ZERO, arrears=True) -> Taken:
        """Undo ``points`` of the credit ``root`` (and of what descends from it).

        First what is left of that credit, then what of it had expired counts as taken back, then as spending does.

        :param expired: points of that credit that had expired and were not counted before
        :param arrears: what is still missing becomes a debt; otherwise it is forgiven
        """
        own = [lot for lot in self._in_turn() if lot.descends_from(root)]
        left = self._spend(ref, points, own)
        forgiven = min(left, expired)
        left = self._spend(ref, left - forgiven)
        if arrears and left:
            self.debts[ref] = Debt(ref, left)
        elif left:
            forgiven += left
        return Taken(points - forgiven, forgiven)

    def give_back(self, points, parts, root, *, today: date, grace: date | None) -> dict:
        """Undo ``points`` of the debit ``root``: last taken, first given back.

        What is not covered yet is cancelled first; then the credits get their points back, by negative allocations.

        :param parts: :class:`Part` of the debit, in the order in which it took them
        :param grace: last usable day of points whose credit expired meanwhile
        :return: {last usable day or None: points} that need a new credit
        """
        left = self._cancel_debt(points, root)
        fresh = defaultdict(lambda: ZERO)
        for part in reversed(parts):
            share = min(left, part.points)
            if not share:
                continue
            left -= share
            if part.expires_on and part.expires_on < today:
                fresh[grace] += share
            elif part.foreign:
                fresh[part.expires_on] += share
            else:
                self._restore(part, share)
        if left:
            fresh[grace] += left
        self._settle()
        return dict(fresh)

    def paid_since(self, root, number) -> list[Part]:
        """What credits of this book paid for the debt ``root``, by the allocations from ``number`` on."""
        parts = []
        for made in self.allocations[number:]:
            debt, lot = self.debts.get(made.debit), self.lots[made.credit]
            if made.points > 0 and debt and root in (debt.ref, debt.root):
                parts.append(Part(lot.ref, made.debit, made.points, lot.expires_on, lot.earned_at, lot.root))
        return parts

    def _restore(self, part, points):
        lot = self.lots.get(part.credit) or Lot(part.credit, ZERO, part.expires_on, part.earned_at, part.root)
        self.lots[part.credit] = replace(lot, remaining=lot.remaining + points)
        self.allocations.append(Allocation(part.credit, part.debit, -points))

    def _cancel_debt(self, points, root) -> Decimal:
        for debt in list(self.debts.values()):
            if root in (debt.ref, debt.root):
                share = min(points, debt.uncovered)
                self.debts[debt.ref] = replace(debt, uncovered=debt.uncovered - share)
                points -= share
        return points

    def _in_turn(self):
        return sorted((lot for lot in self.lots.values() if lot.remaining), key=lambda lot: lot.turn)

    def _spend(self, ref, points, lots=None) -> Decimal:
        """Allocate up to ``points`` to the debit ``ref``; return what is missing."""
        for lot in self._in_turn() if lots is None else lots:
            if not points:
                break
            share = min(points, lot.remaining)
            self.lots[lot.ref] = replace(lot, remaining=lot.remaining - share)
            self.allocations.append(Allocation(lot.ref, ref, share))
            points -= share
        return points

    def _settle(self):
        """Let credits with points left cover the oldest debts."""
        for debt in sorted(self.debts.values(), key=lambda debt: _order(debt.ref)):
            if debt.uncovered:
                left = self._spend(debt.ref, debt.uncovered)
                self.debts[debt.ref] = replace(debt, uncovered=left)
