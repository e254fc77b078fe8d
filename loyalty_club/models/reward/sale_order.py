"""Rewards and promotions of a club on sales orders, in the shop and in the back office."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.points import ZERO, exact
from .reward import CLAIMED_TYPES


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # --- what is offered ---

    def _get_claimable_rewards(self, forced_coupons=None):
        return self._filter_offered(super()._get_claimable_rewards(forced_coupons))

    def _get_claimable_and_showable_rewards(self):
        return self._filter_offered(super()._get_claimable_and_showable_rewards())

    def _filter_offered(self, claimable):
        """``claimable`` ({card: rewards}) without what is claimed elsewhere, and without what a member cannot have."""
        offered = {}
        for card, rewards in claimable.items():
            if card.is_club:
                rewards = rewards.filtered(lambda reward: reward.reward_type not in CLAIMED_TYPES)
                rewards -= rewards.browse(
                    reward.id for reward in rewards._get_refusals(card._get_survivor(), origin=self)
                )
                rewards = rewards.filtered(
                    lambda reward, card=card: not reward.points_step or self._get_whole_steps(reward, card)
                )
            if rewards:
                offered[card] = rewards
        return offered

    def _apply_program_reward(self, reward, coupon, **kwargs):
        problem = coupon.is_club and self._get_reward_problem(reward, coupon)
        return {"error": problem} if problem else super()._apply_program_reward(reward, coupon, **kwargs)

    def _get_reward_problem(self, reward, card):
        """Why the reward cannot be put on this order, as a sentence; False: it can."""
        if reward.reward_type in CLAIMED_TYPES:
            return self.env._("“%s” is not part of a purchase: claim it from the member's account.", reward.description)
        reason = reward._get_refusals(card._get_survivor(), origin=self).get(reward)
        return reason and reward._describe_refusal(reason, card)

    def _get_reward_line_values(self, reward, coupon, **kwargs):
        """A reward that became a voucher or a service leaves the quotations that it was on."""
        return [] if reward.reward_type in CLAIMED_TYPES else super()._get_reward_line_values(reward, coupon, **kwargs)

    # --- what is checked again ---

    def action_confirm(self):
        self._check_rewards()
        return super().action_confirm()

    def _reserve_points(self):
        """A payment does not start for a reward that is no longer given."""
        self._check_rewards()
        super()._reserve_points()
        quotations = self.sudo().filtered(lambda order: order.state in ("draft", "sent"))
        uses = {order.id: order._get_promised_uses() for order in quotations}
        self.env["loyalty.reward"]._hold_uses(self._name, uses)

    def _extend_reservations(self):
        """A payment that takes days keeps its part of the budgets as long as its points."""
        super()._extend_reservations()
        holds = self.env["loyalty.reward.use"].sudo()._get_holds(self._name, self.ids)
        holds.write({"held_until": self._get_extended_until()})

    def _fit_reservations(self):
        super()._fit_reservations()
        for use in self.env["loyalty.reward.use"].sudo()._get_holds(self._name, self.ids):
            pieces, amount = self.sudo().browse(use.origin_id)._get_promised_uses().get(use.reward_id, (0, 0.0))
            if not pieces:
                use.held_until = False
            elif pieces < use.held_pieces or amount < use.held_amount:
                use.write({"held_pieces": min(pieces, use.held_pieces), "held_amount": min(amount, use.held_amount)})

    def _release_points(self):
        """Without a reward of a club there is nothing to give up: most orders ask for nothing."""
        super()._release_points()
        orders = self.filtered(lambda order: order.sudo().order_line.coupon_id.filtered("is_club"))
        if orders:
            self.env["loyalty.reward.use"].sudo()._release(self._name, orders.ids)

    def _check_rewards(self):
        """
        :raise UserError: a reward of a club on these quotations is not given to its member any more; a captured payment
            confirms its order all the same
        """
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            lines = order.order_line.filtered("coupon_id.is_club")
            if not lines or order._is_payment_captured():
                continue
            for card in lines.coupon_id:
                rewards = lines.filtered(lambda line, card=card: line.coupon_id == card).reward_id
                amounts = {reward: order._get_reward_amount(reward) for reward in rewards}
                for reward, reason in rewards._get_refusals(card._get_survivor(), amounts, order).items():
                    raise UserError(
                        self.env._(
                            "%(order)s: %(problem)s Remove the reward from the order, then try again.",
                            order=order.name,
                            problem=reward._describe_refusal(reason, card),
                        )
                    )

    # --- budgets ---

    def _after_sync(self, traces):
        """What the rewards of these orders take from their budgets follows the points."""
        super()._after_sync(traces)
        known = {key[0] for key in traces if key[2] == "redemption"}
        orders = self.filtered(
            lambda order: order.id in known or any(line.reward_id.has_budget for line in order.order_line)
        )
        captured = orders.filtered(lambda order: order._is_payment_captured())
        for batch, force in ((orders - captured, False), (captured, True)):
            if batch:
                uses = {order.id: order._get_reward_uses(traces) for order in batch}
                self.env["loyalty.reward"]._book_uses(self._name, uses, force)

    def _get_reward_uses(self, traces):
        """{reward: (pieces, money in the club's currency)} that the order takes from budgets now."""
        uses = {}
        for line in self._get_budget_lines() if self.state == "sale" else ():
            self._add_use(uses, line, self._get_kept_cost(line, traces))
        return uses

    def _get_promised_uses(self):
        """{reward: (pieces, money in the club's currency)} that the quotation will take from budgets."""
        uses = {}
        for line in self._get_budget_lines():
            self._add_use(uses, line, exact(line.points_cost))
        return uses

    def _get_budget_lines(self):
        return self.order_line.filtered(
            lambda line: line.coupon_id.is_club and line.points_cost and line.reward_id.has_budget
        )

    def _add_use(self, uses, line, points):
        """Add to ``uses`` what a reward line takes whose ``points`` are spent."""
        reward, share = line.reward_id, float(points) / line.points_cost
        pieces, amount = uses.get(reward, (0, 0.0))
        uses[reward] = (
            pieces + (reward._count_pieces(points) if points > ZERO else 0),
            amount + self._get_reward_amount(reward, line.reward_identifier_code) * share,
        )

    def _get_reward_amount(self, reward, code=None):
        """What the reward costs on this order, in the club's currency.

        :param str code: only the lines with this identifier, where the reward is there more than once
        """
        lines = self.order_line.filtered(
            lambda line: line.reward_id == reward and (not code or line.reward_identifier_code == code)
        )
        if reward.reward_type == "product":
            amount = sum(line.price_unit * line.product_uom_qty for line in lines)
        else:
            amount = -sum(lines.mapped("price_total"))
        return self.currency_id._convert(amount, reward.currency_id, self.company_id, self.date_order)

    # --- promotions for members ---

    def _get_program_domain(self):
        domain = super()._get_program_domain()
        if not self.env["loyalty.program"]._has_member_promotions():
            return domain
        return Domain.AND([domain, self._get_membership_domain()])

    def _get_membership_domain(self):
        """Programs for everybody, and those for clubs and tiers of this order's customer."""
        cards = self.env["loyalty.program"]._get_memberships(self.partner_id)
        tiers = Domain("member_tier_ids", "=", False) | Domain("member_tier_ids", "in", cards.tier_id.ids)
        return Domain("member_program_id", "=", False) | (
            Domain("member_program_id", "in", cards.program_id.ids) & tiers
        )

    def _try_apply_code(self, code):
        """Say who a code is for, rather than that it is invalid."""
        status = super()._try_apply_code(code)
        if "error" in status and self.env["loyalty.program"]._has_member_promotions():
            problem = self.env["loyalty.program"]._get_code_problem(code, self.partner_id)
            if problem:
                return {"error": problem}
        return status
