"""Undoing entries: what a refund, a cancellation or a manager's button posts."""

from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from ...engine.book import Part
from ...engine.points import ZERO, exact
from .posting_values import Draft


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _post_reversals(self, values_list):
        """Post reversals (see ``loyalty.ledger.entry._reverse`` for the values).

        :return: the reversal entries
        """
        Entry = self.env["loyalty.ledger.entry"]
        if not values_list:
            return Entry
        accounts, survivor = self._lock_accounts([values["entry"].card_id.id for values in values_list])
        self._load_known(accounts, [values.get("key") for values in values_list])
        self._load_books(accounts.values())
        originals = self._load_originals([values["entry"].id for values in values_list], accounts)
        refs, number = [], 0
        for values in values_list:
            account = accounts[survivor[values["entry"].card_id.id]]
            known = account.known.get(values.get("key")) if values.get("key") else None
            if known:
                refs.append(known)
                continue
            for draft in self._draft_reversal(account, originals[values["entry"].id], values, number):
                number += 1
                account.drafts.append(draft)
                account.known[draft.key or draft.ref] = draft.ref
                refs.append(draft.ref)
        ids = self._store_accounts(accounts)
        return Entry.browse(ids.get(ref, ref) for ref in refs)

    # --- one reversal ---

    def _draft_reversal(self, account, original, values, number):
        """The drafts of one undo: one, or one for each date where points come back as new credits."""
        points = original.left if values.get("points") is None else exact(values["points"])
        before_ledger = values.get("before_ledger")
        if not before_ledger:
            self._check_reversible(original, points, whole=values.get("points") is None)
        at = values.get("at") or self.env.cr.now().replace(microsecond=0)
        draft = Draft(
            ref=-1 - number,
            card_id=account.card_id,
            kind="reversal",
            points=ZERO,
            posted_at=at,
            key=values.get("key"),
            origin_model=values["origin"]._name if values.get("origin") else original.origin[0],
            origin_id=values["origin"].id if values.get("origin") else original.origin[1],
            reversed_id=original.entry_id,
            qualifying_at=original.qualifying_at,
            description=values.get("description") or self.env._("Reversal: %s", original.description or original.kind),
        )
        draft.explanation = values.get("explanation") or original.explain_undo(points)
        self._set_qualifying(draft, original, points, values.get("qualifying"))
        if before_ledger:
            return self._draft_before_ledger(account, draft, original, points, before_ledger)
        original.undone += points
        if original.state == "pending" or original.moved_pending:
            return [self._draft_pending(account, draft, original, points)]
        if original.points > 0:
            return [self._draft_take_back(account, draft, original, points, values.get("arrears_cause"))]
        return self._draft_give_back(account, draft, original, points)

    def _check_reversible(self, original, points, whole):
        if original.level > 1 or original.kind == "transfer":
            raise UserError(
                self.env._("This entry cannot be reversed. Adjust the points of the member instead, with a reason.")
            )
        if whole and original.size and not original.left:
            raise UserError(self.env._("All points of this entry have been reversed already."))
        if points < 0 or points > original.left:
            raise UserError(
                self.env._(
                    "Only %(left)s points of this entry are left to reverse; %(points)s were asked for.",
                    left=original.left,
                    points=points,
                )
            )

    def _set_qualifying(self, draft, original, points, qualifying):
        """Qualifying values go back by the same share as the points, to the cent when all of it is undone."""
        if qualifying is not None:
            values = [
                exact(qualifying.get("points", 0)),
                exact(qualifying.get("amount", 0)),
                qualifying.get("orders", 0),
            ]
        else:
            whole = points >= original.left
            share = points / original.size if original.size else Decimal(1)
            values = [
                -(value + done) if whole else -exact(value * share)
                for value, done in zip(original.qualifying[:2], original.qualifying_undone[:2], strict=True)
            ]
            values.append(-(original.qualifying[2] + original.qualifying_undone[2]) if whole else 0)
        draft.qualifying_points, draft.qualifying_amount, draft.qualifying_orders = values
        original.qualifying_undone = tuple(
            done + value for done, value in zip(original.qualifying_undone, values, strict=True)
        )

    def _draft_pending(self, account, draft, original, points):
        """Undoing pending points is a pending reversal; both are released together."""
        draft.points = -points if original.points >= 0 else points
        draft.state, draft.balance = "pending", account.points
        draft.available_on = original.moved_pending or original.available_on
        return draft

    def _draft_take_back(self, account, draft, original, points, cause):
        arrears = account.program.debit_policy == "arrears" and bool(cause)
        taken = account.book.take_back(draft.ref, points, original.root, expired=original.expired, arrears=arrears)
        if taken.forgiven and not cause and account.program.debit_policy == "arrears":
            raise UserError(self.env._("The points of this entry are spent already, so they cannot be taken back."))
        original.expired = max(original.expired - taken.forgiven, ZERO)
        draft.points, draft.forgiven = -taken.points, taken.forgiven
        account.points += draft.points
        draft.balance = account.points
        if draft.ref in account.book.debts:
            draft.arrears_cause = cause
        return draft

    def _draft_before_ledger(self, account, draft, original, points, what):
        """Undo what a document booked before the ledger began: it is part of the opening entry, whatever its size."""
        if what == "accrual":
            return [self._draft_take_back(account, draft, original, points, "refund")]
        draft.points = points
        draft.expires_on = self._get_expiry(account, {}, draft.posted_at)
        account.book.credit(draft.ref, points, draft.expires_on, draft.posted_at)
        account.points += points
        draft.balance = account.points
        return [draft]

    def _draft_give_back(self, account, draft, original, points):
        """What the reversed debit had forgiven returns first (it moved no points), then the points themselves."""
        unforgiven = min(points, original.forgiven - original.unforgiven)
        original.unforgiven += unforgiven
        points -= unforgiven
        today = account.program._get_local_day(self.env.cr.now())
        grace = today + timedelta(days=account.program.reversal_grace_days)
        if account.program.closing_on:
            grace = min(grace, account.program.closing_on)
        made = len(account.book.allocations)
        original.parts += account.book.paid_since(original.entry_id, original.seen)
        original.seen = made
        fresh = account.book.give_back(points, original.parts, original.entry_id, today=today, grace=grace)
        self._consume_parts(original, account.book.allocations[made:], fresh)
        draft.forgiven = unforgiven
        drafts = self._split_by_day(draft, points, fresh)
        for piece, day, share in drafts:
            if share:
                account.book.credit(piece.ref, share, day, piece.posted_at)
            account.points += piece.points
            piece.balance = account.points
        policy = account.program._get_policy()
        if policy.policy == "inactivity" and points and account.points > 0:
            account.points_expire_on = max(account.points_expire_on or grace, grace)
        return [piece for piece, _day, _share in drafts]

    def _split_by_day(self, draft, points, fresh):
        """(draft, last usable day, points of a new credit): one draft carries one date."""
        pieces = sorted(fresh.items(), key=lambda piece: (piece[0] is None, piece[0]))
        restored = points - sum(fresh.values(), ZERO)
        if not pieces:
            draft.points = points
            return [(draft, None, ZERO)]
        result = []
        for number, (day, share) in enumerate(pieces):
            piece = draft if not number else self._copy_without_totals(draft, number)
            piece.points = share + (restored if not number else ZERO)
            piece.expires_on = day
            result.append((piece, day, share))
        return result

    @staticmethod
    def _copy_without_totals(draft, number):
        values = dict(draft.__dict__, ref=draft.ref - number, forgiven=ZERO)
        values.update(qualifying_points=ZERO, qualifying_amount=ZERO, qualifying_orders=0)
        values["explanation"] = None
        values["key"] = f"{draft.key},{number}" if draft.key else None
        return Draft(**values)

    @staticmethod
    def _consume_parts(original, allocations, fresh):
        """Parts that were given back cannot be given back again in the same batch."""
        left = -sum((allocation.points for allocation in allocations if allocation.points < 0), ZERO)
        left += sum(fresh.values(), ZERO)
        while left > 0 and original.parts:
            part = original.parts.pop()
            if part.points > left:
                original.parts.append(Part(**{**part.__dict__, "points": part.points - left}))
                left = ZERO
            else:
                left -= part.points
