from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_usable_coupon_domain(self):
        """Coupon codes (``loyalty.card``) of this customer that can still be used, wherever they come from."""
        self.ensure_one()
        return [
            ("partner_id", "=", self.id),
            ("program_id.program_type", "in", ("coupons", "next_order_coupons")),
            ("program_id.active", "=", True),
            ("points", ">", 0),
            "|",
            ("expiration_date", "=", False),
            ("expiration_date", ">=", fields.Date.context_today(self)),
        ]
