from odoo import fields, models


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    club_opens_case = fields.Boolean(
        "Low scores open a case", help="A low score of the whole answer opens a complaint at once, for staff to answer."
    )
    club_case_percent = fields.Integer(
        "Up to a total score of (%)", default=50, help="This score and lower ones, in per cent of the highest score."
    )

    _club_case_percent_check = models.Constraint(
        "CHECK (club_case_percent BETWEEN 0 AND 99)",
        "The best answer opens no case. Choose a score from 0 to 99 per cent.",
    )
