from odoo import api, fields, models

from ...engine.points import ZERO
from ...engine.rewards import refusal


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    till_budget = fields.Json(compute="_compute_till_budget", help="What is left for all members together.")

    @api.depends("has_count_budget", "budget_count", "used_count", "has_amount_budget", "budget_amount", "used_amount")
    def _compute_till_budget(self):
        """``{"count": pieces or None, "amount": money (club currency) or None}``; False: no budget."""
        for reward in self:
            count = max(reward.budget_count - reward.used_count, 0) if reward.has_count_budget else None
            amount = max(reward.budget_amount - reward.used_amount, 0.0) if reward.has_amount_budget else None
            budget = {"count": count, "amount": amount}
            reward.till_budget = budget if any(left is not None for left in budget.values()) else False

    def _get_till_refusal(self, card, pieces, amount):
        """Why the member cannot have so many pieces now; points are not looked at.

        :return: engine's reason, or None
        """
        self.ensure_one()
        day = self.program_id._get_local_day(self.env.cr.now())
        taker = self._get_takers(card.sudo())[self]
        return refusal(self._get_offer(), taker, day, pieces=pieces, amount=amount or ZERO)

    @api.model
    def _load_pos_data_fields(self, config):
        fields_of_limits = ["has_member_limit", "limit_per_member", "limit_period", "till_budget"]
        return [*super()._load_pos_data_fields(config), *fields_of_limits]
