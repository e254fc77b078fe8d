"""What templates of communications ask of an account."""

from odoo import models
from odoo.tools import format_date


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _will_keep_tier(self):
        """Whether the tier goes on after its last day by what was bought already, as far as is known today."""
        self.ensure_one()
        program = self.program_id
        if program.tier_keep == "months_after_purchase" or self.tier_manual_until or not self.tier_expires_on:
            return False
        return bool(self.tier_keep_text and not self.tier_keep_basis)

    def get_expiring_text(self):
        """“120 points”: what goes next, for mails; empty where nothing does. For templates."""
        self.ensure_one()
        return self._format_points(self.expiring_points) if self.expiring_on else ""

    def get_day_text(self, name):
        """A day of the account (the name of a field) as a text in the language of the mail. For templates."""
        self.ensure_one()
        day = self[name] if self._fields[name].type == "date" else None
        return format_date(self.env, day) if day else ""
