from odoo import api, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.constrains("list_price")
    def _check_membership_price(self):
        negative = self.filtered(lambda product: product.list_price < 0).product_variant_ids
        if not negative:
            return
        Period, Plan = self.env["loyalty.membership.period"].sudo(), self.env["loyalty.membership.plan"].sudo()
        if Period.search_count([("product_id", "in", negative.ids)], limit=1):
            raise ValidationError(self.env._("The price of a period cannot be negative."))
        if Plan.search_count([("joining_fee_product_id", "in", negative.ids)], limit=1):
            raise ValidationError(self.env._("The joining fee cannot be negative."))
