"""Pending points become usable when their day comes."""

from odoo import models
from odoo.tools import SQL

from ...engine.points import exact
from .posting_values import AUTO, Draft

CHUNK = 2000


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _release_pending(self, now=None, limit=None):
        """Post pending entries whose day has come, on these accounts or (on an empty recordset) on all.

        :param datetime now: moment to look at (naive UTC), by default now
        :param int limit: at most that many accounts
        :return: number of accounts released; never commits
        """
        now = now or self.env.cr.now().replace(microsecond=0)
        card_ids = self._get_cards_to_release(now, limit)
        if not card_ids:
            return 0
        accounts, _survivor = self._lock_accounts(card_ids)
        self._load_books(accounts.values())
        for draft in self._load_pending(accounts, now):
            self._release(accounts[draft.card_id], draft, now)
        self._store_released(accounts)
        return len(card_ids)

    def _get_cards_to_release(self, now, limit):
        """Ids of accounts with pending entries that are due in their club's time zone."""
        days = self._get_club_days(now)
        if not days:
            return []
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT e.card_id FROM loyalty_ledger_entry e
                      JOIN (VALUES %s) AS club (id, today) ON club.id = e.program_id
                     WHERE e.state = 'pending' AND e.available_on <= club.today %s
                  ORDER BY e.card_id %s
                    """,
                    SQL(", ").join(SQL("(%s, %s)", *row) for row in days),
                    SQL("AND e.card_id = ANY(%s)", self.ids) if self else SQL(),
                    SQL("LIMIT %s", limit) if limit else SQL(),
                )
            )
        ]

    def _get_club_days(self, now):
        """[(program id, its local day)] of the clubs concerned."""
        Program = self.env["loyalty.program"].sudo().with_context(active_test=False)
        clubs = self.program_id.sudo() if self else Program.search([("program_type", "=", "loyalty")])
        return [(club.id, club._get_local_day(now)) for club in clubs]

    def _load_pending(self, accounts, now):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, card_id, kind, points, posted_at, available_on, expires_on, reversed_id, transferred_from_id
                  FROM loyalty_ledger_entry
                 WHERE card_id = ANY(%s) AND state = 'pending' ORDER BY id
                """,
                list(accounts),
            )
        )
        today = {account.card_id: account.program._get_local_day(now) for account in accounts.values()}
        return [
            Draft(entry_id, card_id, kind, exact(points), posted_at, None, "pending",
                  available_on=available_on, expires_on=expires_on, reversed_id=reversed_id, transferred_from_id=root)
            for entry_id, card_id, kind, points, posted_at, available_on, expires_on, reversed_id, root in rows
            if available_on <= today[card_id]
        ]  # fmt: skip

    def _release(self, account, draft, now):
        if draft.points > 0:
            draft.expires_on = self._get_expiry(account, {"expires_on": draft.expires_on or AUTO}, now)
            account.book.credit(draft.ref, draft.points, draft.expires_on, draft.posted_at, draft.transferred_from_id)
        elif draft.points < 0:
            account.book.take_back(draft.ref, -draft.points, draft.reversed_id)
        account.points += draft.points
        self._note_activity(account, draft, now)
        draft.state = "posted"
        account.known.setdefault("released", []).append(draft)

    def _store_released(self, accounts):
        """Entries keep their place in the books: the balances of all later entries of the account move with them."""
        released = [draft for account in accounts.values() for draft in account.known.get("released", [])]
        self.env.cr.execute(
            SQL(
                """
                WITH released (id, card_id, points, expires_on) AS (VALUES %s),
                     moved AS (
                         SELECT e.id, SUM(r.points) AS points
                           FROM loyalty_ledger_entry e
                           JOIN released r ON r.card_id = e.card_id AND r.id <= e.id
                       GROUP BY e.id
                     )
                UPDATE loyalty_ledger_entry e
                   SET balance = e.balance + moved.points,
                       state = CASE WHEN r.id IS NULL THEN e.state ELSE 'posted' END,
                       expires_on = CASE WHEN r.id IS NULL THEN e.expires_on ELSE r.expires_on::date END
                  FROM moved LEFT JOIN released r ON r.id = moved.id
                 WHERE e.id = moved.id
                """,
                SQL(", ").join(
                    SQL("(%s, %s, %s, %s)", draft.ref, draft.card_id, draft.points, draft.expires_on)
                    for draft in released
                ),
            )
        )
        rows = []
        for draft in released:
            book = accounts[draft.card_id].book
            lot, debt = book.lots.get(draft.ref), book.debts.get(draft.ref)
            rows.append((draft.ref, lot.remaining if lot else 0, debt.uncovered if debt else 0))
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_ledger_entry e SET remaining = v.remaining, uncovered = v.uncovered
                  FROM (VALUES %s) AS v (id, remaining, uncovered) WHERE e.id = v.id
                """,
                SQL(", ").join(SQL("(%s, %s, %s)", *row) for row in rows),
            )
        )
        self._store_accounts(accounts)

    def _cron_release_pending(self):
        """Hourly: release what is due, in chunks that are committed."""
        due = self._get_cards_to_release(self.env.cr.now(), None)
        self._run_in_chunks("_release_pending", due, CHUNK)
