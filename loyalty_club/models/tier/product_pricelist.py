from odoo import api, models
from odoo.http import request


class ProductPricelist(models.Model):
    """Members buy at the pricelist of their paid membership or their tier, wherever stock asks for the pricelist of a
    customer: on quotations, at the till, in the shop. Computed, not written: nothing has to be put back.
    """

    _inherit = "product.pricelist"

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        pricelists = super()._get_partner_pricelist_multi(partner_ids)
        if not self.env["res.groups"]._is_feature_enabled("product.group_product_pricelist"):
            return pricelists
        partners = self.env["res.partner"].with_context(active_test=False).browse(partner_ids)
        company = self.env.company
        own = partners._get_club_pricelists(company)
        for partner in partners if own else ():
            if partner._origin.id in own:
                pricelists[partner.id] = own[partner._origin.id].with_env(self.env)
        return pricelists

    def _is_of_company(self, company):
        """Whether the pricelist of a tier is used in this company."""
        return self.active and self.company_id.id in (False, company.id)

    def _is_available_on_website(self, website):
        """A tier's pricelist is for its members in the shop, too, without being there for everybody to choose."""
        return super()._is_available_on_website(website) or self._is_of_visitor(website)

    def _is_of_visitor(self, website):
        self.ensure_one()
        fits = self.active and self.company_id.id in (False, website.company_id.id)
        if not fits or (self.website_id and self.website_id != website):
            return False
        return bool(request) and self == website._get_tier_pricelist()
