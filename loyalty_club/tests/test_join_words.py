"""What the page says is what the club does."""

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from .join_case import PIXEL, JoinMixin


@tagged("post_install", "-at_install")
class TestJoinWords(JoinMixin, TransactionCase):
    def rows(self):
        """The rows of purchases: (what, points, terms)."""
        found = self.club._get_club_page()["earning"]
        return [(row["what"], row["gift"], row["terms"]) for row in found if row["is_purchase"]]

    def set_rule(self, **values):
        self.club.rule_ids = [Command.clear()]
        return self.make_rule(**values)

    def test_points_for_money(self):
        self.set_rule(reward_point_amount=2)
        self.assertEqual(self.rows(), [("Every $\xa01 spent", "+2", [])])
        self.set_rule(amount_step=10)
        self.assertEqual(self.rows(), [("Every full $\xa010 spent", "+1", [])])

    def test_it_gives_what_it_says(self):
        """The number of the sentence, bought once, is what the account gets."""
        book = self.make_product(price=30.0, name="Atlas", is_published=True)
        card = self.make_member(self.club)
        for values, words, price, quantity in (
            ({"reward_point_amount": 3}, "Every $\xa01 spent", 1.0, 1),
            ({"reward_point_amount": 5, "amount_step": 20}, "Every full $\xa020 spent", 20.0, 1),
            ({"reward_point_mode": "unit", "reward_point_amount": 4}, "Each product you buy", 9.0, 1),
            ({"reward_point_mode": "order", "reward_point_amount": 7}, "Each purchase", 9.0, 3),
            (
                {"reward_point_mode": "unit", "reward_point_amount": 6, "product_ids": [Command.set(book.ids)]},
                "Each unit of Atlas",
                9.0,
                1,
            ),
        ):
            self.set_rule(**values)
            [(what, gift, _terms)] = self.rows()
            self.assertEqual(what, words)
            before = card.points
            self.make_sale(card.partner_id, [(book, quantity, price)])
            self.assertEqual(f"+{card.points - before:g}", gift, what)

    def test_products_are_named_if_the_shop_shows_them(self):
        shown = self.make_product(name="Atlas", is_published=True)
        hidden = self.make_product(name="Secret Stock")
        self.set_rule(product_ids=[Command.set(shown.ids)])
        self.assertEqual(self.rows()[0][0], "Every $\xa01 spent on Atlas")
        self.set_rule(product_ids=[Command.set((shown + hidden).ids)])
        self.assertEqual(self.rows()[0][0], "Every $\xa01 spent on Atlas and others")
        self.set_rule(product_ids=[Command.set(hidden.ids)])
        self.assertEqual(self.rows()[0][0], "Every $\xa01 spent on selected products")
        self.set_rule(product_domain='[("default_code", "=", "X")]')
        self.assertEqual(self.rows()[0][0], "Every $\xa01 spent on selected products")

    def test_conditions_and_caps(self):
        _bronze, silver, _gold = self.make_ladder()
        self.set_rule(
            tier_ids=[Command.set(silver.ids)],
            minimum_amount=50,
            minimum_qty=3,
            first_purchase_only=True,
            channel_pos=False,
            max_points_per_order=100,
            weekday_mon=False,
            weekday_tue=False,
            hour_from=12,
            hour_to=14.5,
            is_bonus=True,
            amount_basis="untaxed",
        )
        self.assertEqual(
            self.rows()[0][2],
            [
                "in the online shop",
                "on your first purchase",
                "from 3 units on",
                "for purchases of $\xa050 or more",
                "taxes do not count",
                "for Silver",
                "Wednesday, Thursday, Friday, Saturday, Sunday",
                "12:00–14:30",
                "at most 100 a purchase",
                "does not count for tiers",
            ],
        )

    def test_only_what_is_in_force_and_for_everybody(self):
        self.club.rule_ids = [Command.clear()]
        self.make_rule(mode="with_code", code="SECRET", name="Internal")
        self.make_rule(date_to=self.days_from_now(-365).date())
        self.make_rule(date_from=self.days_from_now(365).date())
        self.make_rule(active=False)
        self.assertEqual(self.rows(), [])
        self.make_activity("birthday", name="Birthday", points=20)
        self.make_activity("birthday", name="Old", date_to=self.days_from_now(-365).date())
        self.make_activity("join", name="Archived", active=False)
        self.assertEqual([row["what"] for row in self.club._get_club_page()["earning"]], ["Birthday"])

    def test_names_that_are_for_staff_stay_with_them(self):
        self.set_rule(name="Push slow stock")
        self.assertNotIn("Push slow stock", str(self.club._get_club_page()))

    def test_activities(self):
        coupons = self.make_coupons(name="Birthday coffee")
        self.make_activity("birthday", name="Birthday", points=20, coupon_program_id=coupons.id)
        self.make_activity("check_in", name="Visit", points=5, limit_count=1, limit_period="day")
        self.make_activity("social_follow", name="Follow us", points=15)
        found = {row["what"]: row for row in self.club._get_club_page()["earning"]}
        self.assertEqual(found["Birthday"]["gift"], "20 stars + Birthday coffee")
        self.assertEqual(
            (found["Visit"]["gift"], found["Visit"]["terms"]), ("+5", ["Checking in at the shop", "once a day"])
        )
        self.assertEqual(found["Follow us"]["terms"], ["Following on social media", "after we have looked at it"])

    def test_rewards(self):
        _bronze, _silver, gold = self.make_ladder()
        self.club.reward_ids.description = "10 off"
        self.make_reward(required_points=50, min_tier_id=gold.id, limit_per_member=1, limit_period="month")
        self.make_reward(description="Over", date_to=self.days_from_now(-365).date())
        self.make_reward(description="Later", date_from=self.days_from_now(365).date())
        gone = self.make_reward(description="Gone", budget_count=1)
        gone.sudo().used_count = 1
        rewards = self.club._get_club_page()["rewards"]
        self.assertEqual([reward["price"] for reward in rewards], ["50 stars", "100 stars"])
        self.assertEqual((rewards[0]["tier"], rewards[0]["terms"]), ("from Gold on", ["Once a month."]))
        self.assertEqual((rewards[1]["name"], rewards[1]["tier"], rewards[1]["terms"]), ("10 off", False, []))

    def test_tiers(self):
        self.make_ladder()
        bronze, silver, gold = self.club._get_club_page()["tiers"]
        self.assertEqual((bronze["is_free"], bronze["benefits"]), (True, []))
        self.assertEqual((silver["minimum"], silver["benefits"]), ("300 stars", ["2 times the points"]))
        self.assertEqual(gold["benefits"], ["Free delivery"])

    def test_answers_about_expiry_and_waiting(self):
        answers = lambda: dict(self.club._get_club_page()["questions"])  # noqa: E731
        self.assertIn("as long as the club exists", answers()["Do my points expire?"])
        self.assertIn("As soon as your order is confirmed", answers()["When can I use my points?"])
        self.club.write({"hold_days": 14, "earn_on": "delivery", "expiry_policy": "after_earning", "expiry_count": 12})
        self.assertEqual(answers()["Do my points expire?"], "12 months after you earned them.")
        self.assertIn("14 days after the delivery", answers()["When can I use my points?"])
        self.club.write({"expiry_policy": "fixed_dates", "expiry_dates": "06-21,12-21"})
        self.assertIn("21 June, 21 December", answers()["Do my points expire?"])
        self.club.write({"expiry_policy": "inactivity", "expiry_count": 1, "expiry_unit": "year"})
        self.assertIn("Only if nothing happens for 1 year.", answers()["Do my points expire?"])

    def test_a_club_that_closes_promises_nothing(self):
        self.club.closing_on = self.days_from_now(365).date()
        page = self.club._get_club_page()
        self.assertTrue(page["is_closing"])
        self.assertEqual(page["earning"], [])
        self.assertNotIn("When can I use my points?", dict(page["questions"]))
        self.assertTrue(page["rewards"], "points can still be spent")

    def test_queries_do_not_grow(self):
        self.make_ladder()
        for number in range(2):
            self._make_more(number)
        few = self._count_page()
        for number in range(2, 10):
            self._make_more(number)
        self.assertEqual(self._count_page(), few)

    def _make_more(self, number):
        product = self.make_product(name=f"Book {number}", is_published=True, image_1920=PIXEL)
        rank = 10 + number
        tier = {"name": f"Tier {number}", "sequence": rank, "min_points": 1000 * rank, "badge": PIXEL}
        self.club.tier_ids = [Command.create(tier)]
        added = self.club.tier_ids.sorted("sequence")[-1]
        self.make_rule(product_ids=[Command.set(product.ids)], tier_ids=[Command.set(added.ids)])
        self.make_activity("birthday", name=f"Day {number}", coupon_program_id=self.make_coupons().id)
        self.make_reward(min_tier_id=added.id, image=PIXEL, budget_count=5)
        self.make_reward(reward_type="product", reward_product_id=product.id, required_points=10 + number)

    def _count_page(self):
        self.club._get_club_page()  # what is cached for good
        return self.count_queries(self.club._get_club_page)
