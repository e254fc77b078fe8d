from odoo import api, models

REVIEWED = "product.template"


class RatingRating(models.Model):
    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._sync_reviews()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        self._sync_reviews()
        return result

    def unlink(self):
        self._take_back_reviews()
        return super().unlink()

    def _take_back_reviews(self):
        """What these ratings were paid for is gone or no longer published."""
        reviews = self.sudo().filtered(lambda rating: rating.res_model == REVIEWED).ids
        if reviews and "product_review" in self.env["loyalty.program"]._get_triggers_in_use():
            self.env["loyalty.card"].sudo()._take_back_activities(self._name, reviews, ["product_review"])

    def _sync_reviews(self):
        """Published reviews of verified buyers are paid, once per product; hidden ones are taken back."""
        if "product_review" not in self.env["loyalty.program"]._get_triggers_in_use():
            return
        reviews = self.sudo().filtered(lambda rating: rating.res_model == REVIEWED and rating.partner_id)
        published = reviews.filtered(lambda rating: rating.consumed and not rating.is_internal)
        Card = self.env["loyalty.card"].sudo()
        (reviews - published)._take_back_reviews()
        verified = published._get_verified()
        ids = [rating.id for rating in verified]
        rounds = Card._get_activity_rounds(self._name, ids, "product_review") if ids else {}
        self.env["res.partner"]._record_partner_activities(
            "product_review",
            [
                (
                    rating.partner_id,
                    {
                        "key": ",".join(map(str, ("product_review", rating.res_id, *self._get_round(rating, rounds)))),
                        "origin_model": self._name,
                        "origin_id": rating.id,
                        "company": company,
                    },
                )
                for rating, companies in verified.items()
                for company in companies
            ],
        )

    @staticmethod
    def _get_round(rating, rounds):
        """A review that was taken back and is published again is paid again; another review of the product is not."""
        return (rating.id, rounds[rating.id]) if rounds.get(rating.id) else ()

    def _get_verified(self):
        """Reviews by customers with a confirmed order of the product, at the till, in the shop or by sales.

        :return: {rating: companies that sold it}; a club of another company did not
        """
        partners = self.partner_id.commercial_partner_id
        product = ("product_id.product_tmpl_id", "in", self.mapped("res_id"))
        buyer = ("order_id.partner_id.commercial_partner_id", "in", partners.ids)
        sold = self.env["sale.order.line"].sudo().search([product, buyer, ("state", "=", "sale")])
        at_till = self.env["pos.order.line"].sudo().search(
            [product, buyer, ("order_id.state", "in", ("paid", "done", "invoiced"))]
        )  # fmt: skip
        bought = {}
        for line in [*sold, *at_till]:
            identity = (line.order_id.partner_id.commercial_partner_id, line.product_id.product_tmpl_id.id)
            bought[identity] = bought.get(identity, self.env["res.company"].sudo()) | line.order_id.company_id
        found = {rating: bought.get((rating.partner_id.commercial_partner_id, rating.res_id)) for rating in self}
        return {rating: companies for rating, companies in found.items() if companies}
