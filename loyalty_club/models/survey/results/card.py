from odoo import models


class LoyaltyCard(models.Model):
    _name = "loyalty.card"
    _inherit = ["loyalty.card", "loyalty.survey.answered"]

    def _get_answer_field(self):
        return "account_id"
