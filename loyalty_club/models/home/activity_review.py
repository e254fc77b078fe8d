"""Products that a member bought and can review for points."""

from odoo import models

LATEST = 20


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    def _get_home_product_review(self, card):
        """The product bought last that the visitor has not reviewed and that the shop shows."""
        partner, company = self.env.user.partner_id, card.company_id
        lines = self.env["sale.order.line"].search(
            [
                ("order_id.partner_id", "=", partner.id),
                ("state", "=", "sale"),
                ("product_id.product_tmpl_id.is_published", "=", True),
                ("company_id", "child_of", company.ids) if company else (1, "=", 1),
            ],
            order="id desc",
            limit=LATEST,
        )
        products = lines.product_id.product_tmpl_id
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
