from odoo import fields, models

from ..engine.points import exact
from ..engine.tier_values import Tier


class LoyaltyTierPreviewLine(models.TransientModel):
    """A tier as it would be."""

    _name = "loyalty.tier.preview.line"
    _inherit = "loyalty.readable.window"
    _description = "Tier in a Preview"
    _order = "sequence, id"

    preview_id = fields.Many2one("loyalty.tier.preview", required=True, ondelete="cascade")
    tier_id = fields.Many2one("loyalty.tier", "Existing tier", ondelete="cascade")
    sequence = fields.Integer(default=1000)
    name = fields.Char("Tier", required=True)
    currency_id = fields.Many2one(related="preview_id.currency_id")
    min_points = fields.Float("Points", digits=(16, 2))
    min_amount = fields.Monetary("Purchases", currency_field="currency_id")
    min_orders = fields.Integer("Orders")

    def _get_ref(self):
        """What stands for the tier: its id, or a text for one to come."""
        self.ensure_one()
        return self.tier_id.id or f"new,{self.id}"

    def _get_engine_tier(self):
        return Tier(exact(self.min_points), exact(self.min_amount), self.min_orders, self._get_ref())
