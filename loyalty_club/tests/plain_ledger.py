"""The rules of points written down once more, as plainly as possible: lists and loops, no speed, no database.

It shares no code with the engine or the models; the random test of the ledger compares the two after every step. What
it keeps is in ``plain_entries``, what undoes is in ``plain_undo``.
"""

import copy
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from .plain_entries import NEVER, ZERO, PlainAccount, PlainEntry, Refused
from .plain_undo import PlainUndo


class PlainLedger(PlainUndo):
    """Everything a club knows. ``now`` is the clock; every method is one thing that can happen."""

    def __init__(self, settings, accounts, now):
        self.settings, self.now = settings, now
        self.accounts = [PlainAccount(number) for number in range(accounts)]
        self.entries = []
        self.payments = {}  # (debit, credit): points, in the order in which they were first paid

    def attempt(self, what, *args, **kwargs):
        """Let it happen, or nothing of it.

        :return: (ledger afterwards, whether it was refused)
        """
        after = copy.deepcopy(self)
        try:
            getattr(after, what)(*args, **kwargs)
        except Refused:
            return self, True
        return after, False

    # --- days ---

    def day_of(self, moment):
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(self.settings.tz)).date()

    @property
    def today(self):
        return self.day_of(self.now)

    def spendable(self, account):
        """What is neither past its last day nor owed."""
        if account.expires and account.expires < self.today:
            return min(account.points, ZERO)
        gone = (lot.remaining for lot in account.entries if lot.expires and lot.expires < self.today)
        return account.points - sum(gone, ZERO)

    def last_day(self, start):
        if self.settings.policy in ("after_earning", "inactivity"):
            return start + relativedelta(months=self.settings.months)
        if self.settings.policy == "fixed_dates":
            years = (start.year, start.year + 1)
            return min(day for year in years for pair in self.settings.days if (day := date(year, *pair)) >= start)
        return None

    # --- what happens ---

    def earn(self, account, points, kind="accrual", *, at=None, hold=0, expires=..., key=None):
        account, at = self.accounts[account], at or self.now
        if kind == "accrual":
            self.end_overdue(account, self.day_of(at))
        entry = self.book(account, kind, points, at, key=key)
        if kind == "accrual":
            entry.qualifying = (points, 3 * points, 1)
        if hold:
            entry.state, entry.available = "pending", self.today + timedelta(hold)
            entry.expires = None if expires is ... else expires
            return
        on_credits = self.settings.policy in ("after_earning", "fixed_dates")
        policy_day = self.last_day(self.day_of(at)) if on_credits else None
        self.let_in(entry, points, policy_day if expires is ... else expires)
        self.note_activity(entry, self.day_of(at))

    def spend(self, account, points, *, overdraw=False, key=None):
        account = self.accounts[account]
        self.end_overdue(account, self.today, spending=True)
        if points > max(account.points, 0) and not overdraw:
            raise Refused
        entry = self.book(account, "redemption", -points, self.now, key=key)
        entry.uncovered = self.pay(entry, points, self.in_turn(account))
        self.note_activity(entry, self.today)

    def set_balance(self, account, balance):
        difference = balance - self.accounts[account].points
        if difference > 0:
            self.earn(account, difference, "adjustment")
        elif difference < 0:
            account = self.accounts[account]
            if -difference > max(account.points, 0):
                raise Refused
            entry = self.book(account, "adjustment", difference, self.now)
            self.pay(entry, -difference, self.in_turn(account))

    def expire(self):
        for account in self.accounts:
            self.end_day_by_day(account, self.today)

    def release(self, only=None):
        for account in [only] if only else self.accounts:
            for entry in list(account.entries):
                if entry.state == "pending" and entry.available <= self.today:
                    self.release_one(entry)

    def merge(self, source, target):
        source, target = self.accounts[source], self.accounts[target]
        self.release(source)
        moves = [(entry, self.what_moves(entry)) for entry in list(source.entries)]
        moves = [(entry, points) for entry, points in moves if points is not None]
        for entry, points in moves:
            out = self.move_out(source, ZERO if entry.state == "pending" else -points)
            out.qualifying = tuple(-value for value in entry.qualifying)
        for entry, points in moves:
            moved = self.book(target, "transfer", points, entry.posted_at, moved_from=entry.root)
            moved.qualifying = entry.qualifying
            if entry.state == "pending":
                moved.state, moved.available, moved.expires = "pending", entry.available, entry.expires
            elif points > 0:
                self.let_in(moved, points, entry.expires)
            else:
                moved.uncovered = self.pay(moved, -points, self.in_turn(target))
        for entry in source.entries:
            if entry.state == "pending":
                entry.state = "void"
        target.expires = max((day for day in (source.expires, target.expires) if day), default=None)
        for account in self.accounts:
            if account is source or account.merged_into is source:
                account.merged_into = target

    def move_out(self, account, points):
        out = self.book(account, "transfer", points, self.now)
        if points > 0:
            self.let_in(out, points, None)
        else:
            self.pay(out, -points, self.in_turn(account))
        return out

    # --- how ---

    def book(self, account, kind, points, at, *, parent=None, moved_from=None, key=None):
        entry = PlainEntry(len(self.entries), account, kind, points, at, parent=parent, moved_from=moved_from, key=key)
        account.entries.append(entry)
        self.entries.append(entry)
        if parent:
            parent.children.append(entry)
        return entry

    def in_turn(self, account):
        lots = [entry for entry in account.entries if entry.remaining]
        return sorted(lots, key=lambda lot: (lot.expires or NEVER, lot.posted_at, lot.number))

    def pay(self, debit, points, lots):
        """Take from the credits, one after the other; return what is missing."""
        for lot in lots:
            share = min(points, lot.remaining)
            if share:
                lot.remaining -= share
                points -= share
                self.payments[debit, lot] = self.payments.get((debit, lot), ZERO) + share
        return points

    def let_in(self, entry, points, expires):
        """A credit is there to be spent; whoever is owed something gets it first."""
        if points:
            entry.expires = expires
            entry.remaining += points
            self.settle(entry.account)

    def settle(self, account):
        for debit in account.entries:
            if debit.uncovered:
                debit.uncovered = self.pay(debit, debit.uncovered, self.in_turn(account))

    def note_activity(self, entry, day):
        account, running = entry.account, entry.account.expires
        if self.settings.policy != "inactivity":
            return
        if entry.kind in ("accrual", "redemption"):
            account.expires = max(running or date.min, self.last_day(day))
        elif entry.points > 0 and (not running or running < day):
            account.expires = self.last_day(day)

    def end_overdue(self, account, day, spending=False):
        """What was over before a purchase or a redemption ends first."""
        idle = account.expires and account.expires < day and account.points > 0
        if idle or (spending and any(lot.expires and lot.expires < day for lot in self.in_turn(account))):
            self.end_day_by_day(account, day)

    def end_day_by_day(self, account, today):
        idle = account.expires if account.expires and account.expires < today else None
        by_day = {}
        for lot in self.in_turn(account):
            if idle or (lot.expires and lot.expires < today):
                by_day.setdefault(min(filter(None, (lot.expires, idle))), []).append(lot)
        for day, lots in sorted(by_day.items()):
            points = sum(lot.remaining for lot in lots)
            entry = self.book(account, "expiration", -points, None)
            entry.expires = day
            self.pay(entry, points, lots)

    def release_one(self, entry):
        entry.state = "posted"
        if entry.points > 0:
            on_credits = self.settings.policy in ("after_earning", "fixed_dates")
            policy_day = self.last_day(self.today) if on_credits else None
            self.let_in(entry, entry.points, entry.expires or policy_day)
        elif entry.points < 0:
            left = self.pay(entry, -entry.points, self.own_lots(entry.account, entry.parent))
            entry.uncovered = self.pay(entry, left, self.in_turn(entry.account))
        self.note_activity(entry, self.today)

    def what_moves(self, entry):
        """Points that a merge moves for one entry; None: nothing does."""
        still = ZERO if any(entry.qualifying) else None
        if entry.state == "void":
            return None
        if entry.state == "pending" and entry.parent:
            return still
        if entry.state == "pending":
            undone = ZERO
            for other in entry.account.entries:
                if other.state == "pending" and other.parent:
                    base = other.parent.parent or other.parent
                    undone += other.points if base in (entry, entry.moved_from) else ZERO
            return entry.points + undone
        return entry.remaining - entry.uncovered or still
