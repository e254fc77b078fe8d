from odoo import api, fields, models
from odoo.exceptions import UserError

REASONS = [
    ("reached", "Reached"),
    ("kept", "Kept for another period"),
    ("expired", "Not kept up"),
    ("refund", "A refund took the ground from it"),
    ("manual", "Set by hand"),
    ("manual_end", "End of what was set by hand"),
    ("settings", "The club's tiers changed"),
    ("merge", "Accounts were merged"),
    ("membership", "Paid membership"),
    ("membership_end", "End of a paid membership"),
]


class LoyaltyTierChange(models.Model):
    """One move of one member from a tier to another (or the same one for another period). Written by the club only."""

    _name = "loyalty.tier.change"
    _description = "Tier Change"
    _order = "changed_at desc, id desc"
    _rec_name = "to_tier_id"

    card_id = fields.Many2one("loyalty.card", "Account", required=True, readonly=True, ondelete="cascade", index=True)
    program_id = fields.Many2one(
        "loyalty.program", "Club", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, ondelete="set null", index="btree_not_null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    from_tier_id = fields.Many2one("loyalty.tier", "From", readonly=True, ondelete="set null")
    to_tier_id = fields.Many2one("loyalty.tier", "To", readonly=True, ondelete="set null")
    direction = fields.Selection(
        [("up", "Up"), ("down", "Down"), ("same", "Same")], required=True, readonly=True, default="same"
    )
    reason = fields.Selection(REASONS, required=True, readonly=True)
    note = fields.Char(readonly=True)
    changed_at = fields.Datetime("Date", required=True, readonly=True, help="The moment the change counts for.")
    expires_on = fields.Date("Lasts until", readonly=True, help="Last day of the tier after this change.")
    coupon_id = fields.Many2one(
        "loyalty.card", "Welcome coupon", readonly=True, ondelete="set null", index="btree_not_null"
    )

    _program_idx = models.Index("(program_id, changed_at)")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("The tier history is written by the club. Use “Set tier” on the member instead."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The tier history cannot be changed. Use “Set tier” on the member instead."))

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self.env._("The tier history cannot be deleted."))
