from odoo import api, models

LIVE = ("draft", "pending", "authorized", "done")


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        """A payment that starts holds the points that its orders spend."""
        transactions = super().create(vals_list)
        transactions.filtered(lambda tx: tx.operation != "validation").sale_order_ids._reserve_points()
        return transactions

    def _set_pending(self, *args, **kwargs):
        transactions = super()._set_pending(*args, **kwargs)
        transactions.sale_order_ids._extend_reservations()
        return transactions

    def _set_authorized(self, *args, **kwargs):
        transactions = super()._set_authorized(*args, **kwargs)
        transactions._get_paid_orders()._note_payment()
        return transactions

    def _set_done(self, *args, **kwargs):
        """Rules may ask for the payment method; of a confirmed order it is known only now."""
        transactions = super()._set_done(*args, **kwargs)
        transactions._get_paid_orders()._note_payment()
        return transactions

    def _set_canceled(self, *args, **kwargs):
        transactions = super()._set_canceled(*args, **kwargs)
        transactions._release_order_points()
        transactions._get_paid_orders()._note_payment()
        return transactions

    def _set_error(self, *args, **kwargs):
        transactions = super()._set_error(*args, **kwargs)
        transactions._release_order_points()
        transactions._get_paid_orders()._note_payment()
        return transactions

    def _get_paid_orders(self):
        """The orders that are paid, by themselves or by their invoices (superuser mode)."""
        payments = self.sudo()
        return payments.sale_order_ids | payments.invoice_ids.line_ids.sale_line_ids.order_id

    def _release_order_points(self):
        """Orders that no other payment is under way for give their reservations up."""
        orders = self.sudo().sale_order_ids
        orders.filtered(lambda order: not any(tx.state in LIVE for tx in order.transaction_ids))._release_points()
