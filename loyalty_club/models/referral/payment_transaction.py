from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _set_done(self, *args, **kwargs):
        """Orders that were confirmed before they were paid count for who invited the customer from now."""
        transactions = super()._set_done(*args, **kwargs)
        if not self.env["loyalty.program"]._pays_for_friends():
            return transactions
        payments = transactions.sudo()
        payments |= payments.source_transaction_id  # of parts, and of what was paid back
        payments |= payments.source_transaction_id
        orders = payments._get_paid_orders().filtered(lambda order: order.state == "sale")
        self.env["loyalty.referral"].sudo()._sync_buyers(orders)
        return transactions

    def _sum_done(self, transactions):
        """What those of these transactions that were carried out add up to."""
        return sum(transactions.filtered(lambda tx: tx.state == "done").mapped("amount"))
