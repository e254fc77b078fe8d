"""Charging saved means of payment for renewals.

Nobody can ask a provider and commit in one step. So a charge is first written down as a transaction that nobody sent
(``_request_charges``), with the invoice. The job then marks it as sent and commits, asks the provider, and commits what
came of it. Whoever is killed in between leaves a charge that was sent and of which nobody knows: it is never sent again
and never made anew; the provider's notification tells what became of it, else staff is asked to look.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models

from .renewal import MET_OTHERS

_logger = logging.getLogger(__name__)

UNKNOWN_HOURS = 24
OURS = [("membership_term_id", "!=", False), ("state", "=", "draft")]


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    membership_term_id = fields.Many2one(
        "loyalty.membership.term", "Renewal", readonly=True, ondelete="set null", index="btree_not_null"
    )
    membership_sent_at = fields.Datetime("Charge sent", readonly=True, copy=False)
    membership_reported = fields.Boolean(readonly=True, copy=False, help="Staff was asked what became of it.")

    _membership_draft_idx = models.Index("(id) WHERE membership_term_id IS NOT NULL AND state = 'draft'")

    # --- sending ---

    @api.model
    def _send_membership_charges(self):
        """Send the charges that wait, each for itself; commits."""
        for transaction in self.search([*OURS, ("membership_sent_at", "=", False)], order="id"):
            try:
                transaction._send_membership_charge()
            except Exception as error:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                if not isinstance(error, MET_OTHERS):
                    _logger.exception("The charge %s failed.", transaction.id)

    def _send_membership_charge(self):
        """One charge: mark it as sent, send it, book what came of it; each step is committed before the next."""
        transaction = self.try_lock_for_update(allow_referencing=True)
        if transaction.state != "draft" or transaction.membership_sent_at:
            return
        commit = self.env["ir.cron"]._commit_progress
        if not transaction._is_membership_charge_wanted():
            transaction._drop_membership_charges()
            commit()
            return
        transaction.membership_sent_at = self.env.cr.now()
        commit()
        transaction._charge_with_token()
        commit()
        transaction._post_process()
        commit()

    def _is_membership_charge_wanted(self):
        """Whether the renewal still waits for exactly this payment."""
        self.ensure_one()
        self.membership_term_id.membership_id._lock()
        term = self.membership_term_id
        move = term.move_id
        return (
            term.state == "open"
            and term.membership_id.token_id == self.token_id
            and term.membership_id._can_charge()
            and move.state == "posted"
            and not move.currency_id.compare_amounts(move.amount_residual, self.amount)
            and not term._is_payment_under_way(besides=self)
        )

    def _drop_membership_charges(self):
        """Charges that nobody sent yet are not wanted any more."""
        waiting = self.filtered(lambda transaction: transaction.state == "draft" and not transaction.membership_sent_at)
        waiting._set_canceled(state_message=self.env._("Not wanted any more; it was not sent."))
        waiting.is_post_processed = True

    @api.model
    def _report_unknown_charges(self):
        """Ask staff about charges that were sent more than a day ago and of which nobody heard since."""
        before = self.env.cr.now() - timedelta(hours=UNKNOWN_HOURS)
        unknown = [*OURS, ("membership_sent_at", "<", before), ("membership_reported", "=", False)]
        for transaction in self.search(unknown):
            transaction.membership_reported = True
            membership = transaction.membership_term_id.membership_id
            membership._tell_staff(
                self.env._(
                    "Nobody knows whether the charge %(reference)s of %(provider)s was made. Look there, then set it to"
                    " done or to cancelled; until then nothing else is charged.",
                    reference=transaction.reference,
                    provider=transaction.provider_id.name,
                )
            )

    # --- what came of it ---

    def _post_process(self):
        """Renewals hear what became of their payments."""
        news = self.filtered(lambda transaction: not transaction.is_post_processed)
        result = super()._post_process()
        for transaction in news:
            transaction._tell_membership()
        return result

    def _tell_membership(self):
        """Tell the renewal that this charge was for; means of payment that customers save are kept for the next."""
        term = self.sudo().membership_term_id
        if term:
            term._hear_of_charge(self.sudo())
        elif self.state == "done" and self.token_id and self.operation in ("online_direct", "online_redirect"):
            memberships = self.sudo().invoice_ids._get_renewed_memberships()
            for membership in memberships.filtered(lambda membership: not membership._can_charge()):
                if membership._may_use_token(self.sudo().token_id):
                    membership._set_token(self.sudo().token_id)
