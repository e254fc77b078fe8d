from odoo import models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _close_merged(self, sources, target):
        """What was said to the accounts stays with the survivor."""
        result = super()._close_merged(sources, target)
        Message = self.env["loyalty.message"].sudo()
        Message.search([("account_id", "in", sources.ids)]).account_id = target
        about = [("res_model", "=", self._name), ("res_id", "in", sources.ids), ("state", "=", "waiting")]
        Message.search(about).res_id = target.id
        return result
