from odoo import fields, models


class LoyaltyTierPreviewMove(models.TransientModel):
    """How many members would move from one tier to another."""

    _name = "loyalty.tier.preview.move"
    _description = "Move in a Preview of Tiers"
    _order = "id"

    preview_id = fields.Many2one("loyalty.tier.preview", required=True, ondelete="cascade")
    from_name = fields.Char("Now", readonly=True)
    to_name = fields.Char("Then", readonly=True)
    direction = fields.Selection([("up", "Rise"), ("down", "Fall"), ("same", "Stay")], readonly=True)
    member_count = fields.Integer("Members", readonly=True)
