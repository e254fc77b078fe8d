from odoo import models

PAID = ("paid", "in_payment")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _sync_club_points(self):
        """Payments and credit notes change how much of an order counts."""
        invoices = self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        invoices.sudo().invoice_line_ids.sale_line_ids.order_id._sync_club_orders()

    def _counts_as_paid(self):
        """Whether this invoice is paid: nothing is left to pay, and credit notes of its own did not take it back.

        Stock calls an invoice "reversed", too, that was paid with what the customer had of another credit note: that is
        a means of payment.
        """
        self.ensure_one()
        move = self.sudo()
        if move.state != "posted":
            return False
        return move.payment_state in PAID or (move.payment_state == "reversed" and not move._is_credited())

    def _is_credited(self):
        """Whether credit notes on this invoice give back all of it."""
        self.ensure_one()
        credited = sum(self._get_posted_credit_notes().mapped("amount_total"))
        return self.amount_total > 0 and self.currency_id.compare_amounts(credited, self.amount_total) >= 0

    def _get_posted_credit_notes(self):
        return self.reversal_move_ids.filtered(lambda move: move.state == "posted" and move.move_type == "out_refund")

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._sync_club_points()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._sync_club_points()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._sync_club_points()
        return result

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._sync_club_points()
        return result
