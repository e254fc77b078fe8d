from odoo import api, fields, models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    till_status = fields.Json(
        compute="_compute_till_status", help="What a till needs to know about the member besides the balance."
    )

    def _compute_till_status(self):
        self.till_status = False

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "till_status"]
