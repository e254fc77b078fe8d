"""Prices and delivery of a cart follow the tier and the paid memberships of its member."""

from odoo import models
from odoo.http import request

from odoo.addons.website_sale.models.website import PRICELIST_SESSION_CACHE_KEY

BENEFITS_KEY = "loyalty_club_benefits"
NOTHING = [False, False, []]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _follow_tier(self):
        """Compute prices and delivery of the cart anew where the benefits of the member's tier and memberships are not
        those that the session saw last: a tier or a membership that came, or ended, while the cart was waiting.
        """
        benefits = self._get_tier_benefits()
        seen = request.session.get(BENEFITS_KEY, None if self._is_delivered_free() else NOTHING)
        if seen == benefits:
            return
        request.session[BENEFITS_KEY] = benefits
        if self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            self._compute_pricelist_id()
            request.session[PRICELIST_SESSION_CACHE_KEY] = self.pricelist_id.id
            request.pricelist = self.pricelist_id
        self._recompute_cart()
        self._verify_cart_after_update()

    def _is_delivered_free(self):
        """Whether delivery costs nothing: a new session does not know whether that was a benefit which ended since."""
        lines = self.order_line.filtered("is_delivery")
        return bool(lines) and not any(lines.mapped("price_unit"))

    def _get_tier_benefits(self):
        """[id of the price list of membership or tier, whether the tier makes delivery free, conditions on which
        memberships do]
        """
        self.ensure_one()
        if self.partner_id.is_public:
            return NOTHING
        partner = self.partner_id.with_company(self.company_id)
        shippings = self._get_membership_benefits_now().shipping
        return [
            self.website_id._get_tier_pricelist().id,
            bool(partner._get_benefit_tiers("free_shipping")),
            [[float(shipping.minimum), *sorted(shipping.carriers)] for shipping in shippings],
        ]
