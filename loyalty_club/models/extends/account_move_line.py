from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _reconcile_post_hook(self, data):
        """Invoices that are paid with a credit note of the customer earn points: stock tells nobody of them."""
        super()._reconcile_post_hook(data)
        data["not_paid_invoices"].filtered(lambda move: move.payment_state == "reversed")._sync_club_points()
