"""Accounts with refunds or arrears: booked on the ledger's own book of credits and debts, entry by entry.

A refund undoes the purchase that it belongs to: the one with its receipt number, else the last one of its amount. One
whose purchase is not known takes the points that such a purchase earns, as spending does.
"""

from collections import defaultdict, deque
from itertools import count

from odoo import models
from odoo.tools import SQL

from ...engine.points import ZERO
from ...engine.purchase_history import Activity, Bought, Purchases, points_to_take
from ..ledger.card_originals import Original


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    def _book_special(self, chunk, rows, validity, active_days, endless):
        """Book accounts whose purchases meet credits and debts.

        :param rows: {card id: [(key, Purchase)]}
        :param endless: the validity of points of accounts whose tier suspends expiry
        """
        Card = self.env["loyalty.card"].sudo()
        chunk.books = {card_id: chunk.accounts[card_id] for card_id in rows}
        Card._load_books(chunk.books.values())
        receipts = self._load_receipts(rows)
        originals = Card._load_originals(list(receipts), chunk.books) if receipts else {}
        earlier = defaultdict(list)
        for entry_id, (card_id, receipt) in receipts.items():
            earlier[card_id].append((originals[entry_id], receipt))
        numbers = count(1)
        for card_id, fresh in rows.items():
            account = chunk.books[card_id]
            past = SpecialAccount(self, account, endless if account.never_expires else validity, numbers, chunk.texts)
            past.remember(earlier[card_id], active_days.get(card_id, ()))
            past.book(fresh)
            chunk.lots.update(past.last_lots)
            chunk.totals.new += len(fresh)
            past.count(chunk.totals)

    def _load_receipts(self, card_ids):
        """Purchases of these accounts that were imported before, and may be refunded now.

        :return: {entry id: (card id, receipt number)}
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, card_id, COALESCE(explanation->>'receipt', '') FROM loyalty_ledger_entry
                 WHERE card_id = ANY(%s) AND kind = 'accrual' AND key LIKE 'import,%%'
                """,
                [card_id for card_id in card_ids if card_id > 0],
            )
        )
        return {row[0]: row[1:] for row in rows}


class SpecialAccount:
    """One account while its rows are booked. Drafts are added to the account of the ledger, as posting does."""

    def __init__(self, record, account, validity, numbers, texts):
        self.record, self.account, self.validity, self.numbers = record, account, validity, numbers
        self.texts = texts
        self.card = record.env["loyalty.card"].sudo()
        self.activity = None
        self.soonest = min((lot.expires_on for lot in account.book.lots.values() if lot.expires_on), default=None)
        self.originals, self.earlier = {}, deque()
        self.purchases = Purchases()
        self.new_lots, self.last_lots = set(), {}

    def remember(self, earlier, active_days):
        """Note what happened before: (Original, receipt) of imported purchases, and days with activity."""
        self.originals = {original.entry_id: original for original, _receipt in earlier}
        self.earlier = deque(sorted(earlier, key=lambda pair: (pair[0].posted_at, pair[0].entry_id)))
        if self.validity.by_activity:
            self.activity = Activity(self.validity.last_day, active_days)

    def book(self, rows):
        """Book (key, Purchase) in the order in which they happened, and what expired in between and since."""
        for key, purchase in rows:
            self._notice_earlier(purchase.at)
            start = purchase.day + self.validity.hold
            self._expire(min(start, self.validity.today) if self.activity else purchase.day)
            if purchase.amount < 0:
                self._refund(key, purchase)
            else:
                self._buy(key, purchase, start)
        self._finish()

    def count(self, totals):
        """Add what was booked to the totals of the import."""
        for draft in self.account.drafts:
            if draft.kind == "expiration":
                totals.expired -= draft.points
            elif draft.state == "pending":
                totals.pending += draft.points
            elif draft.kind == "accrual":
                totals.earned += draft.points
            else:
                totals.taken -= draft.points
            totals.refunds += draft.kind == "reversal"

    # --- purchases and refunds ---

    def _notice_earlier(self, moment):
        while self.earlier and self.earlier[0][0].posted_at <= moment:
            original, receipt = self.earlier.popleft()
            refunded = -original.qualifying_undone[1]
            self.purchases.add(Bought(original.entry_id, original.qualifying[1], original.points, receipt, refunded))

    def _buy(self, key, purchase, start):
        account, points = self.account, purchase.points
        draft = self._new_draft("accrual", key, purchase, points, {"amount": purchase.amount, "orders": 1})
        if start > self.validity.today:
            draft.state, draft.available_on, draft.balance = "pending", start, account.points
        else:
            self._credit(draft, start)
        self.originals[draft.ref] = Original(
            entry_id=draft.ref,
            kind=draft.kind,
            state=draft.state,
            points=points,
            forgiven=ZERO,
            root=draft.ref,
            posted_at=draft.posted_at,
            available_on=draft.available_on,
            qualifying=(points, purchase.amount, 1),
            qualifying_at=draft.posted_at,
            origin=(draft.origin_model, draft.origin_id),
            description=draft.description,
            level=0,
        )
        self.purchases.add(Bought(draft.ref, purchase.amount, points, purchase.receipt))

    def _credit(self, draft, start):
        account = self.account
        if draft.points:
            draft.expires_on = None if self.activity else self.validity.last_day(start)
            account.book.credit(draft.ref, draft.points, draft.expires_on, draft.posted_at)
            self.new_lots.add(draft.ref)
            self.soonest = min(filter(None, (self.soonest, draft.expires_on)), default=None)
        account.points += draft.points
        draft.balance = account.points
        if self.activity:
            self.activity.touch(start)

    def _refund(self, key, purchase):
        amount = -purchase.amount
        bought = self.purchases.find(amount, purchase.receipt)
        if bought:
            self._refund_known(key, purchase, bought, amount)
        else:
            self._refund_unknown(key, purchase, amount)

    def _refund_known(self, key, purchase, bought, amount):
        original = self.originals[bought.ref]
        points = min(points_to_take(bought, amount, self.account.program.points_rounding), original.left)
        bought.refunded += amount
        draft = self._new_draft("reversal", key, purchase, ZERO)
        orders = -1 if bought.refunded == bought.amount else 0
        values = {
            "points": points,
            "key": key,
            "at": purchase.at,
            "description": draft.description,
            "qualifying": {"points": -points, "amount": -amount, "orders": orders},
            "arrears_cause": "refund",
            "origin": self.record,
        }
        for booked in self.card._draft_reversal(self.account, original, values, -1 - draft.ref):
            booked.explanation = draft.explanation
            self.account.drafts.append(booked)

    def _refund_unknown(self, key, purchase, amount):
        account, points = self.account, purchase.points
        draft = self._new_draft("reversal", key, purchase, ZERO, {"points": -points, "amount": -amount})
        account.drafts.append(draft)
        arrears = account.program.debit_policy == "arrears"
        taken = account.book.take_back(draft.ref, points, None, arrears=arrears)
        draft.points, draft.forgiven = -taken.points, taken.forgiven
        account.points += draft.points
        draft.balance = account.points
        if draft.ref in account.book.debts:
            draft.arrears_cause = "refund"

    def _new_draft(self, kind, key, purchase, points, qualifying=None):
        values = {
            "key": key,
            "origin": self.record,
            "qualifying": {"points": points, **qualifying} if qualifying else None,
            "description": self.texts.description(purchase),
            "explanation": self.texts.explain(purchase) if kind == "accrual" else self.texts.row(purchase),
        }
        draft = self.card._new_draft(self.account, values, -next(self.numbers), kind, points, purchase.at)
        if kind == "accrual":
            self.account.drafts.append(draft)
        return draft

    # --- expiry ---

    def _expire(self, day):
        """Book what expired before ``day``."""
        if self.activity:
            ended = self.activity.advance(day)
            if ended:
                self._expire_lots(ended, self._get_alive(self.new_lots))
        elif self.soonest and self.soonest < day:
            due = defaultdict(list)
            for lot in self._get_alive():
                if lot.expires_on and lot.expires_on < day:
                    due[lot.expires_on].append(lot)
            for last in sorted(due):
                self._expire_lots(last, due[last])
            alive = (lot.expires_on for lot in self._get_alive() if lot.expires_on)
            self.soonest = min(alive, default=None)

    def _finish(self):
        today, account = self.validity.today, self.account
        if not self.activity:
            self._expire(today)
            return
        ended = self.activity.finish()
        if ended:
            self._expire_lots(ended, self._get_alive(self.new_lots))
        last = max(filter(None, (self.activity.last, account.points_expire_on)), default=None)
        account.points_expire_on = last
        if last and last < today:
            self._expire_lots(last, self._get_alive(self.new_lots))

    def _get_alive(self, among=None):
        lots = self.account.book.lots.values()
        return [lot for lot in lots if lot.remaining and (among is None or lot.ref in among)]

    def _expire_lots(self, day, lots):
        """Book the end of these credits as one expiration, dated by the end of ``day``."""
        points = sum((lot.remaining for lot in lots), ZERO)
        if not points:
            return
        account, at = self.account, self.validity.day_after(day)
        values = {"origin": self.record, "description": self.texts.expired}
        draft = self.card._new_draft(account, values, -next(self.numbers), "expiration", -points, at)
        draft.expires_on = day
        for lot in lots:
            if lot.ref in self.originals:
                self.originals[lot.ref].expired += lot.remaining
        self._take(draft.ref, points, lots)
        account.points -= points
        draft.balance = account.points
        account.drafts.append(draft)
        self.last_lots[draft.ref] = lots[-1].ref

    def _take(self, ref, points, lots):
        """Of credits with dates the first to expire are these; else each is named."""
        book = self.account.book
        if not self.activity or len(lots) == len(self._get_alive()):
            book.debit(ref, points)
            return
        for lot in lots:
            book.take_back(ref, lot.remaining, lot.ref, arrears=False)
