"""The rewards of a club as a member sees them at home."""

from odoo import models

from ...engine.points import ZERO
from ..reward.reward import CLAIMED_TYPES

FEW = 10
"""So few pieces left are worth saying."""


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_reward_catalogue(self, with_images=True):
        """Every reward of the club that is not over: what is within reach first, then what comes next.

        :param bool with_images: whether to look which rewards have a picture
        :return: list of dicts: ``reward`` (superuser mode), ``price`` (text), ``is_claimed`` (claimed by itself; others
            are put on a purchase), ``reason`` (why it cannot be had now, a sentence; False: it can), ``percent`` (0 to
            100, of the points it needs; None: not the points are missing), ``left`` (pieces, where few are left),
            ``has_image``
        """
        self.ensure_one()
        card = self.sudo()
        rewards = card._get_rewards_for_home()
        if not rewards:
            return []
        refusals, spendable = rewards._get_refusals(card), card._get_spendable()[card]
        left = rewards._get_left()
        pictured = set(rewards.with_context(bin_size=True).filtered("image").ids) if with_images else ()
        offers = []
        for reward in rewards:
            is_claimed, price = reward.reward_type in CLAIMED_TYPES, reward._get_least_price()
            reason = refusals.get(reward) or ("points" if spendable < price else None)
            if is_claimed and card._get_claim_obstacle(reward):
                continue
            pieces = left[reward][0] if reward.has_count_budget else None
            offers.append(
                {
                    "reward": reward,
                    "price": card._tell_least_price(reward),
                    "is_claimed": is_claimed,
                    "reason": reason and card._tell_home_reason(reward, reason, price - spendable),
                    "percent": int(100 * max(spendable, ZERO) / price) if reason == "points" else None,
                    "left": pieces if pieces and pieces <= FEW else None,
                    "has_image": reward.id in pictured,
                    "order": (bool(reason), reason != "points", price),
                }
            )
        return sorted(offers, key=lambda offer: offer["order"])

    def _get_rewards_for_home(self):
        """The rewards of the club that are not over (superuser mode)."""
        program, today = self.program_id, self.program_id._get_local_day(self.env.cr.now())
        if not program.active or (program.date_to and program.date_to < today):
            return self.env["loyalty.reward"]
        return self.env["loyalty.reward"].search_fetch(
            [("program_id", "=", program.id), "|", ("date_to", "=", False), ("date_to", ">=", today)]
        )

    def _tell_home_reason(self, reward, reason, missing):
        if reason == "points":
            return self.env._("You need %s more.", self._say_points(float(missing)))
        return reward._tell_member(reason, self)

    def _tell_least_price(self, reward):
        """“100 points”, or “from 100 points” where more can be spent."""
        price = self._format_points(float(reward._get_least_price()))
        return self.env._("from %s", price) if reward._takes_many_points() else price
