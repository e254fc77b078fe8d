"""Which coupon programs are shared with partners: remembered, because every order asks."""

from odoo import api, models
from odoo.tools import ormcache


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    @api.model
    @ormcache()
    def _get_shared_programs(self):
        """Ids of the coupon programs whose coupons partners give out, archived offers included."""
        offers = self.sudo().with_context(active_test=False).search([("coupon_program_id", "!=", False)])
        return frozenset(offers.coupon_program_id.ids)

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        self.env.registry.clear_cache()
        return offers

    def write(self, vals):
        result = super().write(vals)
        if {"coalition_id", "coupon_program_id", "direction", "how", "active"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    def write(self, vals):
        result = super().write(vals)
        if "program_id" in vals:
            self.env.registry.clear_cache()
        return result
