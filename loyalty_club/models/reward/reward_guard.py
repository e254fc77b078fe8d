"""What nobody may do to a reward."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    @api.model_create_multi
    def create(self, vals_list):
        rewards = super().create(vals_list)
        if not self.env.su and any(reward.used_count or reward.used_amount for reward in rewards):
            raise self._use_is_not_written()
        return rewards

    def _use_is_not_written(self):
        return AccessError(self.env._("What was given of a budget is counted by itself and cannot be set."))

    def write(self, vals):
        """Renaming and archiving a reward does the same to the product behind it, whoever may do the former."""
        if not self.env.su and {"used_count", "used_amount"} & vals.keys():
            raise self._use_is_not_written()
        if "reward_type" in vals:
            self._check_type_change(vals["reward_type"])
        if self.env.su or not {"description", "active"} & vals.keys():
            return super().write(vals)
        self.check_access("write")
        result = super(LoyaltyReward, self.sudo()).write(vals)
        self.check_access("write")
        return result

    def _check_type_change(self, reward_type):
        """What members wait for stays what they paid for.

        :raise UserError: there are claims that staff have not fulfilled yet
        """
        changed = self.filtered(lambda reward: reward.reward_type != reward_type)
        rows = (
            self.env["loyalty.reward.claim"]
            .sudo()
            ._read_group(
                [("reward_id", "in", changed.ids), ("state", "in", ("requested", "reserved"))],
                ["reward_id"],
                ["__count"],
            )
        )
        for reward, count in rows:
            raise UserError(
                self.env._(
                    "%(count)s claims of “%(reward)s” wait. Fulfil or cancel them first, then change its type; or make "
                    "a new reward.",
                    count=count,
                    reward=reward.description,
                )
            )

    def unlink(self):
        """Rewards that members claimed, and those that took points, stay for their history."""
        Claim = self.env["loyalty.reward.claim"].sudo()
        claimed = Claim._read_group([("reward_id", "in", self.ids)], ["reward_id"], [])
        kept = self.browse(reward.id for (reward,) in claimed)
        kept.action_archive()
        return super(LoyaltyReward, self - kept).unlink()

    def _become_discounts(self):
        """Without the module there are no vouchers and services: they are archived, as discounts of 1."""
        for reward in self:
            super(LoyaltyReward, reward).write(  # pylint: disable=super-method-mismatch
                {
                    "reward_type": "discount",
                    "discount_mode": "per_order",
                    "discount_applicability": "order",
                    "discount": 1,
                    "description": reward.description,
                    "active": False,
                }
            )
