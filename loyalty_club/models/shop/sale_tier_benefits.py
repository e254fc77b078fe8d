"""Prices and delivery of a cart follow the tier of its member."""

from odoo import models
from odoo.http import request

from odoo.addons.website_sale.models.website import PRICELIST_SESSION_CACHE_KEY

BENEFITS_KEY = "loyalty_club_benefits"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _follow_tier(self):
        """Compute prices and delivery of the cart anew where the benefits of the member's tier are others than when the
        session looked last: a tier that was reached, or that ended, while the cart was waiting.
        """
        benefits = self._get_tier_benefits()
        if request.session.get(BENEFITS_KEY, [False, False]) == benefits:
            return
        request.session[BENEFITS_KEY] = benefits
        if self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            self._compute_pricelist_id()
            request.session[PRICELIST_SESSION_CACHE_KEY] = self.pricelist_id.id
            request.pricelist = self.pricelist_id
        self._recompute_cart()
        self._verify_cart_after_update()

    def _get_tier_benefits(self):
        """[id of the price list of the tier, whether delivery is free]"""
        self.ensure_one()
        if self.partner_id.is_public:
            return [False, False]
        partner = self.partner_id.with_company(self.company_id)
        return [
            self.website_id._get_tier_pricelist().id,
            bool(partner._get_benefit_tiers("free_shipping")),
        ]
