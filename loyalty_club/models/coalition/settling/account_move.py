from odoo import api, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _is_all_reversed(self):
        """Whether accounting reversed all of this document, also one that was paid before and stays “paid”."""
        back = sum(self.reversal_move_ids.filtered(lambda back: back.state == "posted").mapped("amount_total"))
        return self.payment_state == "reversed" or (
            back > 0 and self.currency_id.compare_amounts(back, self.amount_total) >= 0
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invoice_of_package(self):
        """A package counts as long as it is confirmed, so its invoice goes with it. What deleting one of a settlement
        means is told there (``document_lost``).
        """
        domain = [("move_id", "in", self.ids), ("state", "=", "confirmed")]
        package = self.env["loyalty.coalition.package"].sudo().search(domain, limit=1)
        if package:
            raise UserError(
                self.env._(
                    "This is the invoice of a prepaid package of %s, which settlements use. Cancel the package instead:"
                    " that cancels the invoice, too.",
                    package.coalition_id.name,
                )
            )
