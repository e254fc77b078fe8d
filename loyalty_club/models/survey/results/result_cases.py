"""What a low score opens."""

import logging

from odoo import models

from ...repeating import MET_OTHERS

_logger = logging.getLogger(__name__)


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
            for answer in low:
                answer._open_club_case(circumstances[answer])

    def _open_club_case(self, circumstances):
        """The case of one answer. It is for staff: where it cannot be opened, the answer stands all the same, and the
        server's log says why.
        """
        try:
            with self.env.cr.savepoint():
                self.env["loyalty.feedback"].sudo()._open([self._get_case_values(circumstances)])
        except MET_OTHERS:
            raise
        except Exception:
            _logger.exception("The low score of survey answer %s opened no case.", self.id)

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
        company, about = self._get_case_circumstances(circumstances)
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
            **about,
        }

    def _get_case_circumstances(self, circumstances):
        """What of the circumstances can be said of one case: it is of the customer's company, where the customer has
        one; a club of another company, and an order of somebody else, are left out.

        :return: (the company, {field of the case: id})
        """
        about = {
            name: circumstances[name]
            for name in ("partner_id", "account_id", "program_id", "sale_order_id", "pos_order_id")
        }
        partner = self.env["res.partner"].sudo().browse(about["partner_id"])
        company = self.env["res.company"].sudo().browse(circumstances["company_id"]) or partner.company_id
        company = company or self.env.company
        if partner.company_id and partner.company_id not in company.parent_ids:
            company = partner.company_id
        club = self.env["loyalty.program"].sudo().browse(about["program_id"])
        if club.company_id and club.company_id != company:
            about |= {"account_id": None, "program_id": None}
        for name, model in (("sale_order_id", "sale.order"), ("pos_order_id", "pos.order")):
            order = self.env[model].sudo().browse(about[name])
            whose = order.partner_id.commercial_partner_id
            is_other = partner and whose and whose != partner.commercial_partner_id
            if order and (is_other or order.company_id not in company.parent_ids):
                about[name] = None
        return company, about
