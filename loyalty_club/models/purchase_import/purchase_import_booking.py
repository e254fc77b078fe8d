"""Booking purchases into the past: a chunk of accounts at a time, each in the order in which things happened.

Accounts that owe nothing and have no refunds take the short way (``engine.purchase_history``); the others are booked
with the ledger's own book of credits and debts (``purchase_import_refunds``). Both are stored together.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.expiry import ExpiryPolicy
from ...engine.points import ZERO
from ...engine.purchase_history import Validity, book_past
from ...engine.purchase_text import Clock
from ...engine.purchases import keyed
from ..ledger.posting_values import KINDS_OF_ACTIVITY
from .purchase_import_texts import Texts


@dataclass
class Totals:
    """What came of a chunk, or of all of them."""

    new: int = 0
    known: int = 0
    refunds: int = 0
    matched: int = 0
    created: int = 0
    earned: Decimal = ZERO
    taken: Decimal = ZERO
    expired: Decimal = ZERO
    pending: Decimal = ZERO
    rejected: dict = field(default_factory=dict)

    def __iadd__(self, other):
        for name in ("new", "known", "refunds", "matched", "created", "earned", "taken", "expired", "pending"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.rejected.update(other.rejected)
        return self


@dataclass
class Chunk:
    """Accounts that are booked together, and what is to be stored of them.

    ``texts``: what entries say of their rows. ``pasts``: {card id: Past} of the short way; ``books``:
    {card id: Account} of the others, with their drafts.
    """

    texts: Texts
    totals: Totals = field(default_factory=Totals)
    accounts: dict = field(default_factory=dict)
    pasts: dict = field(default_factory=dict)
    books: dict = field(default_factory=dict)
    lots: dict = field(default_factory=dict)


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    def _book_chunk(self, buyers, now, texts, book=True):
        """Book the purchases of some buyers that are not in the ledger yet; nothing is committed.

        :param datetime now: the moment of the import (naive UTC)
        :param texts: what entries say of their rows (:class:`Texts`)
        :param bool book: False: only compute what would happen
        :return: :class:`Totals`
        """
        chunk = Chunk(texts)
        totals = chunk.totals
        cards = self._get_cards(buyers, totals.rejected)
        totals.matched = sum(bool(buyer.partner_id) for buyer in cards)
        totals.created = len(cards) - totals.matched
        if book:
            cards, totals.created = self._open_accounts(cards)
        rows = self._get_new_rows(cards, totals)
        if book:
            self._lock_for_booking(chunk, rows)
        else:
            self._look_at(chunk, cards, rows)
        self._book_accounts(chunk, rows, now)
        if book:
            self._store_chunk(chunk)
        return totals

    # --- what is new ---

    def _get_new_rows(self, cards, totals):
        """Keyed purchases of each account that are not imported yet, in order; new accounts are numbered below 0.

        :return: {card id: [(key, Purchase)]}
        """
        known = self._load_keys([card_id for card_id in cards.values() if card_id])
        rows = {}
        for number, (buyer, card_id) in enumerate(cards.items(), 1):
            keys = known.get(card_id, {})
            purchases = keyed(buyer.purchases)
            fresh = [row for row in purchases if row[0] not in keys] if keys else purchases
            totals.known += len(purchases) - len(fresh)
            if fresh:
                rows[card_id or -number] = fresh
        return rows

    def _lock_for_booking(self, chunk, rows):
        """What is due expires first, so that only points are left that are still valid; then the accounts are locked.

        The keys were read before the lock: whoever books on one of the accounts in between makes the transaction fail
        with a serialization error, and the chunk is repeated.
        """
        Card = self.env["loyalty.card"].sudo()
        if rows:
            Card.browse(rows)._expire_points()
            chunk.accounts, _survivor = Card._lock_accounts(list(rows))

    def _look_at(self, chunk, cards, rows):
        chunk.accounts = self._load_accounts([card_id for card_id in rows if card_id > 0])
        for card_id in rows:
            if card_id < 0:
                chunk.accounts[card_id] = self._get_blank_account(card_id)

    # --- booking ---

    def _book_accounts(self, chunk, rows, now):
        validity = self._get_validity(now)
        special = {
            card_id for card_id, fresh in rows.items() if self._needs_books(chunk.accounts[card_id], fresh, validity)
        }
        active_days = self._load_active_days(chunk.accounts) if validity.by_activity else {}
        endless = Validity(ExpiryPolicy(), validity.clock, validity.today, validity.hold.days)
        for card_id, fresh in rows.items():
            if card_id in special:
                continue
            account = chunk.accounts[card_id]
            valid = endless if account.never_expires else validity
            past = book_past(fresh, account.points, valid, active_days.get(card_id, ()), account.points_expire_on)
            chunk.pasts[card_id] = past
            self._count_past(chunk.totals, past, fresh)
        if special:
            self._book_special(
                chunk, {card_id: rows[card_id] for card_id in special}, validity, active_days, endless=endless
            )

    @staticmethod
    def _needs_books(account, fresh, validity):
        """Refunds and arrears choose among credits; so does the end of points whose last day is not known."""
        unclear = validity.by_activity and account.points > 0 and not account.points_expire_on
        return account.points < 0 or unclear or any(purchase.amount < 0 for _key, purchase in fresh)

    @staticmethod
    def _count_past(totals, past, fresh):
        totals.new += len(fresh)
        totals.expired += past.expired
        for step in past.steps:
            if step.available_on:
                totals.pending += step.points
            elif step.purchase:
                totals.earned += step.points

    def _get_validity(self, now):
        program = self.program_id.sudo()
        clock = Clock(program.tz)
        return Validity(program._get_policy(), clock, clock.local(now).date(), program.hold_days)

    def _load_active_days(self, accounts):
        """Days on which the accounts were active by what is in the ledger, for expiry after inactivity.

        :return: {card id: sorted days}
        """
        days = defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT card_id, ((posted_at AT TIME ZONE 'UTC') AT TIME ZONE %s)::date AS day
                  FROM loyalty_ledger_entry
                 WHERE card_id = ANY(%s) AND state = 'posted' AND kind = ANY(%s)
              ORDER BY day
                """,
                self.program_id.tz or "UTC",
                [card_id for card_id in accounts if card_id > 0],
                list(KINDS_OF_ACTIVITY),
            )
        )
        for card_id, day in rows:
            days[card_id].append(day)
        return days
