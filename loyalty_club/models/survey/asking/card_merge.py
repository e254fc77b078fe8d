from odoo import models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _close_merged(self, sources, target):
        """Invitations belong to the account that stays; what was asked stays asked."""
        result = super()._close_merged(sources, target)
        invitations = self.env["loyalty.survey.invitation"].sudo()
        invitations.search([("account_id", "in", sources.ids)]).account_id = target
        return result
