from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    club_measure = fields.Selection(
        [("nps", "Would recommend us (NPS)"), ("satisfaction", "Satisfaction")],
        "The club measures",
        help="Answers are shown in the club's figures by month, tier, shop, cashier and product category.",
    )
    club_opens_case = fields.Boolean("Open a case", help="A low score opens a complaint at once, for staff to answer.")
    club_case_score = fields.Integer("Up to a score of", default=3, help="This score and lower ones.")

    @api.constrains("club_measure", "question_type", "scale_min", "scale_max")
    def _check_club_measure(self):
        for question in self.filtered("club_measure"):
            if question.question_type != "scale":
                raise ValidationError(
                    self.env._("“%s” cannot be measured. Choose the question type “Scale”.", question.title)
                )
            if question.club_measure == "nps" and (question.scale_min, question.scale_max) != (0, 10):
                raise ValidationError(
                    self.env._("The scale of “%s” has to go from 0 to 10: that is how NPS is defined.", question.title)
                )

    @api.constrains("club_opens_case", "club_case_score", "club_measure", "scale_min", "scale_max")
    def _check_club_case(self):
        for question in self.filtered("club_opens_case"):
            if not question.club_measure:
                raise ValidationError(
                    self.env._(
                        "Say what the club measures by “%s”, then its low scores can open cases.", question.title
                    )
                )
            if not question.scale_min <= question.club_case_score < question.scale_max:
                raise ValidationError(
                    self.env._(
                        "The best answer to “%(title)s” opens no case. Choose a score from %(low)s to %(high)s.",
                        title=question.title,
                        low=question.scale_min,
                        high=question.scale_max - 1,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"club_measure", "scale_min", "scale_max"}:
            self.survey_id._sync_club_results()
        return result
