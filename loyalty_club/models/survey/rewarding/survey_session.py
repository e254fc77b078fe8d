"""Live sessions: stock ends them by closing every answer that is open, without marking it as done."""

from odoo import models


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def action_end_session(self):
        """Those who took part are rewarded as those who submit; invited members who were about to answer on their own
        go on.
        """
        answers_sudo = self.env["survey.user_input"].sudo()
        open_sudo = answers_sudo.search([("survey_id", "in", self.ids), ("state", "!=", "done")])
        invited = open_sudo.filtered(lambda answer: answer.club_invitation_id and not answer.is_session_answer)
        before = invited.grouped("state")
        result = super().action_end_session()
        for state, answers in before.items():
            answers.state = state
        (open_sudo - invited).filtered(lambda answer: answer._took_part())._finish_session()
        return result


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _took_part(self):
        """Whether it is an answer of a live session in which something was answered."""
        return self.is_session_answer and any(not line.skipped for line in self.user_input_line_ids)

    def _finish_session(self):
        """Called when the session of these answers, done by now, has ended."""
        self._reward_answers()
