"""Memberships in the shop: as a gift, chosen on the page of the product."""

from odoo import models
from odoo.tools import email_normalize

GIFT = {"membership_gift_email": 254, "membership_gift_name": 100, "membership_gift_message": 500}
"""What the page of a product sends, and how long it can be."""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _cart_find_product_line(self, *args, membership_gift_email=None, **kwargs):
        """Gifts of different people, and what is no gift, are lines of their own."""
        lines = super()._cart_find_product_line(*args, **kwargs)
        email = _normalize(membership_gift_email)
        return lines.filtered(lambda line: not line.sells_membership or _normalize(line.membership_gift_email) == email)

    def _prepare_order_line_values(self, product_id, *args, **kwargs):
        values = super()._prepare_order_line_values(product_id, *args, **kwargs)
        product = self.env["product.product"].browse(values.get("product_id") or product_id)
        if kwargs.get("membership_gift_email") and product._get_membership_period():
            values.update({name: str(kwargs.get(name) or "")[:most] for name, most in GIFT.items()})
        return values


def _normalize(email):
    """An address to compare; what is no address is compared as it is."""
    email = str(email or "").strip()
    return email_normalize(email) or email


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_membership_words(self):
        """What the page of the product says of the membership that it sells; False: it sells none."""
        period = self._get_membership_period()
        if not period or not period._is_sold():
            return False
        length = period._tell_length()
        if not period.plan_id.auto_renew:
            return self.env._("A membership for %s. It does not renew by itself.", length)
        return self.env._(
            "A membership for %s. It renews by itself until you cancel, which you can do any day.", length
        )
