"""What a member can have for points with a cart, and what is out of reach and why."""

from odoo import fields, models
from odoo.tools import format_amount

from ...engine.points import ZERO, exact
from ...engine.rewards import pieces_left
from ..reward.reward import CLAIMED_TYPES
from .sale_shop_earning import isolate, strong

OUT_OF_REACH = 4
"""Rewards out of reach that a cart names; the others are on the page of rewards."""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_reward_outlook(self, card, claimable):
        """Rewards of the member's club as the cart shows them.

        :param card: the member's account (superuser mode)
        :param claimable: what stock's list offers, {account: rewards}
        :return: dict of ``offers``, ``choices``, ``next`` (or None), ``out_of_reach`` and ``elsewhere`` (whether
            there are rewards that are claimed at home)
        """
        rewards = card.program_id.reward_ids.sorted("required_points")
        refused = rewards._get_refusals(card, origin=self)
        available = exact(self._get_real_points_for_coupon(card))
        offered = claimable.get(card) or rewards.browse()
        choices = self._get_choices(card, rewards.filtered("points_step"), refused)
        shown = self.order_line.reward_id | rewards.browse(choice["reward"].id for choice in choices)
        left = rewards - shown - offered
        missing, out_of_reach = self._get_out_of_reach(card, left, refused, available)
        return {
            "offers": self._get_offers(card, rewards & offered - shown),
            "choices": choices,
            "next": self._get_next_reward(card, missing, available),
            "out_of_reach": out_of_reach[:OUT_OF_REACH],
            "elsewhere": any(reward.reward_type in CLAIMED_TYPES for reward in rewards),
        }

    # --- to be had now ---

    def _get_offers(self, card, rewards):
        """``{reward, price, left}`` of each, all of them texts but for the reward."""
        offers, takers = rewards._get_offers(self), rewards._get_takers(card, self)
        found = []
        for reward in rewards:
            left = pieces_left(offers[reward], takers[reward])
            found.append(
                {
                    "reward": reward,
                    "price": card._format_points(reward.required_points),
                    "left": "" if left is None else self.env._("%s left for you", left),
                }
            )
        return found

    def _get_choices(self, card, rewards, refused):
        """Rewards for which the member chooses the points, with the numbers that can be chosen."""
        found = []
        for reward in rewards:
            spent = self._get_spent_points(reward)
            if reward in refused and not spent:
                continue
            least, most = self._get_choice_range(reward, card)
            if not most:
                continue
            chosen = exact((self.chosen_points or {}).get(str(reward.id), 0)) if spent else ZERO
            found.append(
                {
                    "reward": reward,
                    "spent": spent and card._format_points(float(spent)),
                    "value": self._show_number(min(chosen or most, most)),
                    "least": self._show_number(least),
                    "most": self._show_number(most),
                    "step": self._show_number(exact(reward.points_step)),
                    "worth": self._get_worth_text(reward, card),
                    "range": self._get_range_text(card, reward, least, most),
                    "lowered": self._get_lowered_text(card, chosen, most),
                }
            )
        return found

    def _get_spent_points(self, reward):
        """Points (Decimal) that a reward takes on the cart at present."""
        lines = self.order_line.filtered(lambda line: line.reward_id == reward)
        return exact(sum(lines.mapped("points_cost")))

    @staticmethod
    def _show_number(points):
        """A decimal as the value of a number field: without superfluous zeros."""
        return f"{points:f}".rstrip("0").rstrip(".")

    def _get_worth_text(self, reward, card):
        worth = reward.currency_id._convert(
            reward.discount * reward.points_step, self.currency_id, self.company_id, fields.Date.today()
        )
        return self.env._(
            "%(points)s are worth %(amount)s",
            points=isolate(card._format_points(reward.points_step)),
            amount=isolate(format_amount(self.env, worth, self.currency_id)),
        )

    def _get_range_text(self, card, reward, least, most):
        if least == most:
            return self.env._("%s can be used on this order.", isolate(card._format_points(float(most))))
        return self.env._(
            "From %(least)s to %(most)s, in steps of %(step)s.",
            least=self._show_number(least),
            most=isolate(card._format_points(float(most))),
            step=self._show_number(exact(reward.points_step)),
        )

    def _get_lowered_text(self, card, chosen, most):
        """What became of a number that fits no more, as a sentence."""
        if chosen <= most:
            return ""
        return self.env._(
            "You chose %(chosen)s; this order takes %(most)s at most now.",
            chosen=isolate(card._format_points(float(chosen))),
            most=isolate(card._format_points(float(most))),
        )

    # --- out of reach ---

    def _get_out_of_reach(self, card, rewards, refused, available):
        """Rewards that the member cannot have now.

        :return: ({reward: points that are missing}, list of ``{reward, price, reason}``)
        """
        missing, out_of_reach = {}, []
        for reward in rewards:
            price = exact(max(reward.required_points, reward.points_step))
            reason = refused.get(reward)
            if reason in ("late", "inactive") or (not reason and available >= price):
                continue
            if reason:
                text = reward._tell_member(reason, card)
            else:
                missing[reward] = price - available
                text = self.env._("You need %s more.", card._format_points(float(price - available)))
            out_of_reach.append({"reward": reward, "price": card._format_points(float(price)), "reason": text})
        return missing, out_of_reach

    def _get_next_reward(self, card, missing, available):
        """The cheapest reward for which nothing but points is missing, with how far it is."""
        if not missing:
            return None
        reward = min(missing, key=lambda reward: (missing[reward], reward.id))
        more = missing[reward]
        words = {"reward": isolate(reward.description), "points": strong(card._format_points(float(more)))}
        text = self.env._("%(points)s more for “%(reward)s”.", **words)
        if more <= self._get_points_to_come(card):
            text = self._get_soon_text(card.program_id, words)
        price = available + more
        return {"reward": reward, "text": text, "percent": int(max(available, ZERO) * 100 / price)}

    def _get_soon_text(self, program, words):
        """That this order earns what is missing; not as if it could be had at once where points wait."""
        if program.earn_on == "order" and not program.hold_days:
            return self.env._("After this order you have enough points for “%(reward)s”.", **words)
        return self.env._(
            "With the points of this order you have enough for “%(reward)s”, as soon as they are usable.", **words
        )

    def _get_points_to_come(self, card):
        """Points (Decimal) that the cart earns and cannot spend itself."""
        lines = self.coupon_point_ids.filtered(lambda line: line.coupon_id._get_survivor() == card)
        return exact(sum(lines.mapped("points"))) - self._get_own_points(card)
