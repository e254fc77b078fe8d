from odoo import models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        answers = self.sudo().filtered(lambda answer: answer.partner_id and not answer.test_entry)
        self.env["res.partner"]._record_partner_activities(
            "survey_completed",
            [
                (
                    answer.partner_id,
                    {
                        "key": f"survey_completed,{answer.survey_id.id}",
                        "survey_id": answer.survey_id.id,
                        "origin_model": self._name,
                        "origin_id": answer.id,
                    },
                )
                for answer in answers
            ],
        )
        return result
