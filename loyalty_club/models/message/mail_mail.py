from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """Messages of clubs hear whether their mail left the house."""
        ours = self.filtered(lambda mail: "/club/unsubscribe/" in (mail.headers or ""))
        if ours:
            self.env["loyalty.message"]._note_delivery("mail_id", ours, failure_type, failure_reason)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
