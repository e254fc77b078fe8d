"""How invitations come to be: rows of one statement, and their messages before the gate."""

import secrets
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .plan_asking import MESSAGES, VALID_DAYS

COLUMNS = (
    "token", "plan_id", "moment", "survey_id", "partner_id", "account_id", "program_id", "company_id", "origin_model",
    "origin_id", "key", "event_at", "channel", "state", "reason", "asked_at", "invited_at", "answer_until",
)  # fmt: skip


class LoyaltySurveyInvitation(models.Model):
    _inherit = "loyalty.survey.invitation"

    @api.model
    def _make(self, plan, judged):
        """Invitations of a plan, in one statement.

        :param judged: list of (``Due``, why not: a value of ``reason``, or None)
        :return: the invitations that are new, also those that are not sent (superuser mode)
        """
        if not judged:
            return self.sudo().browse()
        self.env.flush_all()
        now, uid = self._get_now(), self.env.uid
        rows = [(*self._get_row(plan, due, reason, now), uid, now, uid, now) for due, reason in judged]
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO loyalty_survey_invitation (%s, create_uid, create_date, write_uid, write_date)
                VALUES %s ON CONFLICT (key) DO NOTHING RETURNING id
                """,
                SQL(", ").join(SQL.identifier(column) for column in COLUMNS),
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        plan.invalidate_recordset(["invitation_ids"])
        return self.sudo().browse(row[0] for row in made)

    def _get_row(self, plan, due, reason, now):
        at_once = plan.channel not in MESSAGES
        state = "not_sent" if reason else "invited" if at_once else "planned"
        return (
            secrets.token_urlsafe(16),
            plan.id,
            plan.moment,
            plan.survey_id.id,
            due.partner_id,
            due.account_id,
            plan.program_id.id,
            plan.company_id.id,
            due.origin_model,
            due.origin_id,
            due.key,
            due.at,
            plan.channel,
            state,
            reason,
            now,
            now if state == "invited" else None,
            now + timedelta(days=plan.answer_days) if plan.answer_days else None,
        )

    def _queue_messages(self):
        """Put the messages of these invitations before the gate, and remember which are whose."""
        if not self:
            return
        until = self._get_now() + timedelta(days=VALID_DAYS)
        self.env["loyalty.message"]._queue([invitation._get_message_values(until) for invitation in self])
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_survey_invitation i SET message_id = m.id FROM loyalty_message m
                 WHERE i.id = ANY(%s) AND m.res_model = %s AND m.res_id = i.id AND m.key = 'survey,' || i.id
                """,
                self.ids,
                self._name,
            )
        )
        self.invalidate_recordset(["message_id"])

    def _get_message_values(self, until):
        plan = self.plan_id
        template = (
            {"mail_template_id": plan.mail_template_id.id}
            if self.channel == "email"
            else {"sms_template_id": plan.sms_template_id.id}
        )
        return {
            "partner_id": self.partner_id.id,
            "account_id": self.account_id.id,
            "program_id": self.program_id.id,
            "company_id": self.company_id.id,
            "purpose": "survey",
            "channel": self.channel,
            "key": f"survey,{self.id}",
            "res_model": self._name,
            "res_id": self.id,
            "valid_until": until,
            **template,
        }
