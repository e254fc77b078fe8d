"""Storing what was booked: COPY for the new rows, one statement each for what changes."""

from io import StringIO

from odoo import models
from odoo.tools import SQL

from ..ledger.posting_values import ENTRY_COLUMNS
from .purchase_import_texts import NULL, copied

LOG_COLUMNS = ("create_uid", "create_date", "write_uid", "write_date")
ALLOCATION_COLUMNS = ("credit_id", "debit_id", "points", *LOG_COLUMNS)


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    def _store_chunk(self, chunk):
        """Insert the entries of a chunk and their allocations, update older credits and the accounts."""
        self.env.flush_all()
        ids = iter(self._take_ids(chunk))
        entries, allocations = [], []
        for card_id, past in chunk.pasts.items():
            self._add_past(entries, allocations, chunk.accounts[card_id], past, ids, chunk.texts)
        if chunk.books:
            self._add_books(entries, allocations, chunk, ids)
        self._copy("loyalty_ledger_entry", ("id", *ENTRY_COLUMNS, *LOG_COLUMNS), entries)
        if chunk.books:
            self.env["loyalty.card"].sudo()._update_open_entries(chunk.books)
        self._copy("loyalty_ledger_allocation", ALLOCATION_COLUMNS, allocations)
        self._update_accounts(chunk)
        self.env.invalidate_all(flush=False)
        if self.program_id.has_tiers:
            card_ids = sorted({*chunk.pasts, *chunk.books})
            self.env["loyalty.card"].sudo()._update_tiers(
                self.program_id.sudo(), card_ids, down="refund", coupons=False
            )

    def _take_ids(self, chunk):
        """Ids of the entries to come: allocations and reversals name them before they are stored."""
        wanted = sum(len(past.steps) for past in chunk.pasts.values())
        wanted += sum(len(account.drafts) for account in chunk.books.values())
        query = "SELECT nextval('loyalty_ledger_entry_id_seq') FROM generate_series(1, %s)"
        return [row[0] for row in self.env.execute_query(SQL(query, wanted))]

    def _copy(self, table, columns, lines):
        if lines:
            stream = StringIO("\n".join(lines) + "\n")
            self.env.cr.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", stream)

    def _get_log(self):
        """Who and when, for the columns that every table has."""
        uid, now = self.env.uid, self.env.cr.now()
        return f"{uid}\t{now}\t{uid}\t{now}"

    # --- the short way ---

    def _add_past(self, entries, allocations, account, past, ids, texts):
        accrual, expiration, log = self._get_lines(account)
        placed = []
        for step in past.steps:
            entry_id = next(ids)
            placed.append(entry_id)
            if step.purchase:
                entries.append(accrual % self._get_accrual_cells(entry_id, step, texts))
                continue
            lots = [placed[place] for place in step.lots]
            entries.append(
                expiration
                % {
                    "id": entry_id,
                    "points": step.points,
                    "balance": step.balance,
                    "posted_at": step.posted_at,
                    "expires_on": step.expires_on,
                    "key": f"expiration,{step.expires_on},{lots[-1]}",
                }
            )
            allocations += [
                f"{lot}\t{entry_id}\t{past.steps[place].points}\t{log}"
                for lot, place in zip(lots, step.lots, strict=True)
            ]

    @staticmethod
    def _get_accrual_cells(entry_id, step, texts):
        purchase = step.purchase
        return {
            "id": entry_id,
            "state": "pending" if step.available_on else "posted",
            "points": step.points,
            "balance": step.balance,
            "remaining": step.remaining,
            "posted_at": step.posted_at,
            "available_on": step.available_on or NULL,
            "expires_on": step.expires_on or NULL,
            "amount": purchase.amount,
            "key": step.key,
            "explanation": texts.get_explanation_cell(purchase),
            "description": copied(texts.description(purchase)),
        }

    def _get_lines(self, account):
        """Lines of COPY for accruals and for expirations of an account, with places for what differs."""
        log = self._get_log()
        same = {
            "card_id": account.card_id,
            "program_id": account.program.id,
            "partner_id": account.partner_id or NULL,
            "company_id": account.company_id or NULL,
            "points": "%(points)s",
            "balance": "%(balance)s",
            "uncovered": 0,
            "forgiven": 0,
            "posted_at": "%(posted_at)s",
            "expires_on": "%(expires_on)s",
            "qualifying_at": "%(posted_at)s",
            "key": "%(key)s",
            "origin_model": self._name,
            "origin_id": self.id,
        }
        accrual = {
            **same,
            "kind": "accrual",
            "state": "%(state)s",
            "remaining": "%(remaining)s",
            "available_on": "%(available_on)s",
            "qualifying_points": "%(points)s",
            "qualifying_amount": "%(amount)s",
            "qualifying_orders": 1,
            "explanation": "%(explanation)s",
            "description": "%(description)s",
        }
        expiration = {
            **same,
            "kind": "expiration",
            "state": "posted",
            "remaining": 0,
            "qualifying_points": 0,
            "qualifying_amount": 0,
            "qualifying_orders": 0,
            "description": copied(self.env._("Expired")).replace("%", "%%"),
        }
        return (
            *(
                "\t".join(["%(id)s", *(str(line.get(name, NULL)) for name in ENTRY_COLUMNS), log])
                for line in (accrual, expiration)
            ),
            log,
        )

    # --- accounts with books ---

    def _add_books(self, entries, allocations, chunk, ids):
        Card, log = self.env["loyalty.card"].sudo(), self._get_log()
        places = {draft.ref: next(ids) for account in chunk.books.values() for draft in account.drafts}
        for account in chunk.books.values():
            for draft in account.drafts:
                if draft.kind == "expiration":
                    lot = chunk.lots[draft.ref]
                    draft.key = f"expiration,{draft.expires_on},{places.get(lot, lot)}"
                row = Card._get_row(account, draft)
                values = dict(zip(ENTRY_COLUMNS, row, strict=True))
                values["reversed_id"] = places.get(draft.reversed_id, draft.reversed_id)
                cells = [copied(values[name]) for name in ENTRY_COLUMNS]
                entries.append("\t".join([str(places[draft.ref]), *cells, log]))
            allocations += [
                f"{places.get(made.credit, made.credit)}\t{places.get(made.debit, made.debit)}\t{made.points}\t{log}"
                for made in account.book.allocations
            ]

    # --- accounts ---

    def _update_accounts(self, chunk):
        """Balances, last days and the day of joining, which is that of the first purchase."""
        program = self.program_id.sudo()
        rows = []
        for card_id, past in chunk.pasts.items():
            account = chunk.accounts[card_id]
            first = next((step.purchase.day for step in past.steps if step.purchase), None)
            rows.append((card_id, past.points, past.expire_on, account.joined_on or first))
        for card_id, account in chunk.books.items():
            moments = [draft.posted_at for draft in account.drafts if draft.kind == "accrual"]
            first = program._get_local_day(min(moments)) if moments else None
            rows.append((card_id, account.points, account.points_expire_on, account.joined_on or first))
        if not rows:
            return
        ids, points, expire_on, joined_on = map(list, zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card c
                   SET points = v.points::float8, points_expire_on = v.expire_on, joined_on = v.joined_on,
                       write_uid = %s, write_date = %s
                  FROM unnest(%s::int[], %s::numeric[], %s::date[], %s::date[]) AS v (id, points, expire_on, joined_on)
                 WHERE c.id = v.id
                """,
                self.env.uid,
                self.env.cr.now(),
                ids,
                points,
                expire_on,
                joined_on,
            )
        )
