"""Tiers whose points never expire: reaching one suspends expiry, losing it starts a full period."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _apply_never_expire(self, program, holders, ladder, at):
        """Suspend or restart expiry for accounts whose tier changed.

        :param holders: accounts that moved, with their tier before (``never``) and after
        """
        endless = set(program._get_tiers().filtered("points_never_expire").ids)
        if not endless and not any(holder.never for holder in holders):
            return
        gained, lost = [], []
        for holder in holders:
            now = self._get_ref(ladder, holder.after.rank) in endless
            if now and not holder.never:
                gained.append(holder.card_id)
            elif holder.never and not now:
                lost.append(holder.card_id)
        self._suspend_expiry(program, gained)
        self._restart_own_expiry(program, {program._get_local_day(at): lost})

    def _keep_endless(self, accounts):
        """What an undo gives back has a last day of its own; not with a tier whose points never expire."""
        for account in accounts.values():
            dated = any(draft.kind == "reversal" and draft.expires_on for draft in account.drafts)
            if account.never_expires and (dated or account.points_expire_on):
                self._suspend_expiry(account.program, [account.card_id])

    def _get_endless_to_review(self, accounts):
        """Accounts whose points never expire by a tier that ran out: what is booked now does not depend on when the
        review runs.

        :param accounts: {card id: Account} that are locked
        """
        now = self.env.cr.now().replace(microsecond=0)
        return self.browse(
            account.card_id
            for account in accounts.values()
            if account.never_expires and account.tier[2] and account.tier[2] < account.program._get_local_day(now)
        )

    def _suspend_expiry(self, program, card_ids):
        """All points of these accounts are usable for ever (of a club that closes: up to its last day)."""
        if not card_ids or program.closing_on:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_ledger_entry SET expires_on = NULL
                 WHERE card_id = ANY(%s) AND remaining > 0 AND expires_on IS NOT NULL
                """,
                card_ids,
            )
        )
        self._forget_last_days(card_ids, None)

    def _restart_own_expiry(self, program, lost):
        """All points of accounts that lost such a tier are usable for one full period.

        :param lost: {day (date) on which the period starts: card ids}
        """
        policy, by_end = program._get_policy(), defaultdict(list)
        for day, card_ids in lost.items():
            by_end[policy.last_day(day)] += card_ids
        for end, card_ids in by_end.items():
            if not end or not card_ids:
                continue
            last = min(end, program.closing_on or end)
            if policy.on_credits:
                self.env.cr.execute(
                    SQL(
                        "UPDATE loyalty_ledger_entry SET expires_on = %s WHERE card_id = ANY(%s) AND remaining > 0",
                        last,
                        card_ids,
                    )
                )
            self._forget_last_days(card_ids, None if policy.on_credits else last)

    def _forget_last_days(self, card_ids, last_day):
        """Write the last day of all points of the accounts (expiry after inactivity); the cache learns what changed."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card SET points_expire_on = %s
                 WHERE id = ANY(%s) AND points_expire_on IS DISTINCT FROM %s
                """,
                last_day,
                card_ids,
                last_day,
            )
        )
        self.env["loyalty.ledger.entry"].invalidate_model(["expires_on"], flush=False)
        self.env["loyalty.card"].browse(card_ids).invalidate_recordset(
            ["points_expire_on", "expiring_on", "expiring_points"], flush=False
        )
