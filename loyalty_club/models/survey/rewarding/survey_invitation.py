from odoo import models
from odoo.exceptions import UserError


class LoyaltySurveyInvitation(models.Model):
    """The page behind an invitation."""

    _inherit = "loyalty.survey.invitation"

    def _get_obstacle(self, user=None):
        """Why the survey cannot be answered by this invitation.

        :param user: who is logged in; None: nobody
        :return: ``over``, ``done``, ``other`` (somebody else is logged in), or None
        """
        self.ensure_one()
        invitation = self.sudo()
        survey = invitation.survey_id
        if user and not user._is_public() and user.partner_id != invitation.partner_id:
            return "other"
        if invitation.user_input_id.state == "done":
            return "done"
        if not survey.active or not survey.question_ids or not invitation.partner_id or survey.session_state:
            return "over"
        is_late = invitation.answer_until and invitation.answer_until <= self._get_now()
        return "over" if is_late else None

    def _open(self):
        """Find the one answer that belongs to the invitation, or make it. Whether a member follows it, or a program
        that checks addresses in mails, is not known yet (``_mark_seen``).

        :return: the address of the survey with that answer
        :raise UserError: the survey is over, or was answered
        """
        self.ensure_one()
        invitation = self.sudo()
        if invitation._get_obstacle():
            raise UserError(self.env._("This survey cannot be answered any more."))
        answer = invitation.user_input_id
        if not answer:
            survey, partner = invitation.survey_id, invitation.partner_id
            answer = survey._create_answer(
                partner=partner,
                email=partner.email,
                invite_token=invitation.token,
                deadline=invitation.answer_until,
                club_invitation_id=invitation.id,
                lang_id=invitation._get_survey_language().id,
            )
            invitation.user_input_id = answer
        return answer.get_start_url()

    def _get_survey_language(self):
        """The member's language where the survey speaks it."""
        code = self.partner_id.lang
        known = code and code in self.survey_id._get_supported_lang_codes()
        return self.env["res.lang"]._lang_get(code) if known else self.env["res.lang"]

    def _mark_completed(self, answer):
        """The member completed the survey; of several tries the first one stands."""
        invitation = self.sudo()
        if invitation.user_input_id != answer and invitation.user_input_id._is_standing():
            return
        values = {"state": "completed", "completed_at": self._get_now(), "user_input_id": answer.id}
        if not invitation.opened_at:
            values["opened_at"] = values["completed_at"]
        if answer.survey_id.scoring_type != "no_scoring":
            values["score"] = answer.scoring_percentage
        invitation.write(values)

    def _mark_reopened(self):
        """The answer was opened again or deleted."""
        self.sudo().write({"state": "opened", "completed_at": False})
