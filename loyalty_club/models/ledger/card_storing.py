"""What was booked is written: entries, accounts, the rest of older entries, allocations; then caches learn it."""

from psycopg2.extras import Json

from odoo import models
from odoo.tools import SQL

from ...engine.points import ZERO
from .posting_values import ENTRY_COLUMNS


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _store_accounts(self, accounts):
        """Insert drafts and allocations, update what is left of older entries and the accounts.

        :return: {ref of a draft: id of its entry}
        """
        drafts = [draft for account in accounts.values() for draft in account.drafts]
        drafts.sort(key=lambda draft: -draft.ref)
        cards = self.browse(accounts).sudo()
        mailed = [] if self.env.context.get("loyalty_no_mail") else cards.filtered(lambda c: accounts[c.id].points_mail)
        old = {card: card.points for card in mailed}
        ids = self._write_drafts(accounts, drafts)
        self._update_open_entries(accounts)
        self._insert_allocations(accounts, ids)
        self._refresh_cards(cards, accounts)
        self.sudo()._update_tiers_of(accounts)
        if mailed:
            mailed._send_points_reach_communication({card: {"old": old[card], "new": card.points} for card in mailed})
        return ids

    def _write_drafts(self, accounts, drafts):
        """Insert the entries and update the accounts, in one statement."""
        update = self._get_card_update(accounts)
        if not drafts:
            self.env.cr.execute(update)
            return {}
        now, uid = self.env.cr.now(), self.env.uid
        rows = [(*self._get_row(accounts[draft.card_id], draft), uid, now, uid, now) for draft in drafts]
        columns = SQL(", ").join(SQL.identifier(name) for name in (*ENTRY_COLUMNS, *self._log_columns()))
        row_ids = self.env.execute_query(
            SQL(
                "WITH card AS (%s) INSERT INTO loyalty_ledger_entry (%s) VALUES %s RETURNING id",
                update,
                columns,
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        return {draft.ref: row[0] for draft, row in zip(drafts, row_ids, strict=True)}

    @staticmethod
    def _log_columns():
        return ("create_uid", "create_date", "write_uid", "write_date")

    def _get_row(self, account, draft):
        remaining = uncovered = ZERO
        if draft.state == "posted":
            if account.book:
                lot, debt = account.book.lots.get(draft.ref), account.book.debts.get(draft.ref)
                remaining = lot.remaining if lot else ZERO
                uncovered = debt.uncovered if debt else ZERO
            else:
                remaining = max(draft.points, ZERO)
        values = {
            **draft.__dict__,
            "program_id": account.program.id,
            "partner_id": account.partner_id,
            "company_id": account.company_id,
            "remaining": remaining,
            "uncovered": uncovered,
            "explanation": Json(draft.explanation) if draft.explanation is not None else None,
        }
        return tuple(values[name] for name in ENTRY_COLUMNS)

    def _update_open_entries(self, accounts):
        rows = []
        for account in accounts.values():
            if not account.book:
                continue
            touched = {ref for allocation in account.book.allocations for ref in (allocation.credit, allocation.debit)}
            touched |= set(account.book.debts)
            for ref in touched:
                if ref > 0:
                    lot, debt = account.book.lots.get(ref), account.book.debts.get(ref)
                    if lot or debt:
                        rows.append((ref, lot.remaining if lot else ZERO, debt.uncovered if debt else ZERO))
        if rows:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE loyalty_ledger_entry e SET remaining = v.remaining, uncovered = v.uncovered
                      FROM (VALUES %s) AS v (id, remaining, uncovered) WHERE e.id = v.id
                    """,
                    SQL(", ").join(SQL("(%s, %s, %s)", *row) for row in rows),
                )
            )

    def _insert_allocations(self, accounts, ids):
        rows = [
            (
                ids.get(allocation.credit, allocation.credit),
                ids.get(allocation.debit, allocation.debit),
                allocation.points,
            )
            for account in accounts.values()
            if account.book
            for allocation in account.book.allocations
        ]
        if rows:
            now, uid = self.env.cr.now(), self.env.uid
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO loyalty_ledger_allocation
                           (credit_id, debit_id, points, create_uid, create_date, write_uid, write_date) VALUES %s
                    """,
                    SQL(", ").join(SQL("%s", (*row, uid, now, uid, now)) for row in rows),
                )
            )

    def _get_card_update(self, accounts):
        """Every locked account is updated, also by a posting of 0 or a known key (see :meth:`_lock_accounts`)."""
        rows = []
        for account in accounts.values():
            joining = account.get_joining_moment()
            joined_on = account.program._get_local_day(joining) if joining else account.joined_on
            rows.append((account.card_id, account.points, account.points_expire_on, joined_on))
        return SQL(
            """
            UPDATE loyalty_card c
               SET points = v.points::float8, points_expire_on = v.expire_on::date, joined_on = v.joined_on::date,
                   write_uid = %s, write_date = %s
              FROM (VALUES %s) AS v (id, points, expire_on, joined_on) WHERE c.id = v.id
            """,
            self.env.uid,
            self.env.cr.now(),
            SQL(", ").join(SQL("(%s, %s, %s, %s)", *row) for row in rows),
        )

    def _refresh_cards(self, cards, accounts):
        """The cache learns what SQL wrote."""
        self.env["loyalty.ledger.entry"].invalidate_model(
            ["state", "remaining", "uncovered", "expires_on", "balance", "reversal_ids",
             "credit_allocation_ids", "debit_allocation_ids"],
            flush=False,
        )  # fmt: skip
        self.env["loyalty.program"]._forget_figures()
        cards.invalidate_recordset(
            ["ledger_ids", "points_expire_on", "joined_on", "write_date", "write_uid"], flush=False
        )
        points = cards._fields["points"]
        for card in cards:
            points._update_cache(card, float(accounts[card.id].points))
        cards.modified(["points", "ledger_ids"])
