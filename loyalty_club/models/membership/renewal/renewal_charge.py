"""Charges of saved means of payment, written down to be sent (see ``payment_transaction``)."""

from odoo import api, models
from odoo.fields import Command


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    @api.private
    def _request_charges(self):
        """Write down a charge of the saved means of payment for the open renewal of each of these memberships (locked).

        Sent by the job, within a minute; see above why not here.

        :return: the new transactions
        """
        Transaction = self.env["payment.transaction"].sudo()
        made = Transaction
        for membership in self:
            term = membership._get_open_term()
            if not term or not membership._can_charge() or term._is_payment_under_way():
                continue
            if term.move_id.state != "posted":  # somebody writes it anew
                continue
            made |= Transaction.create({**membership._prepare_charge(term.move_id), "membership_term_id": term.id})
            term.write({"charges": term.charges + 1, "charge_from": term.charge_from or membership._get_today()})
        if made:
            self.env.ref("loyalty_club.ir_cron_renew_memberships").sudo()._trigger()
        return made

    def _prepare_charge(self, move):
        """Values of the payment transaction for what is left of an invoice. :return: dict"""
        token = self.token_id.sudo()
        invoices = [Command.set(move.ids)]
        return {
            "provider_id": token.provider_id.id,
            "payment_method_id": token.payment_method_id.id,
            "token_id": token.id,
            "operation": "offline",
            "reference": self.env["payment.transaction"]._compute_reference(token.provider_code, invoice_ids=invoices),
            "amount": move.amount_residual,
            "currency_id": move.currency_id.id,
            "partner_id": token.partner_id.id,
            "invoice_ids": invoices,
        }
