from odoo.tests import tagged

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillRewards(TillCase):
    """Rewards cost what their own terms say; goods that are gone cost their points in any case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reward = cls.club.reward_ids
        cls.member._post_points(150, "accrual", expires_on=None)

    def give(self, amount=10.0, points=None, qty=1, reward=None, **values):
        """Three coffees with a reward."""
        line = self.reward_line(reward or self.reward, amount, points, qty, coupon_id=self.member.id)
        return self.sell((self.coffee, 3), line, **values)

    def spent(self, order):
        self.member.invalidate_recordset()
        entries = self.Entry.search([("origin_id", "=", order.id), ("kind", "=", "redemption")])
        return -sum(entries.mapped("points"))

    def test_claimed_cost_is_not_believed(self):
        self.assertEqual(self.spent(self.give(points=1)), 100.0)
        self.assertLedger(self.member)

    def test_account_is_the_customers(self):
        other = self.make_member(self.club, 1000, name="Other")
        line = self.reward_line(self.reward, 10.0, coupon_id=other.id)
        order = self.sell((self.coffee, 3), line)
        self.assertEqual(self.spent(order), 100.0)
        self.assertEqual((other.points, self.member.points), (1000.0, 80.0))
        self.assertEqual(order.lines[1].coupon_id, self.member)

    def test_negative_cost_gives_nothing(self):
        order = self.give(amount=-500.0, points=-5000)
        self.assertEqual(self.spent(order), 100.0)

    def test_bigger_discount_costs_more(self):
        self.assertEqual(self.spent(self.give(amount=20.0)), 200.0)

    def test_points_for_money(self):
        self.reward.write({"discount_mode": "per_point", "discount": 0.07, "required_points": 1})
        self.assertEqual(self.spent(self.give(amount=7.0, points=5)), 100.0)

    def test_points_for_money_within_rounding(self):
        """0.333 a point: 7 points give 2.33, which is what the till says they cost."""
        self.reward.write({"discount_mode": "per_point", "discount": 0.333, "required_points": 1})
        order = self.give(amount=2.33, points=7, claim=self.claimed(30.0, 7.0))
        self.assertEqual(self.spent(order), 7.0)
        self.assertEqual(self.differences(order), [])

    def test_chosen_in_steps(self):
        self.reward.write({"discount_mode": "per_point", "discount": 0.1, "required_points": 1, "points_step": 50})
        self.assertEqual(self.spent(self.give(amount=5.0, points=50)), 50.0)
        self.assertEqual(self.spent(self.give(amount=2.0, points=20)), 50.0)

    def test_all_points(self):
        self.reward.clear_wallet = True
        self.assertEqual(self.spent(self.give(points=1)), 180.0)
        self.assertEqual(self.member.points, 0.0)

    def test_free_product_earns_nothing(self):
        self.club.reward_ids.write(
            {"reward_type": "product", "reward_product_id": self.coffee.id, "reward_product_qty": 1}
        )
        order = self.give(amount=10.0, qty=1)
        self.assertEqual(self.spent(order), 100.0)
        self.assertEqual(self.member.points, 150.0 - 100 + 20)
        two = self.give(amount=10.0, qty=2)
        self.assertEqual(self.spent(two), 200.0)

    def test_free_units(self):
        self.club.rule_ids.reward_point_mode = "unit"
        self.club.reward_ids.write(
            {"reward_type": "product", "reward_product_id": self.coffee.id, "reward_product_qty": 1}
        )
        self.give(amount=10.0, qty=1)
        self.assertEqual(self.member.points, 150.0 - 100 + 2)

    def test_discounts_free_no_unit(self):
        """As with stock: two units earn the two points that 100 % off the cheaper one costs."""
        self.club.rule_ids.reward_point_mode = "unit"
        terms = {
            "discount_mode": "percent",
            "discount": 100,
            "discount_applicability": "cheapest",
            "required_points": 2,
        }
        self.reward.write(terms)
        self.sell((self.coffee, 1), (self.cake, 1), self.reward_line(self.reward, 4.0))
        self.assertEqual(self.member.points, 150.0)

    def test_nothing_left(self):
        """Offline, spent elsewhere meanwhile: the order stands, and the case is listed."""
        self.member._post_points(-150, "redemption")
        order = self.give(claim=self.claimed(30.0, 100.0, offline=True))
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.spent(order), 100.0)
        self.assertEqual(self.member.points, -70.0)
        [entry] = self.Entry.search([("origin_id", "=", order.id), ("kind", "=", "redemption")])
        self.assertEqual((entry.arrears_cause, entry.uncovered), ("offline", 70.0))
        self.assertEqual(self.differences(order), [("arrears", "offline", 100.0, 30.0)])
        self.assertLedger(self.member)

    def test_what_the_member_may_not_have(self):
        tier = self.env["loyalty.tier"].create({"name": "Gold", "program_id": self.club.id, "min_points": 5000})
        self.reward.min_tier_id = tier
        order = self.give(claim=self.claimed(30.0, 100.0))
        self.assertEqual(self.spent(order), 100.0)
        self.assertEqual(self.differences(order), [("redemption", "reward", 100.0, 100.0)])
        self.assertIn("Gold", self.env["loyalty.till.difference"].search([("order_id", "=", order.id)]).detail)

    def test_limit(self):
        self.reward.write({"limit_per_member": 1, "limit_period": "ever"})
        self.assertEqual(self.differences(self.give()), [])
        second = self.give()
        self.assertEqual(self.differences(second), [("redemption", "reward", 100.0, 100.0)])

    def test_budget_follows(self):
        self.reward.budget_count = 1
        first = self.give()
        self.assertEqual(self.reward.used_count, 1)
        second = self.give()
        self.assertEqual(self.reward.used_count, 2)
        self.assertIn(("redemption", "reward", 100.0, 100.0), self.differences(second))
        self.refund(first)
        self.assertEqual(self.reward.used_count, 1)

    def test_late_but_bought_in_time(self):
        """The reward ended while the till was offline."""
        with self.at("2026-03-01 10:00:00"):
            self.reward.date_to = "2026-03-01"
            self.pos_session.start_at = "2026-03-01 08:00:00"
            sent = self.ring((self.coffee, 3), self.reward_line(self.reward, 10.0), date_order="2026-03-01 10:00:00")
        with self.at("2026-03-02 10:00:00"):
            order = self.send(sent)
        self.assertEqual(self.spent(order), 100.0)
        self.assertEqual([row for row in self.differences(order) if row[1] == "reward"], [])

    def test_no_member(self):
        order = self.sell(
            (self.coffee, 3), self.reward_line(self.reward, 10.0), partner=False, claim=self.claimed(0, 100)
        )
        self.assertEqual(order.state, "paid")
        self.assertEqual(self.spent(order), 0.0)
        self.assertEqual(self.differences(order), [("redemption", "no_member", 100.0, 0.0)])

    def test_opt_in(self):
        self.club.enrollment = "opt_in"
        partner = self.make_partner("Stranger")
        order = self.sell(
            (self.coffee, 3), self.reward_line(self.reward, 10.0), partner=partner, claim=self.claimed(30, 100)
        )
        self.assertFalse(self.Card.search([("partner_id", "=", partner.id)]))
        self.assertEqual([row[1] for row in self.differences(order)], ["no_member", "no_member"])

    def test_stranger_spends(self):
        partner = self.make_partner("Stranger")
        order = self.sell((self.coffee, 3), self.reward_line(self.reward, 10.0), partner=partner)
        card = self.Card.search([("partner_id", "=", partner.id)])
        self.assertEqual(card.points, -70.0)
        self.assertEqual(self.differences(order), [("arrears", "offline", 100.0, 30.0)])
