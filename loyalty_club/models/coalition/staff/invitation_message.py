"""What becomes of invitations before the gate of messages."""

from odoo import models


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    def _find_moot(self):
        """Whoever joined while the invitation waited needs none."""
        invitations = self.filtered(lambda message: message.purpose == "invitation")
        domain = [
            ("program_id", "in", invitations.program_id.ids),
            ("partner_id", "in", invitations.partner_id.ids),
            ("joined_on", "!=", False),
        ]
        rows = self.env["loyalty.card"].sudo()._read_group(domain, ["program_id", "partner_id"]) if invitations else []
        joined = set(rows)
        return super()._find_moot() | invitations.filtered(
            lambda message: (message.program_id, message.partner_id) in joined
        )

    def _after_failure(self):
        """An invitation that was not sent is none: staff reads why, and may invite again."""
        result = super()._after_failure()
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        invitations = self.filtered(lambda message: message.purpose == "invitation" and message.program_id)
        for message in invitations:
            message.partner_id.club_invited_at = False
        if invitations:
            bodies = {
                message.partner_id.id: self.env._(
                    "The invitation to “%(club)s” was not sent: %(reason)s.",
                    club=message.program_id.name,
                    reason=reasons.get(message.reason),
                )
                for message in invitations
            }
            invitations.partner_id._message_log_batch(bodies)
        return result
