from odoo import models


class LoyaltyMembershipPeriod(models.Model):
    _inherit = "loyalty.membership.period"

    def _get_taxed_price(self, price, customer):
        """A price of this period for a customer: their fiscal position may replace taxes that are in it.

        :param float price: as prices of the product are: with or without taxes
        :return: taxes, price
        """
        self.ensure_one()
        company = self.company_id
        product = self.sudo().product_id.with_company(company)
        taxes = product.taxes_id.filtered_domain(self.env["account.tax"]._check_company_domain(company))
        position = self.env["account.fiscal.position"].sudo().with_company(company)._get_fiscal_position(customer)
        price = product._get_tax_included_unit_price_from_price(price, taxes, fiscal_position=position)
        return position.map_tax(taxes) if position else taxes, price
