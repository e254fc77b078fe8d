from odoo import api, models
from odoo.tools import html2plaintext


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Messages of clubs hear that their mail came back."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        words = html2plaintext(message_dict.get("body") or "").split()
        self.env["loyalty.message"]._note_bounce(
            message_dict.get("bounced_msg_ids"), message_dict.get("bounced_email"), " ".join(words) or "mail_bounce"
        )
        return result
