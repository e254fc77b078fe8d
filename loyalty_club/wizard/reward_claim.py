from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.reward.reward import CLAIMED_TYPES


class LoyaltyRewardClaimWizard(models.TransientModel):
    """Staff claim a voucher or a service for a member, from the member or from the catalogue."""

    _name = "loyalty.reward.claim.wizard"
    _inherit = "loyalty.readable.window"
    _description = "Claim a Reward"

    card_id = fields.Many2one(
        "loyalty.card",
        "Member",
        domain="[('is_club', '=', True), ('membership_state', '=', 'active'), ('program_id', '=?', club_id)]",
    )
    reward_id = fields.Many2one(
        "loyalty.reward",
        domain=f"[('reward_type', 'in', {list(CLAIMED_TYPES)}), ('program_id', '=?', program_id),"
        " ('program_type', '=', 'loyalty')]",
    )
    program_id = fields.Many2one(related="card_id.program_id", string="Club of the member")
    club_id = fields.Many2one(related="reward_id.program_id", string="Club of the reward")
    balance = fields.Char(related="card_id.points_display", string="Balance")
    price = fields.Char(compute="_compute_problem")
    budget_left = fields.Char(related="reward_id.budget_left")
    problem = fields.Char(compute="_compute_problem")
    note = fields.Text(help="What the member asks for, for example a size or a date.")

    @api.depends("card_id", "reward_id")
    def _compute_problem(self):
        for wizard in self:
            both = bool(wizard.card_id and wizard.reward_id)
            wizard.price = both and wizard.card_id._format_points(wizard.reward_id.required_points)
            wizard.problem = both and wizard.card_id._get_claim_problems(wizard.reward_id)[wizard.reward_id]

    def action_claim(self):
        """Take the points and open the claim; clicking twice claims once."""
        self.ensure_one()
        if not self.card_id or not self.reward_id:
            raise UserError(self.env._("Choose a member and a reward."))
        self.card_id.check_access("read")
        self.reward_id.check_access("read")
        key = f"wizard,{self.id},{self.reward_id.id}"
        claim = self.card_id._claim_reward(self.reward_id, key=key, note=self.note)
        return {
            "type": "ir.actions.act_window",
            "res_model": claim._name,
            "res_id": claim.id,
            "view_mode": "form",
        }
