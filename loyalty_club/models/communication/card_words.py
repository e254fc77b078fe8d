"""What communications ask of an account."""

from odoo import models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _will_keep_tier(self):
        """Whether the tier goes on after its last day by what was bought already, as far as is known today."""
        self.ensure_one()
        program = self.program_id
        if program.tier_keep == "months_after_purchase" or self.tier_manual_until or not self.tier_expires_on:
            return False
        return bool(self.tier_keep_text and not self.tier_keep_basis)
