from odoo import models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _close_merged(self, sources, target):
        """Memberships of the accounts that go belong to the one that stays."""
        result = super()._close_merged(sources, target)
        memberships = self.env["loyalty.membership"].sudo().search([("card_id", "in", sources.ids)])
        if memberships:
            memberships.card_id = target
            memberships._sync_benefits()
        return result
