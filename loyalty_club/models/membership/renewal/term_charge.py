"""What renewals hear of the payments for them."""

from odoo import fields, models


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    transaction_ids = fields.One2many(
        "payment.transaction",
        "membership_term_id",
        "Payments by the saved means",
        readonly=True,
        groups="account.group_account_invoice,base.group_system",
    )
    price = fields.Monetary(
        readonly=True, help="Of the period, as it was invoiced: before taxes where prices are without."
    )

    def _is_payment_under_way(self, besides=None):
        """Whether a payment for it was begun of which nobody knows yet what becomes of it.

        :param besides: a transaction that does not count
        """
        self.ensure_one()
        transactions = self.transaction_ids | self.move_id.sudo().transaction_ids
        return (transactions - (besides or transactions.browse()))._is_membership_payment_under_way()

    def _hear_of_charge(self, transaction):
        """A charge for this renewal came to an end, or goes on at the provider's.

        Called once for each state of the transaction, after its payment was booked.
        """
        self.ensure_one()
        membership = self.membership_id._lock()
        if transaction.state in ("error", "cancel"):
            before = membership.state
            membership._note_event("charge", before, transaction.state_message or self.env._("The charge failed."))
            if self.state == "open":
                membership._schedule()
                membership._mail_charge_failed()
        elif transaction.state == "done":
            self._check_money_is_used(transaction)
        elif self.state == "open":
            membership._schedule()

    def _check_money_is_used(self, transaction):
        """Money that came for a renewal that was given up, or paid in another way, is the customer's: staff gives it
        back, or sells something for it.
        """
        payment = transaction.payment_id
        if payment and payment.is_reconciled:
            return
        if self.state == "open":
            return
        self.membership_id._tell_staff(
            self.env._(
                "%(amount)s came late by %(reference)s, for a renewal that is not wanted any more or paid already: give"
                " it back.",
                amount=transaction.currency_id.format(transaction.amount),
                reference=transaction.reference,
            )
        )

    def _drop_renewal(self):
        """Staff credited or cancelled the invoice of the next period: it is not asked for again, the membership ends
        with what is paid. Switching the renewal on again asks anew.
        """
        self.ensure_one()
        membership = self.membership_id._lock()
        before = membership.state
        self.write({"state": "void"})
        self.transaction_ids._drop_membership_charges()
        membership.renews = False
        membership._note_event("setting", before, self.env._("%s was cancelled.", self.move_id.display_name))
        membership._schedule()
        membership._sync_benefits()
