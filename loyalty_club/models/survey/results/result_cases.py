"""What a low score opens."""

from odoo import models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _open_club_cases(self):
        """A low score opens a complaint at once; an answer opens one, however often it is completed."""
        results = self.env["loyalty.survey.result"].sudo().search(
            [("user_input_id", "in", self.ids), ("question_id.club_opens_case", "=", True)]
        )  # fmt: skip
        low = results.filtered(lambda result: result.score <= result.question_id.club_case_score)
        cases = {result.user_input_id: result._get_case_values() for result in low}
        if cases:
            self.env["loyalty.feedback"].sudo()._open(list(cases.values()))


class LoyaltySurveyResult(models.Model):
    _inherit = "loyalty.survey.result"

    def _get_case_values(self):
        """The complaint that this low score opens: values for ``loyalty.feedback._open``."""
        self.ensure_one()
        answer = self.user_input_id
        words = [
            f"{line.question_id.title}: {line.display_name}" for line in answer.user_input_line_ids if not line.skipped
        ]
        return {
            "key": f"survey,{answer.id}",
            "kind": "complaint",
            "source": "survey",
            "subject": self.env._("Low score in “%s”", self.survey_id.title),
            "text": "\n".join(words),
            "partner_id": self.partner_id.id,
            "account_id": self.account_id.id,
            "program_id": self.program_id.id,
            "company_id": (self.company_id or self.env.company).id,
            "sale_order_id": self.sale_order_id.id,
            "pos_order_id": self.pos_order_id.id,
            "user_input_id": answer.id,
        }
