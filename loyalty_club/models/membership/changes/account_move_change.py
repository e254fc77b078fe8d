from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _invoice_paid_hook(self):
        """Changes of memberships begin when their invoices are paid."""
        result = super()._invoice_paid_hook()
        memberships = self.env["loyalty.membership"].sudo().search([("change_move_id", "in", self.ids)])
        memberships._carry_out_change()
        return result
