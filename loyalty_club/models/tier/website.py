from odoo import models
from odoo.http import request

from odoo.addons.website_sale.models.website import PRICELIST_SESSION_CACHE_KEY

TIER_PRICELIST_KEY = "loyalty_club_tier_pricelist"


class Website(models.Model):
    _inherit = "website"

    def _get_tier_pricelist(self):
        """The pricelist of the visitor's membership or tier; may be empty (superuser mode)."""
        nothing, partner = self.env["product.pricelist"].sudo(), self.env.user.partner_id
        if self.env.user._is_public():
            return nothing
        return partner._get_club_pricelists(self.company_id).get(partner.id, nothing)

    def _get_and_cache_current_pricelist(self):
        """The session forgets its pricelist when the member's tier gives another one. A request that only reads cannot
        bring the cart up to date: the next one does.
        """
        if not self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            return super()._get_and_cache_current_pricelist()
        own = self._get_tier_pricelist()
        changed = request.session.get(TIER_PRICELIST_KEY, False) != own.id
        if changed and self.env.cr.readonly:
            return own or self.env.user.partner_id.property_product_pricelist.sudo()
        if changed:
            request.session[TIER_PRICELIST_KEY] = own.id
            request.session.pop(PRICELIST_SESSION_CACHE_KEY, None)
        return super()._get_and_cache_current_pricelist()

    def get_pricelist_available(self, show_visible=False):
        """What members may buy at includes the pricelist of their tier; it is not offered to choose."""
        available = super().get_pricelist_available(show_visible=show_visible)
        if show_visible or not request:
            return available
        website = self.env["website"].get_current_website()
        own = website._get_tier_pricelist()
        return available | own.with_env(available.env) if own and own._is_of_visitor(website) else available
