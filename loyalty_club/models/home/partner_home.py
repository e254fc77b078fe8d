from odoo import fields, models

MOST = 50


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_own_coupons(self):
        """Coupon codes of this customer that can still be used, wherever they come from, and those that were given to
        an account that the customer's company shares. The next to end comes first. Superuser mode.
        """
        self.ensure_one()
        owners = self.sudo() | self._get_own_accounts().partner_id
        today = fields.Date.context_today(self)
        return (
            self.env["loyalty.card"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", owners.ids),
                    ("program_id.program_type", "in", ("coupons", "next_order_coupons")),
                    ("program_id.active", "=", True),
                    ("points", ">", 0),
                    "|",
                    ("expiration_date", "=", False),
                    ("expiration_date", ">=", today),
                ],
                order="expiration_date, id",
                limit=MOST,
            )
        )
