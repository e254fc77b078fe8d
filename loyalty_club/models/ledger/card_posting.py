"""The one door: every change of a club account's points goes through ``_post_points_batch``."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg2.extras import Json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.book import Book, Debt, Lot, Overdraw
from ...engine.points import ZERO, exact, floor_points

AUTO = object()
"""Default of ``expires_on``: the program's policy decides."""

KINDS_OF_ACTIVITY = ("accrual", "redemption")
ENTRY_COLUMNS = (
    "card_id",
    "program_id",
    "partner_id",
    "company_id",
    "kind",
    "state",
    "points",
    "balance",
    "remaining",
    "uncovered",
    "forgiven",
    "posted_at",
    "available_on",
    "expires_on",
    "qualifying_points",
    "qualifying_amount",
    "qualifying_orders",
    "qualifying_at",
    "key",
    "origin_model",
    "origin_id",
    "rule_id",
    "reward_id",
    "reversed_id",
    "transferred_from_id",
    "arrears_cause",
    "explanation",
    "description",
)


@dataclass
class Draft:
    """An entry to be inserted. ``ref`` stands for its id until there is one."""

    ref: int
    card_id: int
    kind: str
    points: Decimal
    posted_at: datetime
    key: str | None = None
    state: str = "posted"
    balance: Decimal = ZERO
    forgiven: Decimal = ZERO
    available_on: date | None = None
    expires_on: date | None = None
    qualifying_points: Decimal = ZERO
    qualifying_amount: Decimal = ZERO
    qualifying_orders: int = 0
    qualifying_at: datetime | None = None
    origin_model: str | None = None
    origin_id: int | None = None
    rule_id: int | None = None
    reward_id: int | None = None
    reversed_id: int | None = None
    transferred_from_id: int | None = None
    arrears_cause: str | None = None
    explanation: Any = None
    description: str | None = None


@dataclass
class Account:
    """What posting knows of one locked card."""

    card_id: int
    program: Any
    partner_id: int | None
    company_id: int | None
    points: Decimal
    points_expire_on: date | None
    joined_on: date | None
    points_mail: bool = False
    book: Book | None = None
    known: dict = field(default_factory=dict)
    drafts: list = field(default_factory=list)

    def is_overdue(self, day, spending):
        """Whether points are left whose last day came before ``day``: all of them, or lots that spending would take."""
        if self.points > 0 and self.points_expire_on and self.points_expire_on < day:
            return True
        lots = self.book.lots.values() if spending and self.book else ()
        return any(lot.expires_on and lot.expires_on < day for lot in lots)


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    # --- public names ---

    @api.private
    def _post_points(
        self,
        points,
        kind,
        *,
        key=None,
        origin=None,
        description=None,
        at=None,
        expires_on=AUTO,
        available_on=None,
        rule=None,
        reward=None,
        qualifying=None,
        explanation=None,
        arrears_cause=None,
    ):
        """Post ``points`` on this account.

        :param float points: signed number of points; 0 is an entry, too
        :param str kind: accrual, redemption, adjustment, opening (reversals: ``loyalty.ledger.entry._reverse``)
        :param str key: what this is for; a known key posts nothing and returns the entry that exists
        :param origin: the record that caused it
        :param datetime at: the moment it counts for (naive UTC), by default now
        :param expires_on: last usable day (date) of a credit, None for never; by default the club's policy decides
        :param date available_on: a day in the future makes a credit pending until then
        :param dict qualifying: ``points``, ``amount`` (club currency), ``orders`` that count for tiers
        :param str arrears_cause: refund, payment or offline: may lead below zero, and is listed as such
        :return: the ``loyalty.ledger.entry``
        :raise UserError: not enough points, or an account that is no club account
        """
        self.ensure_one()
        return self._post_points_batch(
            [
                {
                    "card_id": self.id,
                    "points": points,
                    "kind": kind,
                    "key": key,
                    "origin": origin,
                    "description": description,
                    "at": at,
                    "expires_on": expires_on,
                    "available_on": available_on,
                    "rule_id": rule.id if rule else None,
                    "reward_id": reward.id if reward else None,
                    "qualifying": qualifying,
                    "explanation": explanation,
                    "arrears_cause": arrears_cause,
                }
            ]
        )

    @api.model
    def _post_points_batch(self, values_list):
        """Post many. Locks the accounts in the order of their ids, then looks for known keys, then books in order.

        :param values_list: dicts with the arguments of :meth:`_post_points` and ``card_id``; ``balance`` instead of
            ``points`` posts the difference to that balance (nothing when there is none); ``is_new``: the caller read
            the entries of the document in this transaction, and none has this key
        :return: the entries, new and known, in the order of ``values_list`` (without those that posted nothing)
        """
        if not values_list:
            return self.env["loyalty.ledger.entry"]
        accounts, survivor = self._lock_accounts([values["card_id"] for values in values_list])
        if any(self._needs_book(accounts[survivor[values["card_id"]]], values) for values in values_list):
            self._load_books(accounts.values())
        overdue = self._get_overdue(accounts, survivor, values_list)
        if overdue:
            self.browse(overdue)._expire_points(now=min(overdue.values()))
            return self._post_points_batch(values_list)
        self._load_known(accounts, [values.get("key") for values in values_list if not values.get("is_new")])
        refs = []
        for number, values in enumerate(values_list):
            account = accounts[survivor[values["card_id"]]]
            known = account.known.get(values.get("key")) if values.get("key") else None
            draft = None if known else self._draft(account, values, -1 - number)
            if draft:
                account.known[draft.key or draft.ref] = draft.ref
            refs.append(known or (draft and draft.ref))
        ids = self._store_accounts(accounts)
        return self.env["loyalty.ledger.entry"].browse(ids.get(ref, ref) for ref in refs if ref)

    def _get_overdue(self, accounts, survivor, values_list):
        """Accounts with points whose last day was over before the purchase or redemption that is to be booked: they
        end first, so that nothing depends on when the job runs.

        :return: {card id: moment of the first such posting}
        """
        overdue = {}
        for values in values_list:
            if values["kind"] not in KINDS_OF_ACTIVITY:
                continue
            account = accounts[survivor[values["card_id"]]]
            at = values.get("at") or self.env.cr.now().replace(microsecond=0)
            if account.is_overdue(account.program._get_local_day(at), spending=values["kind"] == "redemption"):
                overdue[account.card_id] = min(at, overdue.get(account.card_id, at))
        return overdue

    # --- booking ---

    @staticmethod
    def _needs_book(account, values):
        """Lots are loaded only where a debit has to choose among them, or arrears are to be repaid."""
        return account.points < 0 or values.get("points", -1) < 0

    def _draft(self, account, values, ref):
        """Book one posting on its account; return its draft, or None when there is nothing to post."""
        kind, at = values["kind"], values.get("at") or self.env.cr.now().replace(microsecond=0)
        if values.get("balance") is not None:
            points = exact(values["balance"]) - account.points
            if not points:
                return None
        else:
            points = exact(values["points"])
        today = account.program._get_local_day(self.env.cr.now())
        available_on = values.get("available_on")
        pending = bool(available_on and available_on > today)
        draft = self._new_draft(account, values, ref, kind, points, at)
        if pending:
            draft.state, draft.available_on, draft.balance = "pending", available_on, account.points
            draft.expires_on = None if values.get("expires_on", AUTO) is AUTO else values["expires_on"]
        else:
            self._book(account, draft, values, at)
        account.drafts.append(draft)
        return draft

    def _new_draft(self, account, values, ref, kind, points, at):
        origin, qualifying = values.get("origin"), values.get("qualifying") or {}
        return Draft(
            ref=ref,
            card_id=account.card_id,
            kind=kind,
            points=points,
            posted_at=at,
            key=values.get("key"),
            qualifying_points=exact(qualifying.get("points", 0)),
            qualifying_amount=exact(qualifying.get("amount", 0)),
            qualifying_orders=qualifying.get("orders", 0),
            qualifying_at=values.get("qualifying_at") or at,
            origin_model=origin._name if origin else values.get("origin_model"),
            origin_id=origin.id if origin else values.get("origin_id"),
            rule_id=values.get("rule_id"),
            reward_id=values.get("reward_id"),
            reversed_id=values.get("reversed_id"),
            transferred_from_id=values.get("transferred_from_id"),
            arrears_cause=None,
            explanation=values.get("explanation"),
            description=values.get("description"),
        )

    def _book(self, account, draft, values, at):
        if draft.points > 0:
            draft.expires_on = self._get_expiry(account, values, at)
            if account.book:
                account.book.credit(
                    draft.ref, draft.points, draft.expires_on, draft.posted_at, draft.transferred_from_id
                )
        elif draft.points < 0:
            self._book_debit(account, draft, values)
        account.points += draft.points
        draft.balance = account.points
        if draft.kind != "transfer":
            self._note_activity(account, draft, at)

    def _book_debit(self, account, draft, values):
        cause = values.get("arrears_cause")
        try:
            account.book.debit(
                draft.ref,
                -draft.points,
                reserved=self._get_kept_back(account, draft) if draft.kind == "redemption" else ZERO,
                may_overdraw=bool(cause) or draft.kind == "transfer",
                root=draft.transferred_from_id,
            )
        except Overdraw as error:
            raise self._not_enough_points(account, -draft.points, error.available) from error
        if draft.ref in account.book.debts and cause:
            draft.arrears_cause = cause

    def _get_kept_back(self, account, draft):
        """Points of the account that may not be spent: those promised to others, and what rounding down leaves."""
        origin = (draft.origin_model, [draft.origin_id]) if draft.origin_id else None
        promised = self.env["loyalty.reservation"]._get_reserved([account.card_id], except_origin=origin)
        free = account.points - exact(promised.get(account.card_id, 0))
        return account.points - floor_points(free, account.program.points_rounding)

    def _not_enough_points(self, account, wanted, available):
        card = self.browse(account.card_id)
        return UserError(
            self.env._(
                "Not enough points: %(wanted)s are to be spent, %(available)s are available on %(account)s. "
                "Remove a reward or choose a smaller one, then try again.",
                wanted=card._format_points(float(wanted)),
                available=card._format_points(float(floor_points(available, account.program.points_rounding))),
                account=card.display_name,
            )
        )

    def _get_expiry(self, account, values, at):
        """Last usable day of a new credit."""
        expires_on = values.get("expires_on", AUTO)
        policy = account.program._get_policy()
        if expires_on is AUTO:
            expires_on = policy.last_day(account.program._get_local_day(at)) if policy.on_credits else None
        closing = account.program.closing_on
        return min(expires_on or closing, closing) if closing else expires_on

    def _note_activity(self, account, draft, at):
        """With expiry after inactivity the account's date moves with what counts as activity; other credits only
        start a period where none is running.
        """
        policy = account.program._get_policy()
        if policy.policy != "inactivity":
            return
        day = account.program._get_local_day(at)
        running = account.points_expire_on
        active = draft.kind in KINDS_OF_ACTIVITY
        if active or (draft.points > 0 and (not running or running < day)):
            end = policy.last_day(day)
            account.points_expire_on = max(running, end) if running else end

    # --- reading, under lock ---

    def _lock_accounts(self, card_ids):
        """Lock the accounts (their survivors, where they were merged) and the row version with them.

        The rows are updated in any case when the postings are stored: a row that was locked but not updated would let
        the next transaction go on with its old snapshot.
        """
        self.env["loyalty.card"].flush_model()
        self.env["loyalty.mail"].flush_model(["program_id", "trigger"])
        wanted = sorted(set(card_ids))
        rows = self._select_accounts(wanted)
        moved = {row[0]: row[1] for row in rows if row[1]}
        if moved:
            rows = [row for row in rows if not row[1]]
            rows += self._select_accounts(sorted(set(moved.values()) - {row[0] for row in rows}))
        programs = {
            program.id: program
            for program in self.env["loyalty.program"].sudo().browse({row[2] for row in rows if row[2]})
        }
        accounts = {}
        for card_id, _merged, program_id, partner_id, company_id, points, *rest in sorted(rows):
            program = programs.get(program_id)
            if not program or program.program_type != "loyalty":
                raise UserError(self.env._("Points of this card are not kept in the ledger: it belongs to no club."))
            accounts[card_id] = Account(card_id, program, partner_id, company_id, exact(points or 0), *rest)
        survivor = {card_id: moved.get(card_id, card_id) for card_id in wanted}
        missing = [card_id for card_id, final in survivor.items() if final not in accounts]
        if missing:
            raise UserError(self.env._("The account no longer exists. Reload the page and try again."))
        return accounts, survivor

    def _select_accounts(self, ids):
        if not ids:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT c.id, c.merged_into_id, c.program_id, c.partner_id, c.company_id, c.points, c.points_expire_on,
                       c.joined_on,
                       EXISTS (SELECT 1 FROM loyalty_mail m
                                WHERE m.program_id = c.program_id AND m.trigger = 'points_reach')
                  FROM loyalty_card c WHERE c.id = ANY(%s) ORDER BY c.id FOR NO KEY UPDATE OF c
                """,
                ids,
            )
        )

    def _load_known(self, accounts, keys):
        keys = sorted({key for key in keys if key})
        if not keys:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(c.merged_into_id, c.id), e.key, e.id
                  FROM loyalty_ledger_entry e
                  JOIN loyalty_card c ON c.id = e.card_id
                 WHERE e.key = ANY(%(keys)s)
                   AND e.card_id IN (SELECT id FROM loyalty_card
                                      WHERE id = ANY(%(ids)s) OR merged_into_id = ANY(%(ids)s))
                """,
                keys=keys,
                ids=list(accounts),
            )
        )
        for card_id, key, entry_id in rows:
            accounts[card_id].known[key] = entry_id

    def _load_books(self, accounts):
        accounts = {account.card_id: account for account in accounts}
        lots, debts = defaultdict(list), defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card_id, id, remaining, uncovered, expires_on, posted_at, transferred_from_id
                  FROM loyalty_ledger_entry
                 WHERE card_id = ANY(%s) AND (remaining > 0 OR uncovered > 0)
                """,
                list(accounts),
            )
        )
        for card_id, entry_id, remaining, uncovered, expires_on, posted_at, root in rows:
            if remaining:
                lots[card_id].append(Lot(entry_id, exact(remaining), expires_on, posted_at, root))
            else:
                debts[card_id].append(Debt(entry_id, exact(uncovered), root))
        for card_id, account in accounts.items():
            account.book = Book(lots[card_id], debts[card_id])

    # --- storing ---

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
            joined_on = account.joined_on
            if not joined_on and any(draft.kind == "accrual" for draft in account.drafts):
                first = min(draft.posted_at for draft in account.drafts if draft.kind == "accrual")
                joined_on = account.program._get_local_day(first)
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

    # --- points that a document posts by itself ---

    @contextmanager
    def _points_by_document(self):
        """Within, a plain write of club points is dropped: the document that is being changed posts what it means.

        A flag of the cursor, not of the context, which a remote caller can set.
        """
        data = self.env.cr.cache
        depth = data.get("loyalty_club.by_document", 0)
        data["loyalty_club.by_document"] = depth + 1
        try:
            yield
        finally:
            data["loyalty_club.by_document"] = depth

    def _is_points_by_document(self):
        return bool(self.env.cr.cache.get("loyalty_club.by_document"))
