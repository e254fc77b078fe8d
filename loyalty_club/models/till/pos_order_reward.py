"""Rewards of clubs on orders of a till: what they cost, and whether the member may have them."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from odoo import models

from ...engine.points import ZERO, exact
from ...engine.rewards import refusal
from ...engine.till import Given, Terms, reward_cost
from ..earning.program_earning import number


@dataclass
class RewardGroup:
    """The lines of one reward that was given once (one line for each tax); ``line``: the first of them."""

    program: Any
    reward: Any
    lines: Any

    @property
    def line(self):
        return self.lines[0]


class RewardGroups(list):
    """Groups of an order's lines, and the clubs they are of."""

    def __init__(self, groups, programs):
        super().__init__(groups)
        self.program = programs


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _get_reward_groups(self):
        """Rewards of clubs that were given with this purchase."""
        lines = self._get_purchase_lines().filtered(
            lambda line: line.reward_id.program_id.program_type == "loyalty" and line.reward_id.program_id.is_nominative
        )
        by_code = defaultdict(lines.browse)
        for line in lines:
            by_code[line.reward_id.id, line.reward_identifier_code or line.id] |= line
        groups = [RewardGroup(group.reward_id.program_id, group.reward_id, group) for group in by_code.values()]
        return RewardGroups(groups, lines.reward_id.program_id)

    def _get_group_cost(self, group, card, earned, costs, at):
        """What a reward costs, for ``club_results``.

        :param earned: {account: points that this order earns}
        :param costs: what other rewards of the order cost on the same account
        """
        reward = group.reward
        amount = -sum((number(taxed) for taxed, _untaxed in group.lines._get_paid_amounts().values()), ZERO)
        if reward.clear_wallet:
            own = self._get_own_points(card, earned)
            spent = sum((exact(cost["points"]) for cost in costs), ZERO)
            points = max(card._get_spendable()[card] + own - spent, exact(reward.required_points))
        else:
            points = reward_cost(self._get_terms(reward), self._get_given(group, amount))
        if group.lines.coupon_id != card:
            group.lines.coupon_id = card
        return {
            "program": group.program.id,
            "card": card.id,
            "reward": reward.id,
            "lines": group.lines.ids,
            "points": str(points),
            "amount": str(max(self._get_converter(group.program, at)(amount), ZERO)),
        }

    def _get_own_points(self, card, earned):
        """Points that the order earns and may spend at once."""
        club = card.program_id
        return ZERO if club.earn_on != "order" or club.hold_days else earned.get(card, ZERO)

    @staticmethod
    def _get_terms(reward):
        kind = "piece"
        if reward.reward_type == "product":
            kind = "product"
        elif reward.reward_type == "discount" and reward.discount_mode in ("per_point", "per_order"):
            kind = reward.discount_mode
        return Terms(
            kind,
            exact(reward.required_points),
            discount=number(reward.discount),
            product_quantity=number(reward.reward_product_qty or 1),
            step=exact(reward.points_step),
        )

    def _get_given(self, group, amount):
        return Given(
            amount=amount,
            quantity=sum((number(line.qty) for line in group.lines), Decimal(0)),
            claimed=exact(max(sum(group.lines.mapped("points_cost")), 0)),
            tolerance=number(self.currency_id.rounding) * len(group.lines),
        )

    # --- whether the member may have it ---

    def _get_refused_rewards(self):
        """Rewards on the order that their member may not have; the goods are gone, but somebody should know. Of several
        pieces those count that are too many, of days that of the purchase.

        :return: {line id as text: a sentence}
        """
        problems, by_card = {}, defaultdict(dict)
        for line_id, cost in self.club_results["costs"].items():
            by_card[cost["card"]][line_id] = cost
        for card_id, costs in by_card.items():
            card = self._get_booked_account(card_id)
            rewards = self.env["loyalty.reward"].browse({cost["reward"] for cost in costs.values()})
            offers, takers, taken = rewards._get_offers(self), rewards._get_takers(card, self), {}
            for line_id, cost in costs.items():
                reward = rewards.browse(cost["reward"])
                pieces, amount = taken.get(reward, (0, ZERO))
                pieces += reward._count_pieces(exact(cost["points"]))
                taken[reward] = pieces, amount + exact(cost["amount"])
                day = reward.program_id._get_local_day(self._get_posting_moment())
                reason = refusal(offers[reward], takers[reward], day, *taken[reward])
                if reason and reason != "points":
                    problems[line_id] = reward._describe_refusal(reason, card)
        return problems
