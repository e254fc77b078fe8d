"""Budgets of rewards that a payment in progress has been promised."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .reward_case import RewardCase


@tagged("post_install", "-at_install")
class TestRewardHolds(RewardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["payment.provider"].create({"name": "Test", "code": "none", "state": "test"})
        cls.method = cls.env["payment.method"].create({"name": "Wallet", "code": "club_wallet", "active": True})
        cls.reward.budget_count = 1
        cls.other = cls.make_member(cls.club, 500, name="Other")

    def pay_for(self, order, reference="hold"):
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": f"{reference}-{order.id}",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )

    def used(self):
        self.reward.invalidate_recordset()
        return self.reward.used_count, self.reward.used_amount

    def assert_run_out(self, order):
        with self.assertRaisesRegex(UserError, "has run out"), self.env.cr.savepoint():
            order.action_confirm()
        with self.assertRaisesRegex(UserError, "has run out"), self.env.cr.savepoint():
            self.pay_for(order, "second")

    def test_a_payment_holds_the_last_piece(self):
        order, second = self.order_with(self.reward), self.order_with(self.reward, self.other)
        payment = self.pay_for(order)
        self.assertEqual(self.used(), (0, 0), "held is not given")
        self.assertEqual(self.reward.budget_left, "0 of 1")
        self.assert_run_out(second)
        self.assertNotIn(
            self.other, self.make_order(self.other.partner_id, [(self.product, 1)])._get_claimable_rewards()
        )
        payment._set_done()
        order.action_confirm()
        self.assertEqual((self.used(), order.state), ((1, 10), "sale"))
        self.assertEqual(self.reward.budget_left, "0 of 1")
        self.assert_run_out(second)
        order._action_cancel()
        second.action_confirm()
        self.assertEqual(self.used(), (1, 10))

    def test_what_is_held_for_an_order_is_no_hindrance_to_it(self):
        order = self.order_with(self.reward)
        payment = self.pay_for(order)
        payment._set_canceled()
        self.pay_for(order, "again")
        self.pay_for(order, "beside")
        order._update_programs_and_rewards()
        self.assertTrue(order.order_line.reward_id)
        order.action_confirm()
        self.assertEqual(self.used(), (1, 10))

    def test_released_with_the_payment(self):
        order, second = self.order_with(self.reward), self.order_with(self.reward, self.other)
        self.pay_for(order)._set_canceled()
        self.assertEqual(self.reward.budget_left, "1 of 1")
        self.pay_for(second)._set_error("No")
        order.action_confirm()
        self.assertEqual(self.used(), (1, 10))

    def test_times_out_and_lasts_for_slow_payments(self):
        order, second = self.order_with(self.reward), self.order_with(self.reward, self.other)
        payment = self.pay_for(order)
        later = self.env.cr.now().replace(microsecond=0) + timedelta(minutes=self.club.reservation_minutes + 1)
        with self.at(later):
            self.assertEqual(self.reward._get_pieces_left(self.other), 1)
            self.reward.invalidate_recordset()
            self.assertEqual(self.reward.budget_left, "1 of 1")
        payment._set_pending()
        with self.at(later):
            self.assert_run_out(second)
        with self.at(later + timedelta(days=30)):
            second.action_confirm()
        payment._set_done()
        order.action_confirm()
        self.assertEqual((self.used(), order.state), ((2, 20), "sale"), "money taken always confirms")

    def test_money(self):
        reward = self.make_reward(points_step=10, budget_amount=250)
        order = self.make_order(self.partner, [(self.product, 2)])
        order._set_reward_points(reward, self.card, 200)
        self.pay_for(order)
        second = self.make_order(self.other.partner_id, [(self.product, 2)])
        second._set_reward_points(reward, self.other, 100)
        with self.assertRaisesRegex(UserError, "does not suffice"), self.env.cr.savepoint():
            second.action_confirm()
        second._set_reward_points(reward, self.other, 50)
        second.action_confirm()
        order.action_confirm()
        reward.invalidate_recordset()
        self.assertEqual(reward.used_amount, 250)

    def test_the_counter_itself_counts_what_is_held(self):
        """Two that looked at the same time."""
        order = self.order_with(self.reward)
        self.pay_for(order)
        with self.assertRaisesRegex(UserError, "does not suffice"), self.env.cr.savepoint():
            self.env["loyalty.reward"]._book_uses("x", {1: {self.reward: (1, 10)}})
        with self.assertRaisesRegex(UserError, "does not suffice"), self.env.cr.savepoint():
            self.env["loyalty.reward"]._hold_uses("x", {1: {self.reward: (1, 10)}})
        self.env["loyalty.reward"]._book_uses(order._name, {order.id: {self.reward: (1, 10)}})
        self.assertEqual(self.used(), (1, 10))

    def test_one_or_many_take_the_same_number_of_queries(self):
        rewards = self.reward.browse(self.make_reward(budget_count=9).id for _each in range(6))
        Reward = self.env["loyalty.reward"]
        Reward._hold_uses("x", {9: {rewards[0]: (1, 1)}})
        counts = []
        for wanted in ({1: {rewards[0]: (1, 1)}}, {number: dict.fromkeys(rewards, (1, 1)) for number in (2, 3)}):
            counts.append(self.count_queries(Reward._hold_uses, "x", wanted))
        self.assertEqual(counts[0], counts[1])

    def test_a_quotation_that_is_given_up_holds_nothing(self):
        ends = {
            "cancelled": lambda order: order._action_cancel(),
            "deleted": lambda order: order.unlink(),
            "without the reward": lambda order: order.order_line.filtered("reward_id").unlink(),
        }
        for name, end in ends.items():
            with self.subTest(name):
                order = self.order_with(self.reward)
                self.pay_for(order)._set_pending()
                end(order)
                self.assertEqual(self.used(), (0, 0))
                self.assertEqual(self.reward.budget_left, "1 of 1")

    def test_an_order_without_a_reward_asks_for_no_holds(self):
        order = self.make_order(self.other.partner_id, [(self.product, 1)])
        uses = type(self.env["loyalty.reward.use"])
        with patch.object(uses, "_get_holds", autospec=True) as asked:
            order.action_confirm()
        asked.assert_not_called()
