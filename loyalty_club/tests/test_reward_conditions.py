"""Who may have a reward on an order: dates, tiers, limits, budgets."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .reward_case import RewardCase


@tagged("post_install", "-at_install")
class TestRewardConditions(RewardCase):
    def offered(self, card=None):
        order = self.make_order((card or self.card).partner_id, [(self.product, 1)])
        return order._get_claimable_rewards().get(card or self.card, self.env["loyalty.reward"])

    def assert_refused(self, words, reward=None):
        """Neither offered nor applied, and the sentence names the reason."""
        reward = reward or self.reward
        self.assertNotIn(reward, self.offered())
        order = self.make_order(self.partner, [(self.product, 1)])
        problem = order._apply_program_reward(reward, self.card)
        self.assertIn(words, problem.get("error", ""))
        self.assertFalse(order.order_line.reward_id)

    def test_dates_are_days_of_the_club(self):
        self.club.tz = "Asia/Tehran"
        self.reward.write({"date_from": "2026-03-10", "date_to": "2026-03-11"})
        with self.at("2026-03-09 20:00:00"):  # 23:30 there
            self.assert_refused("is given from")
        with self.at("2026-03-09 20:40:00"):
            self.assertIn(self.reward, self.offered())
        with self.at("2026-03-11 20:40:00"):
            self.assert_refused("was given until")

    def test_confirmation_looks_again(self):
        order = self.order_with(self.reward)
        self.reward.date_to = "2020-01-01"
        with self.assertRaisesRegex(UserError, f"{order.name}.*was given until"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        with self.assertRaisesRegex(UserError, "was given until"):
            order._reserve_points()
        self.reward.date_to = False
        order.action_confirm()
        self.assertEqual(self.points(), 900)

    def test_tiers(self):
        silver, gold = self.make_tier("Silver", 10), self.make_tier("Gold", 20)
        self.reward.min_tier_id = gold
        self.assert_refused("from Gold on")
        self.give_tier(self.card, silver)
        self.assert_refused("from Gold on")
        self.give_tier(self.card, gold)
        self.assertIn(self.reward, self.offered())
        order = self.order_with(self.reward)
        self.give_tier(self.card, silver)
        with self.assertRaisesRegex(UserError, "from Gold on"):
            order.action_confirm()

    def test_limit_per_member_and_period(self):
        self.reward.write({"limit_per_member": 1, "limit_period": "month"})
        with self.at("2026-03-31 12:00:00"):
            order = self.order_with(self.reward)
            order.action_confirm()
            self.assert_refused("as often as a member can: 1 times a month")
        with self.at("2026-04-01 12:00:00"):
            self.assertIn(self.reward, self.offered())
        with self.at("2026-03-31 13:00:00"):
            order._action_cancel()
            self.assertIn(self.reward, self.offered())
            other = self.make_member(self.club, 200, name="Other")
            self.order_with(self.reward, other).action_confirm()
            self.assertIn(self.reward, self.offered())

    def test_limit_holds_for_orders_that_are_confirmed_together(self):
        self.reward.limit_per_member = 1
        first, second = self.order_with(self.reward), self.order_with(self.reward)
        with self.assertRaisesRegex(UserError, "as often"), self.env.cr.savepoint():
            (first | second).action_confirm()
        first.action_confirm()
        with self.assertRaisesRegex(UserError, "as often"):
            second.action_confirm()

    def test_limit_holds_at_the_door(self):
        """Whatever posts a redemption is bound by it, but for an offline till and a captured payment."""
        self.reward.limit_per_member = 1
        spend = {"card_id": self.card.id, "points": -100, "kind": "redemption", "reward_id": self.reward.id}
        self.Card._post_points_batch([{**spend, "key": "till,1"}])
        self.assertEqual(len(self.Card._post_points_batch([{**spend, "key": "till,1"}])), 1)
        with self.assertRaisesRegex(UserError, "as often"), self.env.cr.savepoint():
            self.Card._post_points_batch([{**spend, "key": "till,2"}])
        self.Card._post_points_batch([{**spend, "key": "till,3", "arrears_cause": "offline"}])
        self.Card._post_points_batch([{**spend, "key": "till,1"}])
        self.assertEqual(self.points(), 800)

    def test_limit_counts_free_products_and_follows_merges(self):
        free = self.make_reward(
            reward_type="product", reward_product_id=self.product.id, required_points=100, limit_per_member=3
        )
        order = self.order_with(free)
        self.assertEqual(sum(order.order_line.filtered("reward_id").mapped("product_uom_qty")), 3)
        self.assertEqual(self.card, order.order_line.coupon_id)
        order.action_confirm()
        self.assertEqual(self.points(), 700)
        self.assert_refused("as often", free)
        target = self.make_member(self.club, 50, name="Survivor")
        self.card._merge_into(target)
        self.assertEqual(free._get_taken(target), {(free.id, target.id): 3})
        entry = self.card.ledger_ids.filtered(lambda entry: entry.kind == "redemption")
        entry._reverse(100)
        self.assertEqual(free._get_taken(target), {(free.id, target.id): 2})
        entry.reversal_ids._reverse()
        self.assertEqual(free._get_taken(target), {(free.id, target.id): 3})

    def test_suspended_members_spend_nothing(self):
        order = self.order_with(self.reward)
        self.card.membership_state = "suspended"
        with self.assertRaisesRegex(UserError, "no active member"):
            order.action_confirm()

    def test_a_captured_payment_confirms_all_the_same(self):
        self.reward.write({"limit_per_member": 1, "budget_count": 1})
        first, second = self.order_with(self.reward), self.order_with(self.reward)
        first.action_confirm()
        self.patch(type(second), "_is_payment_captured", lambda order: order == second)
        second.action_confirm()
        self.assertEqual((second.state, self.points()), ("sale", 800))
        self.assertEqual(self.reward.used_count, 2)

    def test_settings_that_cannot_be(self):
        other = self.make_club(name="Other")
        tier = self.env["loyalty.tier"].create({"program_id": other.id, "name": "Elsewhere", "min_points": 1})
        cases = [
            ({"min_tier_id": tier.id}, "no tier of"),
            ({"date_from": "2026-02-01", "date_to": "2026-01-01"}, "ends before it begins"),
            ({"has_member_limit": True}, "Write at least 1"),
            ({"has_count_budget": True}, "Write at least 1"),
            ({"has_amount_budget": True}, "Write at least 1"),
            ({"limit_per_member": -1}, "at least 1"),
            ({"budget_amount": -1}, "at least 1"),
            ({"points_step": 100}, "fixed discount"),
            ({"reward_type": "voucher"}, "Choose the coupon program"),
        ]
        for values, words in cases:
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.reward.write(values)

    def test_a_number_switches_its_limit_on_and_only_people_switch_it_off(self):
        self.assertFalse(self.reward.has_count_budget)
        self.reward.budget_count = 5
        self.assertTrue(self.reward.has_count_budget)
        with self.assertRaisesRegex(ValidationError, "untick"), self.env.cr.savepoint():
            self.reward.budget_count = 0
        self.reward.has_count_budget = False
        self.assertFalse(self.reward.budget_left)

    def test_one_limit_off_and_another_on_at_once(self):
        self.reward.budget_count = 5
        self.reward.write({"has_count_budget": False, "budget_amount": 100})
        self.assertEqual((self.reward.has_count_budget, self.reward.has_amount_budget), (False, True))

    def test_queries_do_not_depend_on_the_number_of_rewards(self):
        self.reward.limit_per_member = 1
        for _number in range(5):
            self.make_reward(limit_per_member=1, discount_mode="per_order")
        counts = []
        for rewards in (self.reward, self.club.reward_ids):
            self.env.flush_all()
            self.env.invalidate_all()
            rewards._get_refusals(self.card)  # what stock reads of each reward
            self.card.invalidate_recordset(flush=False)
            counts.append(self.count_queries(rewards._get_refusals, self.card, fresh=False))
        self.assertEqual(counts[0], counts[1])
