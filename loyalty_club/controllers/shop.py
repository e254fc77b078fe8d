"""The club in the shop: product page, cart, checkout and the page after the purchase."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.website_sale.controllers.variant import WebsiteSaleVariantController
from odoo.addons.website_sale_loyalty.controllers.cart import Cart
from odoo.addons.website_sale_loyalty.controllers.delivery import WebsiteSaleLoyaltyDelivery
from odoo.addons.website_sale_loyalty.controllers.main import WebsiteSale

from .texts import plain

EARNING_VIEW = "loyalty_club.product_earning"
NOTE = "club_cart_note"
PROBLEM = "club_cart_problem"


def follow_tier():
    """Let the cart of a member have the prices and the delivery of the present tier; what costs more is told."""
    if request.cart and not request.env.user._is_public() and not request.env.cr.readonly:
        before = request.cart.amount_total
        told = request.cart._follow_tier()
        if told and request.cart.currency_id.compare_amounts(request.cart.amount_total, before) > 0:
            request.cart.shop_warning = "\n".join(told)


class ClubShop(WebsiteSale):
    # --- product page ---

    def _prepare_product_values(self, product, category, **kwargs):
        values = super()._prepare_product_values(product, category, **kwargs)
        if request.website.is_view_active(EARNING_VIEW):
            combination = values["combination_info"]["combination"]
            values["club_earnings"] = request.website._get_product_earnings(
                values["product_variant"], values=combination - combination._without_no_variant_attributes()
            )
        return values

    # --- checkout ---

    @route()
    def shop_checkout(self, *args, **kwargs):
        follow_tier()
        return super().shop_checkout(*args, **kwargs)

    @route()
    def shop_payment(self, **post):
        follow_tier()
        return super().shop_payment(**post)

    def _prepare_shop_payment_confirmation_values(self, order):
        values = super()._prepare_shop_payment_confirmation_values(order)
        values["club_outcome"] = order._get_club_outcome(order.partner_id)
        return values

    # --- what the member decides ---

    @route("/shop/club/points", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def club_points(self, reward_id=None, points=None, remove=None, r=None, **_values):
        """Spend a chosen number of points on a reward of the cart; 0, or ``remove``: none."""
        cart_sudo = request.cart
        page = request.env["sale.order"]._get_club_return(plain(r) or "/shop/cart")
        if not cart_sudo:
            return request.redirect("/shop/cart")
        reward = request.env["loyalty.reward"].sudo()
        if str(reward_id).isdecimal() and int(reward_id) < 2**31:
            reward = reward.browse(int(reward_id)).exists()
        try:
            with request.env.cr.savepoint():
                cart_sudo._spend_points(reward, 0 if remove else points)
        except UserError as error:
            request.session[PROBLEM] = str(error)
        return request.redirect(page)

    @route("/shop/club/use", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def club_use(self, coupon_id=None, **_values):
        """Use one of the member's own coupons in the cart; without a cart it waits for one."""
        coupon_sudo = self._get_own_coupon(coupon_id)
        if not coupon_sudo:
            request.session[PROBLEM] = request.env._("This coupon cannot be used any more. Look at your rewards.")
            return request.redirect("/shop/cart")
        cart_sudo = request.cart
        if cart_sudo and cart_sudo.order_line.filtered(lambda line: not line.reward_id and not line.is_delivery):
            return self.pricelist(coupon_sudo.code)
        request.session["pending_coupon_code"] = coupon_sudo.code
        request.session[NOTE] = request.env._(
            "“%s” waits for you: it is used as soon as something is in your cart.", coupon_sudo.program_id.name
        )
        return request.redirect("/shop/cart")

    def _get_own_coupon(self, coupon_id):
        """A coupon of the visitor that can still be used, or an empty recordset (superuser mode)."""
        coupons_sudo = request.env.user.partner_id._get_own_coupons()
        return coupons_sudo.filtered(lambda coupon: str(coupon.id) == coupon_id)


class ClubCart(Cart):
    @route()
    def cart(self, **post):
        follow_tier()
        return super().cart(**post)


class ClubVariant(WebsiteSaleVariantController):
    @route()
    def get_combination_info_website(
        self, product_template_id, product_id, combination, add_qty, uom_id=None, club_earning=False, **kwargs
    ):
        """``club_earning``: the page shows what buying the variant earns."""
        info = super().get_combination_info_website(
            product_template_id, product_id, combination, add_qty, uom_id=uom_id, **kwargs
        )
        if club_earning and request.website.is_view_active(EARNING_VIEW):
            values = request.env["product.template.attribute.value"].browse(combination)
            info["club_earning"] = request.env["ir.ui.view"]._render_template(
                "loyalty_club.product_earning_content",
                {
                    "club_earnings": request.website._get_product_earnings(
                        request.env["product.product"].browse(info["product_id"]),
                        quantity=float(add_qty or 1),
                        uom=request.env["uom.uom"].browse(uom_id) if uom_id else None,
                        values=values - values._without_no_variant_attributes(),
                    )
                },
            )
        return info


class ClubDelivery(WebsiteSaleLoyaltyDelivery):
    def _order_summary_values(self, order, **kwargs):
        """The delivery can change what an order earns, and how far it is from being free."""
        values = super()._order_summary_values(order, **kwargs)
        values["club_cart"] = request.env["ir.ui.view"]._render_template(
            "loyalty_club.cart_clubs", {"website_sale_order": order, "redirect": "/shop/checkout"}
        )
        return values
