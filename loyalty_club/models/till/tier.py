from odoo import api, models


class LoyaltyTier(models.Model):
    _name = "loyalty.tier"
    _inherit = ["loyalty.tier", "pos.load.mixin"]

    @api.model
    def _load_pos_data_domain(self, data, config):
        return [("program_id", "in", config._get_program_ids().ids)]

    @api.model
    def _load_pos_data_fields(self, config):
        return [
            "name",
            "program_id",
            "sequence",
            "color",
            "point_multiplier",
            "min_points",
            "min_amount",
            "min_orders",
            "pricelist_id",
        ]
