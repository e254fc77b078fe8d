"""The tiers of a club as values of the engine."""

from odoo import api, fields, models

from ...engine.tier_values import TierSettings
from ...engine.tiers import Ladder

TIER_SETTINGS = (
    "tier_qualify",
    "tier_period",
    "tier_period_months",
    "tier_keep",
    "tier_keep_months",
    "tier_downgrade",
)


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    has_tiers = fields.Boolean(
        compute="_compute_has_tiers", store=True, help="Postings of clubs without tiers do not look for any."
    )

    @api.depends("tier_ids.active")
    def _compute_has_tiers(self):
        for program in self:
            program.has_tiers = any(program.tier_ids.mapped("active"))

    def _get_tiers(self):
        """The tiers in use, lowest first (superuser mode)."""
        self.ensure_one()
        tiers = self.sudo().tier_ids.filtered("active")
        return tiers.sorted(lambda tier: (tier.sequence, tier.id or 0))

    def _get_lowest_tier(self):
        """The tier that asks for nothing: everybody's; may be empty (superuser mode)."""
        lowest = self._get_tiers()[:1]
        return lowest.browse() if lowest._get_minimums() else lowest

    def _get_tier_settings(self):
        """The settings as a value of the engine."""
        self.ensure_one()
        return TierSettings(**{name.removeprefix("tier_"): self[name] for name in TIER_SETTINGS})

    def _get_ladder(self):
        """The tiers and settings as a value of the engine; ``ref`` of a tier is its id."""
        tiers = [tier._get_engine_tier() for tier in self._get_tiers()]
        return Ladder(self.sudo()._get_tier_settings(), tiers)
