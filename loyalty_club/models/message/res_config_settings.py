import secrets

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_message_limit = fields.Integer(related="company_id.club_message_limit", readonly=False)
    club_quiet_from = fields.Float(related="company_id.club_quiet_from", readonly=False)
    club_quiet_to = fields.Float(related="company_id.club_quiet_to", readonly=False)
    club_survey_rest_days = fields.Integer(related="company_id.club_survey_rest_days", readonly=False)
    club_message_months = fields.Integer(related="company_id.club_message_months", readonly=False)
    club_stop_words = fields.Char(related="company_id.club_stop_words", readonly=False)
    club_sms_hook_url = fields.Char("Address for incoming text messages", compute="_compute_club_sms_hook_url")

    @api.depends("company_id")
    def _compute_club_sms_hook_url(self):
        for settings in self:
            company = settings.company_id
            token = company.sudo().club_sms_hook_token
            settings.club_sms_hook_url = token and f"{company.get_base_url()}/club/sms/{token}"

    def action_renew_club_sms_hook(self):
        """A new address for incoming text messages; the old one is no longer in use."""
        self.ensure_one()
        self.check_access("write")
        self.company_id.sudo().club_sms_hook_token = secrets.token_urlsafe(24)
        return self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_club_settings_action")
