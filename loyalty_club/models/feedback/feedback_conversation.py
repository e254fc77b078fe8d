"""The conversation: Odoo's own chatter, on the portal as well; what it changes on the feedback."""

from odoo import models


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    def _post_first_message(self, attachments):
        """What the member wrote begins the conversation."""
