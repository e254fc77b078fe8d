"""What providers of text messages report, at once or days later."""

from odoo import fields, models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    club_message_id = fields.Many2one("loyalty.message", ondelete="cascade", index="btree_not_null")

    def _action_update_from_provider_error(self, provider_error):
        """A text message was not delivered: its message is told why."""
        result = super()._action_update_from_provider_error(provider_error)
        _status, failure_type, reason = result
        if self.club_message_id:
            self._tell_club_messages(failure_type, reason)
        return result

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        """Delivered, or not. (That it left the house is no news: an older report may come late.)"""
        result = super()._action_update_from_sms_state(
            sms_state, failure_type=failure_type, failure_reason=failure_reason
        )
        if self.club_message_id and sms_state == "error":
            self._tell_club_messages(failure_type, failure_reason)
        elif self.club_message_id and sms_state == "sent":
            self.sudo().club_message_id._note_delivered()
        return result

    def _tell_club_messages(self, failure_type, reason):
        detail = ": ".join(filter(None, (failure_type, reason))) or "unknown"
        self.sudo().club_message_id._note_undelivered(detail)
