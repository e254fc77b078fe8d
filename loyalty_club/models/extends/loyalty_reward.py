from odoo import models


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    def _get_point_value(self):
        """What a point is worth with this reward, in the program's currency; 0 where that is not a fixed sum."""
        self.ensure_one()
        if self.reward_type == "product":
            product = self.reward_product_ids[:1]
            return product.lst_price * self.reward_product_qty / (self.required_points or 1)
        if self.reward_type == "discount" and self.discount_mode == "per_point":
            return self.discount
        if self.reward_type == "discount" and self.discount_mode == "per_order":
            return self.discount / (self.required_points or 1)
        return 0.0
