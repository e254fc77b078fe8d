"""How much of the questions a member answered."""

from fractions import Fraction

from odoo import models

from ....engine.surveys import Share

CHOICES = ("simple_choice", "multiple_choice")


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _get_answered_share(self):
        """The share of questions that were shown, could be answered and were.

        :return: ``engine.surveys.Share``
        """
        self.ensure_one()
        answer = self.sudo()
        shown = answer.predefined_question_ids - answer._get_inactive_conditional_questions()
        given = answer.user_input_line_ids.grouped("question_id")
        none = answer.user_input_line_ids.browse()
        return Share.of(
            question._get_answered_part(given.get(question, none)) for question in shown if question._is_answerable()
        )


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def _is_answerable(self):
        """Whether there is something to answer: a choice has choices, or a comment that counts; a matrix has rows."""
        self.ensure_one()
        if self.is_page or not self.question_type:
            return False
        if self.question_type in CHOICES:
            return bool(self.suggested_answer_ids) or (self.comments_allowed and self.comment_count_as_answer)
        return self.question_type != "matrix" or bool(self.matrix_row_ids and self.suggested_answer_ids)

    def _get_answered_part(self, lines):
        """How much of this question these lines answer, 0 to 1; a matrix counts by its rows."""
        self.ensure_one()
        given = lines.filtered(lambda line: not line.skipped and line.answer_type)
        if self.question_type == "matrix":
            rows = given.filtered("suggested_answer_id").matrix_row_id & self.matrix_row_ids
            return Fraction(len(rows), len(self.matrix_row_ids) or 1)
        if self.question_type in CHOICES and not self.comment_count_as_answer:
            given = given.filtered("suggested_answer_id")
        return Fraction(bool(given))
