"""Products that a member bought and can review for points."""

from odoo import models
from odoo.fields import Domain

LATEST = 20
BOUGHT = {"sale.order.line": ("sale",), "pos.order.line": ("paid", "done")}
"""{lines of purchases, in the shop and at tills: states of their orders}"""


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    def _get_home_product_review(self, card):
        """The product bought last that the visitor has not reviewed and that the shop shows."""
        partner = self.env.user.partner_id
        products = self._get_bought_products(partner, card.company_id)
        if not products:
            return []
        reviews = self.env["rating.rating"].search_fetch(
            [
                ("res_model", "=", products._name),
                ("res_id", "in", products.ids),
                ("partner_id", "=", partner.id),
                ("consumed", "=", True),
            ],
            ["res_id"],
        )
        reviewed = set(reviews.mapped("res_id"))
        product = next((product for product in products if product.id not in reviewed), None)
        if not product:
            return []
        return self._offer_at(f"{product.website_url}#o_product_page_reviews", hint=product.name)

    def _get_bought_products(self, partner, company):
        """Templates of published products that ``partner`` bought of ``company`` (empty: any), last one first."""
        shown = Domain("order_id.partner_id", "=", partner.id)
        shown &= Domain("product_id.product_tmpl_id.is_published", "=", True)
        if company:
            shown &= Domain("company_id", "child_of", company.ids)
        found = []
        for model, states in BOUGHT.items():
            domain = shown & Domain("order_id.state", "in", states)
            lines = self.env[model].search(domain, order="id desc", limit=LATEST)
            found += [(line.order_id.date_order, line.id, line.product_id.product_tmpl_id) for line in lines]
        found.sort(key=lambda bought: bought[:2], reverse=True)
        return self.env["product.template"].union(*(template for _at, _line_id, template in found))
