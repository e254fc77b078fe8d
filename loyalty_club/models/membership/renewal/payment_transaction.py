"""Charging saved means of payment for renewals.

Nobody can ask a provider and commit in one step. So a charge is first written down as a transaction that nobody sent
(``_request_charges``), with the invoice. The job then marks it as sent and commits, asks the provider, and commits what
came of it. Whoever is killed in between leaves a charge that was sent and of which nobody knows: it is never sent again
and never made anew; the provider's notification tells what became of it, else staff is asked to look.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models

from ...repeating import MET_OTHERS

_logger = logging.getLogger(__name__)

UNKNOWN_HOURS = 24
ABANDONED_HOURS = 2
OURS = ["|", ("membership_term_id", "!=", False), ("membership_change_id", "!=", False), ("state", "=", "draft")]


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    membership_term_id = fields.Many2one(
        "loyalty.membership.term", "Renewal", readonly=True, ondelete="set null", index="btree_not_null"
    )
    membership_change_id = fields.Many2one(
        "loyalty.membership", "Change of membership", readonly=True, ondelete="set null", index="btree_not_null"
    )
    membership_sent_at = fields.Datetime("Charge sent", readonly=True, copy=False)
    membership_reported = fields.Boolean(readonly=True, copy=False, help="Staff was asked what became of it.")

    _membership_draft_idx = models.Index(
        "(id) WHERE (membership_term_id IS NOT NULL OR membership_change_id IS NOT NULL) AND state = 'draft'"
    )

    # --- what they are ---

    def _get_membership_charges(self):
        """Those of these payments that we charged ourselves, for renewals and changes."""
        return self.filtered(lambda transaction: transaction.membership_term_id or transaction.membership_change_id)

    def _get_charged_memberships(self):
        """The memberships that these charges are for."""
        return self.membership_term_id.membership_id | self.membership_change_id

    def _is_membership_payment_under_way(self):
        """Whether one of these was begun of which nobody knows yet what becomes of it: a charge of ours until its
        provider says so, a payment that the customer made, and for some hours one that they only began.
        """
        began = self.env.cr.now() - timedelta(hours=ABANDONED_HOURS)
        for transaction in self:
            if transaction.state in ("pending", "authorized"):
                return True
            if transaction.state == "draft" and (
                transaction._get_membership_charges() or transaction.create_date > began
            ):
                return True
            if transaction.state == "done" and not transaction.is_post_processed:
                return True
        return False

    def _is_out(self):
        """Whether one of these was sent to its provider and may be paid at any moment."""
        return any(
            transaction.state in ("pending", "authorized")
            or (transaction.state == "draft" and transaction.membership_sent_at)
            or (transaction.state == "done" and not transaction.is_post_processed)
            for transaction in self
        )

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
        """Whether the renewal, or the change, still waits for exactly this payment."""
        self.ensure_one()
        membership = self._get_charged_memberships()._lock()
        term, move = self.membership_term_id, self.invoice_ids[:1]
        if term:
            waits = term.state == "open" and term.move_id == move and not term._is_payment_under_way(besides=self)
        else:
            others = move.transaction_ids - self
            waits = membership._waits_for_change(move) and not others._is_membership_payment_under_way()
        return (
            waits
            and membership.token_id == self.token_id
            and membership._can_charge()
            and move.state == "posted"
            and not move.currency_id.compare_amounts(move.amount_residual, self.amount)
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
            transaction._get_charged_memberships()._tell_staff(
                self.env._(
                    "Nobody knows whether the charge %(reference)s of %(provider)s was made. Look there, then settle it"
                    " on the membership; until then nothing else is charged.",
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
        """Tell the renewal, or the change, that this was for; means of payment that customers save are kept for the
        next.
        """
        term = self.sudo().membership_term_id
        for move in self.sudo().invoice_ids.filtered("membership_change_id"):
            move.membership_change_id._hear_of_change_payment(self.sudo(), move)
        if term:
            term._hear_of_charge(self.sudo())
        elif self.state == "done" and self.token_id and self.operation in ("online_direct", "online_redirect"):
            memberships = self.sudo().invoice_ids._get_renewed_memberships()
            for membership in memberships.filtered(lambda membership: not membership._can_charge()):
                if membership._may_use_token(self.sudo().token_id):
                    membership._set_token(self.sudo().token_id)
