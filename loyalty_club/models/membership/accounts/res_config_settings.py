from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    membership_deferral = fields.Boolean(related="company_id.membership_deferral", readonly=False)
    membership_deferral_account_id = fields.Many2one(
        related="company_id.membership_deferral_account_id", readonly=False
    )
    membership_deferral_journal_id = fields.Many2one(
        related="company_id.membership_deferral_journal_id", readonly=False
    )
