"""Units of an order that a reward or a voucher paid for: they earn nothing where points are given per unit paid."""

from collections import defaultdict
from decimal import Decimal

from odoo import models

from ...engine.points import CENT, ZERO
from .program_earning import number


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_free_units(self, goods, claiming=None):
        """How many units of each line cost nothing because of a discount. What a gift card or an eWallet pays is paid.

        :param goods: the order's lines of goods
        :param claiming: a reward of 100 % that is not on the order yet
        :return: {line: Decimal}
        """
        self.ensure_one()
        amounts = defaultdict(lambda: ZERO)
        for line in self.order_line:
            reward = line.reward_id
            if reward.reward_type == "discount" and not reward.program_id.is_payment_program:
                amounts[reward, line.coupon_id, line.reward_identifier_code] -= number(line.price_total)
        if claiming:
            amounts[claiming, None, None] = Decimal("Infinity")
        if not amounts:
            return {}
        total = sum((number(self._get_order_line_price(line, "price_total")) for line in goods), ZERO)
        if not claiming and sum(amounts.values()) + CENT > total:
            return {line: number(line.product_uom_qty) for line in goods}
        free = defaultdict(lambda: ZERO)
        for (reward, _coupon, _code), amount in amounts.items():
            if reward.discount_mode == "percent" and reward.discount >= 100:
                self._add_free_units(free, goods, reward, amount)
        return {line: min(units, number(line.product_uom_qty)) for line, units in free.items() if line in goods}

    def _add_free_units(self, free, goods, reward, amount):
        """Add the units that a discount of 100 % covers, if its ``amount`` reaches that far."""
        if reward.discount_applicability == "cheapest":
            cheapest = self._cheapest_line(reward)
            line = cheapest and (cheapest[:1].linked_line_id if cheapest[:1].combo_item_id else cheapest[:1])
            if line and amount + CENT > number(self._get_order_line_price(line, "price_total")) / self._units(line):
                free[line] += 1
            return
        lines = self._get_specific_discountable_lines(reward) if reward.discount_applicability == "specific" else goods
        if amount + CENT > number(sum(lines.mapped("price_total"))):
            for line in lines:
                free[line] += number(line.product_uom_qty)

    def _get_claimable_rewards(self, forced_coupons=None):
        """What a reward makes free earns nothing, so it cannot help to pay for that reward."""
        result = super()._get_claimable_rewards(forced_coupons)
        for coupon in [coupon for coupon in result if coupon.is_club]:
            rewards = result[coupon].filtered(lambda reward, coupon=coupon: self._can_pay_itself(coupon, reward))
            if rewards:
                result[coupon] = rewards
            else:
                del result[coupon]
        return result

    def _can_pay_itself(self, coupon, reward):
        """Whether the points are still enough once the reward is on the order."""
        if reward.reward_type != "discount" or reward.discount_mode != "percent" or reward.discount < 100:
            return True
        card = coupon.sudo()._get_survivor()
        own = float(self._get_own_points(card))
        before = self._get_real_points_for_coupon(coupon) - own
        if not own or before >= reward.required_points:
            return True
        earned, _situation = self._get_earned(card.program_id, card, claiming=reward)
        return before + float(earned.points) >= reward.required_points

    @staticmethod
    def _units(line):
        return number(line.product_uom_qty) or Decimal(1)
