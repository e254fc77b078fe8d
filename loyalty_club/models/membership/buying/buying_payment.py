"""Invoices and online payments that change which memberships are paid."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _sync_club_points(self):
        """Called when an invoice is posted, reset, cancelled, paid or unpaid: its memberships follow, too."""
        super()._sync_club_points()
        invoices = self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        invoices.sudo().invoice_line_ids.sale_line_ids.order_id._sync_memberships()


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _set_done(self, *args, **kwargs):
        """Payments of orders that are confirmed already, and refunds."""
        transactions = super()._set_done(*args, **kwargs)
        transactions._sync_memberships()
        return transactions

    def _post_process(self):
        """By now the means of payment is saved and the invoice made."""
        super()._post_process()
        self.filtered(lambda tx: tx.state == "done").with_context(membership_just_paid=True)._sync_memberships()

    def _sync_memberships(self):
        payments = self.sudo() | self.sudo().source_transaction_id  # of what was paid back
        payments._get_paid_orders().filtered(lambda order: order.state == "sale")._sync_memberships()
