"""What becomes of an invitation before the gate of messages: it is sent, or the gate says why not."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

WATCHED = 30
"""So many days news of the gate are looked for (a mail may come back days later)."""


class LoyaltySurveyInvitation(models.Model):
    _inherit = "loyalty.survey.invitation"

    @api.model
    def _follow_messages(self):
        """Compare open invitations with their messages: what was sent is invited, what was held back for good is not
        sent, with the reason. One statement.

        :return: number of invitations that moved
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE loyalty_survey_invitation i
                   SET state = CASE m.state WHEN 'sent' THEN 'invited' ELSE 'not_sent' END,
                       reason = CASE m.state WHEN 'sent' THEN NULL ELSE COALESCE(m.reason, 'undelivered') END,
                       answer_until = CASE m.state WHEN 'sent' THEN m.sent_at + (i.answer_until - i.asked_at)
                                      ELSE i.answer_until END,
                       invited_at = CASE m.state WHEN 'sent' THEN m.sent_at END,
                       write_date = %(now)s
                  FROM loyalty_message m
                 WHERE m.id = i.message_id AND i.asked_at > %(since)s AND (
                       (i.state = 'planned' AND m.state IN ('sent', 'skipped', 'failed'))
                    OR (i.state = 'invited' AND m.state IN ('skipped', 'failed')))
             RETURNING i.id
                """,
                now=self._get_now(),
                since=self._get_now() - timedelta(days=WATCHED),
            )
        )
        if rows:
            self.invalidate_model(["state", "reason", "invited_at", "answer_until"], flush=False)
        return len(rows)


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    def _find_moot(self):
        """Nobody is asked for what was answered in another way while the message waited."""
        about = self.filtered(lambda message: message.res_model == "loyalty.survey.invitation")
        found = self.env["loyalty.survey.invitation"].sudo().browse(about.mapped("res_id")).exists()
        answered = set(found.filtered(lambda invitation: invitation.state == "completed").ids)
        return super()._find_moot() | about.filtered(lambda message: message.res_id in answered)

    @api.model
    def _send_due(self, now=None, limit=None):
        """Invitations know at once what became of their messages."""
        count = super()._send_due(now=now, limit=limit)
        if count:
            self.env["loyalty.survey.invitation"]._follow_messages()
        return count
