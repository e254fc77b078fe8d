from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleLoyaltyRewardWizard(models.TransientModel):
    """Where a club lets its members choose, staff are asked how many points the order takes."""

    _inherit = "sale.loyalty.reward.wizard"

    points_step = fields.Float(related="selected_reward_id.points_step")
    least_points = fields.Float(digits=(16, 2), compute="_compute_choice")
    most_points = fields.Float(digits=(16, 2), compute="_compute_choice")
    chosen_points = fields.Float(
        "Points to spend", digits=(16, 2), compute="_compute_chosen_points", store=True, readonly=False
    )

    def _get_reward_card(self):
        """The account that has the selected reward."""
        claimable = self.order_id._get_claimable_rewards()
        return next((card for card, rewards in claimable.items() if self.selected_reward_id in rewards), None)

    @api.depends("selected_reward_id")
    def _compute_choice(self):
        for wizard in self:
            reward = wizard.selected_reward_id
            card = reward.points_step and wizard._get_reward_card()
            least, most = wizard.order_id._get_choice_range(reward, card) if card else (0, 0)
            wizard.least_points, wizard.most_points = float(least), float(most)

    @api.depends("selected_reward_id")
    def _compute_chosen_points(self):
        """All that fits, as stock would take; the user chooses less."""
        for wizard in self:
            wizard.chosen_points = wizard.most_points

    def action_apply(self):
        self.ensure_one()
        if not self.points_step:
            return super().action_apply()
        card = self._get_reward_card()
        if not card:
            raise UserError(
                self.env._(
                    "“%s” cannot be had on this order any more. Choose another reward.",
                    self.selected_reward_id.description,
                )
            )
        self.order_id._set_reward_points(self.selected_reward_id, card, self.chosen_points)
        self._unlink_unused_coupon_ids()
        return True
