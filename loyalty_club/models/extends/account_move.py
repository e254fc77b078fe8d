from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _sync_club_points(self):
        """Payments and credit notes change how much of an order counts."""
        invoices = self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        invoices.sudo().invoice_line_ids.sale_line_ids.order_id._sync_club_orders()

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
