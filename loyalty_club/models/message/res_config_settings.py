from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_message_limit = fields.Integer(related="company_id.club_message_limit", readonly=False)
    club_quiet_from = fields.Float(related="company_id.club_quiet_from", readonly=False)
    club_quiet_to = fields.Float(related="company_id.club_quiet_to", readonly=False)
    club_survey_rest_days = fields.Integer(related="company_id.club_survey_rest_days", readonly=False)
    club_stop_words = fields.Char(related="company_id.club_stop_words", readonly=False)
