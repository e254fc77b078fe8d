from odoo import api, fields, models
from odoo.exceptions import UserError

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

    @api.model
    def _describe_gone(self):
        """That a reward in the basket cannot be given, as a sentence."""
        return self.env._("A reward of this order is no longer given. Remove it, then pay.")

    def _check_at_till(self, card, wanted):
        """Points are not looked at.

        :param card: the account that pays
        :param dict wanted: {reward id: (pieces, amount in club currency)}
        :raise UserError: the member cannot have so much of one of these rewards now
        """
        offers, takers = self._get_offers(), self._get_takers(card)
        for reward in self:
            if reward.program_id != card.program_id:
                raise UserError(self._describe_gone())
            day = reward.program_id._get_local_day(self.env.cr.now())
            pieces, amount = wanted[reward.id]
            reason = refusal(offers[reward], takers[reward], day, pieces=pieces, amount=amount)
            if reason and reason != "points":
                raise UserError(reward._describe_refusal(reason, card))

    @api.model
    def _load_pos_data_fields(self, config):
        fields_of_limits = ["has_member_limit", "limit_per_member", "limit_period", "till_budget"]
        return [*super()._load_pos_data_fields(config), *fields_of_limits]
