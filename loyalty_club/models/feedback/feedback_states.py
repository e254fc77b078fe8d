"""From new to closed, and back when the member writes again."""

from odoo import models


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    def action_close(self):
        """Close it: what came of it is said, the member is asked for a short rating."""
        self.write({"state": "closed"})

    def action_reopen(self):
        """Open it again."""
        self.write({"state": "in_work"})
