"""Undoing, in the plain model of the ledger: see ``plain_ledger``."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from .plain_entries import NEVER, ZERO, Refused


class PlainUndo:
    """A mixin of ``PlainLedger``."""

    def undo(self, entry, points):
        entry = self.entries[entry]
        account = entry.account.merged_into or entry.account
        if entry.kind == "transfer" or (entry.parent and entry.parent.parent):
            raise Refused
        if points is None:
            points = entry.left_to_undo
            if entry.size and not points:
                raise Refused
        if points > entry.left_to_undo:
            raise Refused
        number, qualifying = len(self.entries), self.qualifying_undone(entry, points)
        self.post_undo(account, entry, points)
        self.entries[number].qualifying = qualifying

    def post_undo(self, account, entry, points):
        where = self.pending_where(entry)
        if where:
            undo = self.book(account, "reversal", -points if entry.points >= 0 else points, self.now, parent=entry)
            undo.state, undo.available = "pending", where.available
        elif entry.points > 0:
            self.take_back(account, entry, points)
        else:
            self.give_back(account, entry, points)

    def qualifying_undone(self, entry, points):
        """The same share of the qualifying values; all that is left of them with the last of the points."""
        relatives = [entry, *entry.children, *(again for child in entry.children for again in child.children)]
        if points == entry.left_to_undo:
            return tuple(-sum(other.qualifying[index] for other in relatives) for index in range(3))
        share = points / entry.size
        cents = [(value * share).quantize(Decimal("0.01"), ROUND_HALF_UP) for value in entry.qualifying[:2]]
        return (-cents[0], -cents[1], 0)

    def undo_many(self, entries):
        for entry in entries:
            self.undo(entry, None)

    # --- how ---

    def own_lots(self, account, root):
        return [lot for lot in self.in_turn(account) if root in (lot, lot.moved_from)]

    def pending_where(self, entry):
        """The pending entry that an undo belongs to: it may have moved to another account."""
        if entry.state == "pending":
            return entry
        base = entry.parent or entry
        if entry.state == "void":
            return next(
                (other for other in self.entries if other.state == "pending" and other.moved_from is base.root), None
            )
        return None

    def take_back(self, account, entry, points):
        undo = self.book(account, "reversal", -points, self.now, parent=entry)
        entry.children.remove(undo)
        left = self.pay(undo, points, self.own_lots(account, entry.root))
        undo.forgiven = min(left, self.expired_of(entry))
        left = self.pay(undo, left - undo.forgiven, self.in_turn(account))
        if self.settings.arrears:
            undo.uncovered = left
        else:
            undo.forgiven += left
        undo.points += undo.forgiven
        entry.children.append(undo)

    def expired_of(self, entry):
        """Points of the credit that had expired and were not yet counted by an earlier undo."""
        expired = sum(
            points
            for (debit, lot), points in self.payments.items()
            if debit.kind == "expiration" and entry.root in (lot, lot.moved_from)
        )
        counted = sum(child.forgiven - sum(again.forgiven for again in child.children) for child in entry.children)
        return max(expired - counted, ZERO)

    def give_back(self, account, entry, points):
        forgiven = min(points, self.forgiven_before(entry))
        points -= forgiven
        grace = self.today + timedelta(self.settings.grace)
        left, fresh = self.cancel_debts(account, entry, points), {}
        for (debit, lot), paid in reversed(list(self.payments.items())):
            if entry not in (debit, debit.moved_from) or (lot.kind == "transfer" and not lot.moved_from):
                continue
            share = min(left, paid)
            left -= share
            if lot.expires and lot.expires < self.today:
                fresh[grace] = fresh.get(grace, ZERO) + share
            elif lot.account is not account:
                fresh[lot.expires] = fresh.get(lot.expires, ZERO) + share
            else:
                lot.remaining += share
                self.payments[debit, lot] -= share
        if left:
            fresh[grace] = fresh.get(grace, ZERO) + left
        self.settle(account)
        self.book_pieces(account, entry, points, forgiven, {day: share for day, share in fresh.items() if share})
        if self.settings.policy == "inactivity" and points and account.points > 0:
            account.expires = max(account.expires or grace, grace)

    def forgiven_before(self, entry):
        """Points that an earlier undo did not move, so that undoing it moves none either: of the entry itself, or of
        an undo of its undo that found nothing to take."""
        again = sum(again.forgiven for child in entry.children for again in child.children)
        return entry.forgiven + again - sum(child.forgiven for child in entry.children)

    def cancel_debts(self, account, entry, points):
        for debit in account.entries:
            if entry in (debit, debit.moved_from):
                share = min(points, debit.uncovered)
                debit.uncovered -= share
                points -= share
        return points

    def book_pieces(self, account, entry, points, forgiven, fresh):
        """One entry for each last day; the first one carries what went back into its credits."""
        restored = points - sum(fresh.values(), ZERO)
        if not fresh:
            undo = self.book(account, "reversal", restored, self.now, parent=entry)
            undo.forgiven = forgiven
            return
        for day in sorted(fresh, key=lambda day: day or NEVER):
            undo = self.book(account, "reversal", fresh[day] + restored, self.now, parent=entry)
            undo.forgiven, forgiven, restored = forgiven, ZERO, ZERO
            self.let_in(undo, fresh[day], day)
