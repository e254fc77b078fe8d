from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _set_done(self, *args, **kwargs):
        """Orders that were confirmed before they were paid count for who invited the customer from now."""
        transactions = super()._set_done(*args, **kwargs)
        if not self.env["loyalty.program"]._pays_for_friends():
            return transactions
        payments = transactions.sudo() | transactions.sudo().source_transaction_id  # of what was paid back
        orders = payments._get_paid_orders().filtered(lambda order: order.state == "sale")
        self.env["loyalty.referral"].sudo()._sync_buyers(orders)
        return transactions
