from odoo import models

from ...engine.points import exact


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    def _takes_many_points(self):
        """Whether the member may spend more than the least price on it at once."""
        self.ensure_one()
        return self.clear_wallet or (self.reward_type == "discount" and self.discount_mode == "per_point")

    def _get_least_price(self):
        """The least number of points that it takes, as a decimal."""
        self.ensure_one()
        return max(exact(self.required_points), exact(self.points_step))
