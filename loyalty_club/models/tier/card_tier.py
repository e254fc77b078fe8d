from odoo import fields, models


class LoyaltyCard(models.Model):
    """The tier of an account."""

    _inherit = "loyalty.card"

    tier_id = fields.Many2one("loyalty.tier", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    tier_reached_on = fields.Date("Tier reached on", readonly=True, copy=False)
    tier_expires_on = fields.Date("Tier lasts until", readonly=True, copy=False, help="Last day of the tier.")
    tier_manual_until = fields.Date(
        "Set by hand until", readonly=True, copy=False, help="Up to this day the tier was set by a manager."
    )
    tier_change_ids = fields.One2many("loyalty.tier.change", "card_id", "Tier history", readonly=True)
