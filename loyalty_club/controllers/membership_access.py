"""Carts with products that are for members."""

from odoo.http import request

from odoo.addons.website_sale_loyalty.controllers.main import WebsiteSale


class MembershipAccess(WebsiteSale):
    def _check_cart(self, order_sudo):
        """Whoever may not order something (any more) reads why in the cart, and goes no further with it."""
        redirection = super()._check_cart(order_sudo)
        if redirection:
            return redirection
        problems = order_sudo._get_access_problems()
        if not problems:
            return None
        if not request.env.cr.readonly:
            order_sudo.shop_warning = "\n".join(problems.values())
        return request.redirect("/shop/cart")
