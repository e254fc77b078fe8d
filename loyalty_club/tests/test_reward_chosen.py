"""Members choose how many points a purchase takes."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .reward_case import RewardCase
from .sale_events import SaleEvents


@tagged("post_install", "-at_install")
class TestRewardChosen(SaleEvents, RewardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.choice = cls.make_reward(points_step=50)

    def order(self, quantity=5):
        return self.make_order(self.partner, [(self.product, quantity)])

    def spent(self, order):
        return sum(order.order_line.mapped("points_cost"))

    def test_300_of_1000_points(self):
        order = self.order()
        lines = order._set_reward_points(self.choice, self.card, 300)
        self.assertEqual((self.spent(order), sum(lines.mapped("price_total")), order.amount_total), (300, -300, 200))
        order._update_programs_and_rewards()
        order._update_programs_and_rewards()
        self.assertEqual((self.spent(order), order.amount_total), (300, 200))
        order.action_confirm()
        self.assertEqual(self.points(), 700)
        self.assertLedger(self.card)

    def test_the_choice_survives_changes_of_the_order(self):
        order = self.order()
        order._set_reward_points(self.choice, self.card, 300)
        order.order_line.filtered(lambda line: not line.reward_id).product_uom_qty = 2
        order._update_programs_and_rewards()
        self.assertEqual((self.spent(order), order.amount_total), (200, 0))
        order.order_line.filtered(lambda line: not line.reward_id).product_uom_qty = 7
        order._update_programs_and_rewards()
        self.assertEqual((self.spent(order), order.amount_total), (300, 400))

    def test_changed_and_taken_back(self):
        order = self.order()
        order._set_reward_points(self.choice, self.card, 300)
        order._set_reward_points(self.choice, self.card, 100)
        self.assertEqual((self.spent(order), order.amount_total), (100, 400))
        order.order_line.filtered("reward_id").unlink()
        self.claim(order, self.card, self.choice)
        self.assertEqual(self.spent(order), 500, "applied without a choice it takes what it can")

    def test_several_taxes_and_another_reward_beside_it(self):
        tax = self.env["account.tax"].create({"name": "10 %", "amount": 10})
        taxed = self.make_product(100.0, taxes_id=[Command.set(tax.ids)])
        order = self.make_order(self.partner, [(self.product, 2), (taxed, 2)])
        order._set_reward_points(self.choice, self.card, 300)
        self.claim(order, self.card, self.reward)
        self.assertEqual(self.spent(order), 400)
        order._update_programs_and_rewards()
        self.assertAlmostEqual(order.amount_total, 110)
        self.assertEqual(self.spent(order), 400)

    def test_numbers_that_do_not_fit(self):
        order = self.order(2)
        for points in (0, -50, 20, 75, 250, 1050):
            with self.subTest(points), self.assertRaisesRegex(UserError, "from 50.*to 200.*steps of 50"):
                order._set_reward_points(self.choice, self.card, points)
        self.assertFalse(order.order_line.reward_id)
        poor = self.make_member(self.club, 120, name="Poor")
        order = self.make_order(poor.partner_id, [(self.product, 2)])
        with self.assertRaisesRegex(UserError, "to 100"):
            order._set_reward_points(self.choice, poor, 150)
        empty = self.make_member(self.club, 20, name="Empty")
        order = self.make_order(empty.partner_id, [(self.product, 2)])
        with self.assertRaisesRegex(UserError, "needs at least 50"):
            order._set_reward_points(self.choice, empty, 50)

    def test_the_last_step_takes_what_the_order_costs(self):
        order = self.make_order(self.partner, [(self.product, 1, 120)])
        order._set_reward_points(self.choice, self.card, 150)
        self.assertEqual((self.spent(order), order.amount_total), (120, 0))

    def test_rewards_that_take_what_they_can(self):
        with self.assertRaisesRegex(UserError, "takes all the points"):
            self.order()._set_reward_points(self.reward, self.card, 100)

    def test_steps_that_do_not_fit_the_price(self):
        for values in ({"points_step": 70, "required_points": 50}, {"points_step": 20, "required_points": 50}):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, "multiple of that"):
                self.make_reward(**values)

    def test_a_context_can_only_make_it_less(self):
        order = self.order()
        self.assertEqual(order.with_context(club_points_at_most=10**6)._get_real_points_for_coupon(self.card), 1000)

    def test_the_wizard(self):
        order = self.order()
        action = order.action_open_reward_wizard()
        self.assertEqual(action["res_model"], "sale.loyalty.reward.wizard")
        form = Form(self.env["sale.loyalty.reward.wizard"].with_context(active_id=order.id))
        form.selected_reward_id = self.choice
        self.assertEqual((form.least_points, form.most_points, form.chosen_points), (50, 500, 500))
        form.chosen_points = 150
        form.save().action_apply()
        self.assertEqual((self.spent(order), order.chosen_points), (150, {str(self.choice.id): 150}))
        self.assertFalse(order.copy().chosen_points)

    def test_the_wizard_with_other_rewards(self):
        order = self.order()
        form = Form(self.env["sale.loyalty.reward.wizard"].with_context(active_id=order.id))
        form.selected_reward_id = self.reward
        form.save().action_apply()
        self.assertEqual(self.spent(order), 100)

    def test_salespeople_choose(self):
        user = self.make_user("salesperson")
        order = self.order()
        order.user_id = user
        order.with_user(user)._set_reward_points(self.choice, self.card.with_user(user), 200)
        order.with_user(user).action_confirm()
        self.assertEqual(self.points(), 800)

    def test_a_refund_in_part_gives_its_share_back(self):
        order = self.order()
        order._set_reward_points(self.choice, self.card, 300)
        order.action_confirm()
        line = order.order_line.filtered("reward_id")
        self.credit(self.invoice(order), {order.order_line - line: 2.5, line: 0.5})
        self.assertEqual(self.points(), 850)
        order._action_cancel()
        self.assertEqual(self.points(), 1000)
        self.assertLedger(self.card)
