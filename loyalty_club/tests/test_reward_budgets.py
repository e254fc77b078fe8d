"""Budgets: taken when an order is confirmed, given back when it is undone."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .reward_case import RewardCase
from .sale_events import SaleEvents


@tagged("post_install", "-at_install")
class TestRewardBudgets(SaleEvents, RewardCase):
    def used(self, reward=None):
        reward = reward or self.reward
        reward.invalidate_recordset()
        return reward.used_count, reward.used_amount

    def test_pieces(self):
        self.reward.budget_count = 1
        first, second = self.order_with(self.reward), self.order_with(self.reward)
        self.assertEqual(self.used(), (0, 0))
        first.action_confirm()
        self.assertEqual(self.used(), (1, 10))
        self.assertEqual(self.reward.budget_left, "0 of 1")
        with self.assertRaisesRegex(UserError, "has run out"), self.env.cr.savepoint():
            second.action_confirm()
        first._sync_points()
        self.assertEqual(self.used(), (1, 10))
        first._action_cancel()
        self.assertEqual(self.used(), (0, 0))
        second.action_confirm()
        self.assertEqual(self.used(), (1, 10))
        self.assertLedger(self.card)

    def test_the_counter_itself_refuses(self):
        """Two that looked at the same time: the counter lets one of them through."""
        self.reward.budget_count = 1
        orders = self.order_with(self.reward) | self.order_with(self.reward)
        with self.assertRaisesRegex(UserError, "does not suffice"), self.env.cr.savepoint():
            orders.action_confirm()
        self.assertEqual(self.used(), (0, 0))

    def test_money_follows_changes_of_the_order(self):
        reward = self.make_reward(points_step=10, budget_amount=350)
        order = self.make_order(self.partner, [(self.product, 2)])
        order._set_reward_points(reward, self.card, 200)
        order.action_confirm()
        self.assertEqual(self.used(reward), (1, 200))
        second = self.make_order(self.partner, [(self.product, 2)])
        second._set_reward_points(reward, self.card, 200)
        with self.assertRaisesRegex(UserError, "budget of .* does not suffice"):
            second.action_confirm()
        second._set_reward_points(reward, self.card, 150)
        second.action_confirm()
        self.assertEqual(self.used(reward), (2, 350))
        self.assertEqual(self.points(), 650)

    def test_a_refunded_reward_gives_its_share_back(self):
        free = self.make_reward(
            reward_type="product",
            reward_product_id=self.product.id,
            required_points=100,
            budget_count=8,
            limit_per_member=4,
        )
        order = self.order_with(free)
        order.action_confirm()
        self.assertEqual(self.used(free), (4, 400))
        line = order.order_line.filtered("reward_id")
        line.product_uom_qty = 0
        self.assertEqual(self.used(free), (0, 0))
        self.assertEqual(self.points(), 1000)

    def test_a_budget_counts_from_when_it_is_set(self):
        order = self.order_with(self.reward)
        order.action_confirm()
        self.reward.budget_count = 1
        self.assertEqual(self.used(), (0, 0))
        order._action_cancel()
        self.assertEqual(self.used(), (0, 0))
        self.order_with(self.reward).action_confirm()
        self.assertEqual(self.used(), (1, 10))

    def test_a_claim_takes_and_gives_back(self):
        service = self.make_service(budget_count=1)
        claim = self.card._claim_reward(service)
        self.assertEqual(self.used(service), (1, 0))
        other = self.make_member(self.club, 500, name="Other")
        with self.assertRaisesRegex(UserError, "has run out"):
            other._claim_reward(service)
        claim.action_cancel()
        self.assertEqual(self.used(service), (0, 0))
        other._claim_reward(service)
