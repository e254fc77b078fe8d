"""Changes that are charged to the saved means of payment, and money that came for changes nobody wants any more."""

from odoo import api, models


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    @api.private
    def _change_and_charge(self, period, token, amount):
        """Change to another period, and charge a saved means of payment for it as the customer confirmed. What differs
        from what they confirmed is not charged: the invoice is left for them to pay. Twice at once charges once.

        :param token: the means of payment that was confirmed
        :param float amount: what was confirmed, with taxes, in the membership's currency
        :return: (the invoice, empty where nothing is due; whether it is charged) (superuser mode)
        :raise UserError: the membership cannot change to it
        """
        membership = self._lock()
        move = membership._change_period(period)
        return move, membership._request_change_charge(move, token, amount)

    def _request_change_charge(self, move, token, amount):
        """Write down the charge of a change's invoice; the job sends it, within a minute (see ``payment_transaction``).

        :return: whether a charge is under way
        """
        self.ensure_one()
        if not move or not self._waits_for_change(move):
            return False
        known = move.sudo().transaction_ids
        if known._is_membership_payment_under_way():
            return bool(known._get_membership_charges())
        residual = move.amount_residual
        if token != self.token_id or not self._can_charge() or residual <= 0:
            return False
        if move.currency_id.compare_amounts(residual, amount):
            return False
        values = {**self._prepare_charge(move), "membership_change_id": self.id}
        self.env["payment.transaction"].sudo().create(values)
        self.env.ref("loyalty_club.ir_cron_renew_memberships").sudo()._trigger()
        return True

    def _waits_for_change(self, move):
        """Whether the invoice is that of a change that is still wanted: not begun, or begun before it is paid."""
        self.ensure_one()
        begun = self.term_ids.filtered(lambda term: term.state == "paid" and term.move_id == move)
        unpaid = move.state == "posted" and move.payment_state in ("not_paid", "partial")
        return unpaid and (self.change_move_id == move or bool(begun and move.membership_change_id == self))

    def _is_change_under_way(self):
        """Whether a payment of the pending change was begun of which nobody knows yet what becomes of it."""
        self.ensure_one()
        return bool(self.change_move_id.sudo().transaction_ids._is_membership_payment_under_way())

    def _get_unpaid_change(self):
        """The invoice of a change, pending or begun, that is to be paid; may be empty."""
        self.ensure_one()
        moves = self.env["account.move"].sudo().search([("membership_change_id", "=", self.id)], order="id desc")
        return moves.filtered(self._waits_for_change)[:1]

    # --- what came of it ---

    def _hear_of_change_payment(self, transaction, move):
        """A payment for a change came to an end; a change that was paid has begun by now.

        Called once for each state of the transaction, after its payment was booked.
        """
        self.ensure_one()
        membership = self._lock()
        if transaction.state == "done":
            payment = transaction.payment_id
            if not (payment and payment.is_reconciled) and not membership._waits_for_change(move):
                membership._tell_of_unused_money(move, transaction.amount)
        elif transaction.state in ("error", "cancel") and transaction.membership_change_id:
            reason = transaction.state_message or self.env._("The charge failed.")
            membership._note_event("charge", membership.state, reason)
            if membership._waits_for_change(move):
                membership._mail_customers("mail_template_membership_change_failed")

    def _tell_of_unused_money(self, move, amount):
        """Money that was paid for a change that is not wanted any more is a credit of the customer: staff is told.

        :param float amount: what came, in the currency of the invoice
        """
        text = self.env._(
            "%(amount)s were paid for %(invoice)s, a change of this membership that is not wanted any more. The"
            " customer has them as credit: give them back, or use them for the next invoice.",
            amount=move.currency_id.format(amount),
            invoice=move.name,
        )
        self._tell_staff(text)
        self.message_post(body=text)
