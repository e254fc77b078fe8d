from odoo import api, fields, models


class LoyaltyTierSet(models.TransientModel):
    """A manager gives members a tier up to a day, with a reason."""

    _name = "loyalty.tier.set"
    _inherit = "loyalty.readable.window"
    _description = "Set Tier"

    card_ids = fields.Many2many("loyalty.card", string="Members", required=True)
    card_id = fields.Many2one("loyalty.card", "Member", compute="_compute_card_id")
    program_id = fields.Many2one("loyalty.program", "Club", compute="_compute_card_id")
    is_by_hand = fields.Boolean(compute="_compute_card_id")
    tier_id = fields.Many2one(
        "loyalty.tier", required=True, domain="[('program_id', '=', program_id)]", ondelete="cascade"
    )
    until = fields.Date(
        "Up to", required=True, help="Last day; afterwards the member has the tier that was qualified for."
    )
    reason = fields.Char(required=True, help="Shown in the tier history.")

    @api.depends("card_ids")
    def _compute_card_id(self):
        for wizard in self:
            wizard.card_id = wizard.card_ids if len(wizard.card_ids) == 1 else False
            programs = wizard.card_ids.program_id
            wizard.program_id = programs if len(programs) == 1 else False
            wizard.is_by_hand = any(wizard.card_ids.mapped("tier_manual_until"))

    def action_set(self):
        """Set the tier now."""
        self.ensure_one()
        self.card_ids._set_tier(self.tier_id, self.until, self.reason)
        return {"type": "ir.actions.act_window_close"}
