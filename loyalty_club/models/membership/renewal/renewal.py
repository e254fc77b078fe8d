"""The daily job: reminders, invoices, charges, grace and ends of memberships. Cost follows what is due.

A tick finds what is due by the index of ``next_on`` and works in chunks that are committed. What is done leaves a mark
(an open term, a charge, a day of the last reminder, a state), so that a tick that is killed, repeated or late does
nothing twice and skips nothing. Charges are sent afterwards, each in transactions of its own
(``payment_transaction``).
"""

import logging

from odoo import api, models
from odoo.tools import SQL, split_every

from ....engine.membership_dates import DAY
from ....engine.membership_due import actions
from ....engine.membership_states import ACTIVE, CANCELLED, GRACE, SUSPENDED, TRIAL
from ...repeating import MET_OTHERS, repeat

_logger = logging.getLogger(__name__)

CHUNK = 100
ROUNDS = 50
"""How often one tick may look at a membership: periods that cost nothing follow each other at once."""


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    @api.model
    def _cron_renew_memberships(self):
        """Hourly: a day begins at another hour in each club's time zone. With nothing due it is a few queries."""
        Transaction = self.env["payment.transaction"].sudo()
        Transaction._send_membership_charges()
        due = self._find_due()
        done = 0
        for chunk in split_every(CHUNK, due):
            self._renew_chunk(chunk)
            done += len(chunk)
            if not self.env["ir.cron"]._commit_progress(len(chunk), remaining=len(due) - done):
                break
            Transaction._send_membership_charges()
        Transaction._report_unknown_charges()

    @api.model
    def _find_due(self):
        """Ids of the memberships whose day has come in their club's time zone, those first that wait longest."""
        self.flush_model(["next_on", "program_id"])
        # A club that is archived rests: nobody pays for what is not given.
        clubs = self.env["loyalty.program"].sudo().search([("program_type", "=", "loyalty")])
        now = self.env.cr.now()
        days = [(club.id, club._get_local_day(now) + DAY) for club in clubs]
        if not days:
            return []
        condition = self.env["loyalty.card"]._get_due_condition(days, "next_on")
        query = SQL("SELECT id FROM loyalty_membership WHERE %s ORDER BY next_on, id", condition)
        return [membership_id for (membership_id,) in self.env.execute_query(query)]

    @api.model
    def _renew_chunk(self, ids):
        """Renew what is due of these; repeated where it met another transaction. What another process works on is left
        to it.
        """

        def work():
            memberships = self.sudo().browse(ids).try_lock_for_update(allow_referencing=True)
            memberships.with_context(mail_notrack=True)._renew_one_by_one_if_needed()

        repeat(self.env, work, "memberships")

    def _renew_one_by_one_if_needed(self):
        """Together; where one of them cannot be renewed, each for itself, and that one says why."""
        try:
            with self.env.cr.savepoint():
                self._renew_due()
        except MET_OTHERS:
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if len(self) > 1:
                for membership in self:
                    membership._renew_one_by_one_if_needed()
                return
            _logger.exception("Membership %s could not be renewed.", self.id)
            self._try_again_tomorrow(str(error) or type(error).__name__)

    def _renew_due(self):
        """Do what is due today for these memberships. Idempotent; never commits, never talks to a provider."""
        memberships = self._lock()
        memberships._forget_problem()
        memberships._resume_due()
        memberships._begin_next_period()
        left = memberships
        for _round in range(ROUNDS):
            found = left._get_due_actions()
            for action in ("remind", "invoice", "charge", "grace", "end"):
                if found.get(action):
                    getattr(self, f"_renew_{action}")(found[action])
            left = self.browse().union(*found.values())
            if not left:
                break
        memberships._schedule(after_today=True)

    def _get_due_actions(self):
        """{action: memberships that need it today}"""
        found = {}
        for membership in self:
            today = membership._get_today()
            for action in actions(membership._get_standing(), membership.plan_id._get_schedule(), today):
                found[action] = found.get(action, self.browse()) | membership
        return found

    def _resume_due(self):
        """Pauses that are over end; a day that the job missed counts as part of the pause."""
        paused = self.filtered(lambda membership: membership.state == SUSPENDED and membership.paused_until)
        for membership in paused:
            if membership.paused_until < membership._get_today():
                membership._resume()

    # --- one action for many ---

    def _renew_remind(self, memberships):
        memberships._mail_reminders()
        for today, reminded in memberships.grouped(lambda membership: membership._get_today()).items():
            reminded.reminded_on = today

    def _renew_invoice(self, memberships):
        terms = memberships._invoice_next_periods()
        open_terms = terms.filtered(lambda term: term.state == "open")
        open_terms.membership_id.filtered(lambda membership: not membership._can_charge())._mail_payment_links()

    def _renew_charge(self, memberships):
        memberships._request_charges()

    def _renew_grace(self, memberships):
        # What was renewed for nothing a moment ago is paid by now.
        late = memberships.filtered(
            lambda membership: membership.state in (TRIAL, ACTIVE) and membership.paid_until < membership._get_today()
        )
        for today, entering in late.grouped(lambda membership: membership._get_today()).items():
            entering._move_to(GRACE, None, {"grace_from": today})
        asked_before = late.filtered(
            lambda membership: membership._get_open_term().move_id.invoice_date != membership._get_today()
        )
        asked_before.filtered(lambda membership: not membership._can_charge())._mail_payment_links()

    def _renew_end(self, memberships):
        unpaid = memberships.filtered(lambda membership: membership.state == GRACE)
        cancelled = memberships.filtered(lambda membership: membership.state == CANCELLED)
        unpaid._end("unpaid")
        cancelled._end("cancelled")
        (memberships - unpaid - cancelled)._end("not_renewed")
        memberships._mail_ends()
