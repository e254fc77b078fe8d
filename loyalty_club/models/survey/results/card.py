from odoo import models


class LoyaltyCard(models.Model):
    _name = "loyalty.card"
    _inherit = ["loyalty.card", "loyalty.survey.answered"]

    def _get_answer_field(self):
        return "account_id"

    def _close_merged(self, sources, target):
        """Answers belong to the account that stays."""
        result = super()._close_merged(sources, target)
        moved = self.env["loyalty.survey.result"].sudo().search([("account_id", "in", sources.ids)])
        moved.account_id = target
        return result
