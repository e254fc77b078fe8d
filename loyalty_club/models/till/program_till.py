"""What a till knows of clubs: settings, rules and rewards. Nothing of it is about a member."""

from odoo import api, fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    is_earning = fields.Boolean(compute="_compute_is_earning", help="Purchases earn points at present.")

    @api.depends("closing_on", "active")
    def _compute_is_earning(self):
        for program in self:
            program.is_earning = program.active and program._is_earning()

    @api.model
    def _load_pos_data_fields(self, config):
        return [
            *super()._load_pos_data_fields(config),
            "tz",
            "points_rounding",
            "points_rounding_method",
            "earn_on",
            "hold_days",
            "enrollment",
            "contact_accounts",
            "debit_policy",
            "member_program_id",
            "member_tier_ids",
            "is_earning",
            "has_tiers",
            "has_referrals",
            "tier_qualify",
        ]
