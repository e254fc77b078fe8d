"""What a low score opens."""

from odoo import models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _open_club_cases(self):
        """A low score, of a question or of the whole answer, opens a complaint at once; an answer opens one, however
        often it is completed.
        """
        results = self.env["loyalty.survey.result"].sudo().search(
            [("user_input_id", "in", self.ids), ("question_id.club_opens_case", "=", True)]
        )  # fmt: skip
        low = results.filtered(lambda result: result.score <= result.question_id.club_case_score).user_input_id
        low |= self.filtered(lambda answer: answer._has_low_total())
        if low:
            circumstances = low._list_club_circumstances()
            self.env["loyalty.feedback"].sudo()._open(
                [answer._get_case_values(circumstances[answer]) for answer in low]
            )

    def _has_low_total(self):
        """Whether the score of the whole answer opens a case. Where nothing that has a score was answered, there is
        none.
        """
        survey = self.survey_id
        if not survey.club_opens_case or survey.scoring_type == "no_scoring" or not self._is_standing():
            return False
        given = self.user_input_line_ids.filtered(lambda line: not line.skipped).question_id
        scored = any(
            max(question.suggested_answer_ids.mapped("answer_score"), default=0) > 0 or question.is_scored_question
            for question in given & self.predefined_question_ids
        )
        return scored and self.scoring_percentage <= survey.club_case_percent

    def _get_case_values(self, circumstances):
        """The complaint that a low score opens: values for ``loyalty.feedback._open``, in the words of those who will
        read it.

        :param circumstances: of ``_list_club_circumstances``
        """
        self.ensure_one()
        company = self.env["res.company"].sudo().browse(circumstances["company_id"] or self.env.company.id)
        language = company.feedback_user_id.lang or company.partner_id.lang or self.env.lang
        answer = self.with_context(lang=language)
        words = [
            f"{line.question_id.title}: {line.display_name}" for line in answer.user_input_line_ids if not line.skipped
        ]
        return {
            "key": f"survey,{self.id}",
            "kind": "complaint",
            "source": "survey",
            "subject": answer.env._("Low score in “%s”", answer.survey_id.title),
            "text": "\n".join(words),
            "company_id": company.id,
            "user_input_id": self.id,
            **{name: circumstances[name] for name in ("partner_id", "account_id", "program_id")},
            **{name: circumstances[name] for name in ("sale_order_id", "pos_order_id")},
        }
