from odoo import models


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _sync_benefits(self):
        super()._sync_benefits()
        self._sync_tiers()

    def _sync_tiers(self):
        tiers = self.filtered(lambda membership: membership.plan_id.tier_id or membership.card_id.membership_tier_id)
        tiers.card_id._sync_membership_tiers()

    def write(self, vals):
        """A membership that goes on with another plan, or on another account, takes its tier with it."""
        before = self.card_id if {"plan_id", "card_id"} & vals.keys() else None
        result = super().write(vals)
        if before is not None:
            (before | self.card_id)._sync_membership_tiers()
        return result
