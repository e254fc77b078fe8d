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
        rounds = Card._get_activity_rounds(self._name, verified.ids, "product_review") if verified else {}
        self.env["res.partner"]._record_partner_activities(
            "product_review",
            [
                (
                    rating.partner_id,
                    {
                        "key": ",".join(map(str, ("product_review", rating.res_id, *self._get_round(rating, rounds)))),
                        "origin_model": self._name,
                        "origin_id": rating.id,
                    },
                )
                for rating in verified
            ],
        )

    @staticmethod
    def _get_round(rating, rounds):
        """A review that was taken back and is published again is paid again; another review of the product is not."""
        return (rating.id, rounds[rating.id]) if rounds.get(rating.id) else ()

    def _get_verified(self):
        """Reviews by customers with a confirmed order of the product, at the till, in the shop or by sales."""
        partners = self.partner_id.commercial_partner_id
        product = ("product_id.product_tmpl_id", "in", self.mapped("res_id"))
        lines = self.env["sale.order.line"].sudo().search(
            [product, ("order_id.partner_id.commercial_partner_id", "in", partners.ids), ("state", "=", "sale")]
        )  # fmt: skip
        bought = {
            (line.order_id.partner_id.commercial_partner_id, line.product_id.product_tmpl_id.id) for line in lines
        }
        sold = self.env["pos.order.line"].sudo().search(
            [
                product,
                ("order_id.partner_id.commercial_partner_id", "in", partners.ids),
                ("order_id.state", "in", ("paid", "done", "invoiced")),
            ]
        )  # fmt: skip
        bought |= {
            (line.order_id.partner_id.commercial_partner_id, line.product_id.product_tmpl_id.id) for line in sold
        }
        return self.filtered(lambda rating: (rating.partner_id.commercial_partner_id, rating.res_id) in bought)
