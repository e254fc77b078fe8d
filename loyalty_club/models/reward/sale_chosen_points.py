"""Members choose how many of their points a purchase takes; stock takes all it can."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.points import exact
from ...engine.rewards import choice_problem, choice_range, whole_steps


class SaleOrder(models.Model):
    _inherit = "sale.order"

    chosen_points = fields.Json(
        copy=False,
        readonly=True,
        help="{reward: points} that the customer wants to spend, where rewards let them choose.",
    )

    def _set_reward_points(self, reward, card, points):
        """Put a reward on the order for a chosen number of points, or change the number; recalculating keeps it.

        :param reward: a reward of a club with ``points_step``
        :param card: the member's account
        :param float points: at least the reward's price, at most what the member may spend and what the order costs, in
            the reward's steps
        :return: the reward's order lines
        :raise UserError: the number does not fit, or the reward cannot be had
        """
        self.ensure_one()
        self._check_chosen_points(reward, card, points)
        self._choose_points(reward, points)
        if reward not in self.order_line.reward_id:
            result = self._apply_program_reward(reward, card, club_points=points)
            if "error" in result:
                raise UserError(result["error"])
        self._update_programs_and_rewards()
        return self.order_line.filtered(lambda line: line.reward_id == reward)

    def _check_chosen_points(self, reward, card, points):
        if not reward.points_step:
            raise UserError(
                self.env._(
                    "“%s” takes all the points that it can. Set its “Points in steps of” to let members choose.",
                    reward.description,
                )
            )
        least, most = self._get_choice_range(reward, card)
        problem = choice_problem(points, least, most, reward.points_step)
        if problem:
            raise UserError(
                self.env._(
                    "%(points)s cannot be spent on this order. Choose from %(least)s to %(most)s, in steps of "
                    "%(step)s.",
                    points=card._format_points(points),
                    least=card._format_points(float(least)),
                    most=card._format_points(float(most)),
                    step=f"{reward.points_step:g}",
                )
                if most
                else self._get_least_text(reward, card)
            )

    def _get_least_text(self, reward, card):
        return self.env._(
            "“%(reward)s” needs at least %(price)s, and an order that costs as much.",
            reward=reward.description,
            price=card._format_points(max(reward.required_points, reward.points_step)),
        )

    def _get_whole_steps(self, reward, card):
        """Points of the member in whole steps of the reward."""
        return float(whole_steps(self._get_real_points_for_coupon(card), reward.points_step))

    def _get_choice_range(self, reward, card):
        """(least, most) points that may be chosen now, as decimals; (0, 0): none."""
        own = self.order_line.filtered(lambda line: line.reward_id == reward and line.coupon_id == card)
        spendable = exact(self._get_real_points_for_coupon(card)) + exact(sum(own.mapped("points_cost")))
        worth = exact(self._get_reward_worth(reward, own) / reward.discount)
        return choice_range(spendable, worth, exact(reward.required_points), reward.points_step)

    def _get_reward_worth(self, reward, own):
        """The discount (club currency) that the reward could give at most on this order, without its ``own`` lines."""
        discountable = {
            "order": self._discountable_order,
            "specific": self._discountable_specific,
            "cheapest": self._discountable_cheapest,
        }[reward.discount_applicability](reward)[0]
        given = -sum(own.mapped("price_total"))
        counted = given if reward.discount_applicability == "order" else 0.0
        worth = min(self.amount_total + given, (discountable or 0.0) + counted)
        worth = self.currency_id._convert(worth, reward.currency_id, self.company_id, fields.Date.today())
        return min(worth, reward.discount_max_amount or worth)

    def _choose_points(self, reward, points=None):
        """Remember the chosen number, or (None) forget it."""
        chosen = {key: value for key, value in (self.chosen_points or {}).items() if key != str(reward.id)}
        if points:
            chosen[str(reward.id)] = float(points)
        if chosen != (self.chosen_points or {}):
            self.sudo().chosen_points = chosen or False

    def _apply_program_reward(self, reward, coupon, **kwargs):
        """Applying a reward anew forgets an earlier choice, unless one comes along."""
        points = kwargs.pop("club_points", None)
        if reward.points_step:
            if not self._get_whole_steps(reward, coupon):
                return {"error": self._get_least_text(reward, coupon)}
            self._choose_points(reward, points)
        return super()._apply_program_reward(reward, coupon, **kwargs)

    def _get_reward_line_values(self, reward, coupon, **kwargs):
        order, most = self, self._get_points_at_most(reward, coupon) if coupon.is_club else None
        if reward.points_step and not most:
            return []
        if most is not None:
            order = self.with_context(club_points_at_most=most)
        return super(SaleOrder, order)._get_reward_line_values(reward, coupon, **kwargs)

    def _get_points_at_most(self, reward, card):
        """Points that this reward may take on this order; None: all there are."""
        if reward.points_step:
            whole = self._get_whole_steps(reward, card)
            return min((self.chosen_points or {}).get(str(reward.id), whole), whole)
        if (
            reward.reward_type == "product"
            and not reward.clear_wallet
            and (reward.has_member_limit or reward.has_count_budget)
        ):
            pieces = reward._get_pieces_left(card._get_survivor(), origin=self)
            return pieces * reward.required_points
        return None

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """While the values of a reward are computed, its choice is all there is (a context can only make it less)."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        most = self.env.context.get("club_points_at_most")
        return min(points, most) if most is not None and coupon.is_club else points

    def action_open_reward_wizard(self):
        """A single reward is applied at once by stock; where members choose, they are asked first."""
        self.ensure_one()
        self._update_programs_and_rewards()
        if any(reward.points_step for rewards in self._get_claimable_rewards().values() for reward in rewards):
            return self.env["ir.actions.actions"]._for_xml_id("sale_loyalty.sale_loyalty_reward_wizard_action")
        return super().action_open_reward_wizard()
