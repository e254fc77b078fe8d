from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    feedback_user_id = fields.Many2one(related="company_id.feedback_user_id", readonly=False)
    feedback_calendar_id = fields.Many2one(
        related="company_id.resource_calendar_id", string="Working hours for answers", readonly=False
    )
    feedback_days_complaint = fields.Integer(related="company_id.feedback_days_complaint", readonly=False)
    feedback_days_question = fields.Integer(related="company_id.feedback_days_question", readonly=False)
    feedback_days_suggestion = fields.Integer(related="company_id.feedback_days_suggestion", readonly=False)
    feedback_days_praise = fields.Integer(related="company_id.feedback_days_praise", readonly=False)
