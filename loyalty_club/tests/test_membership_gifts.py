"""What plans give on certain days: welcome points and coupons."""

from .membership_days import MembershipDaysCase


class TestMembershipGifts(MembershipDaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coupons = cls.make_stock_program("coupons")

    def coupons_of(self, membership, active=True):
        cards = membership.benefit_ids.coupon_id.with_context(active_test=False)
        return cards.filtered(lambda card: card.active == active)

    # --- welcome points ---

    def test_welcome_points_once_for_each_customer_and_plan(self):
        self.plan.welcome_points = 200
        first = self.start()
        self.assertEqual(first.card_id.points, 200)
        first._sync_gifts()
        self.start()
        self.assertEqual(first.card_id.points, 200)
        first._end("staff")
        again = self.start()
        self.assertNotEqual(again, first)
        self.assertEqual(first.card_id.points, 200, "the same customer was welcomed by this plan before")
        other = self.make_plan(name="Gold", welcome_points=50)
        self.start(period=self.make_period(other, 20))
        self.assertEqual(first.card_id.points, 250)

    def test_welcome_points_go_with_the_first_period(self):
        self.plan.welcome_points = 200
        membership = self.start()
        membership.term_ids.state = "refunded"
        self.assertEqual(membership.card_id.points, 0)
        self.assertEqual(membership.benefit_ids.filtered(lambda row: row.kind == "welcome").points, 0)
        membership.term_ids.state = "paid"
        membership._sync_benefits()
        self.assertEqual(membership.card_id.points, 200, "paid after all")
        membership.term_ids.state = "refunded"
        membership._sync_gifts()
        self.assertEqual(membership.card_id.points, 0)
        self.assertFalse(self.club._check_ledger())

    def test_welcome_points_that_were_spent_are_owed(self):
        self.plan.welcome_points = 200
        membership = self.start()
        membership.card_id._post_points(-150, "redemption")
        membership.term_ids.state = "refunded"
        self.assertEqual(membership.card_id.points, -150)

    def test_what_was_spent_and_not_taken_back_is_the_only_welcome(self):
        self.club.debit_policy = "within_balance"
        self.plan.welcome_points = 200
        membership = self.start()
        membership.card_id._post_points(-200, "redemption")
        membership.term_ids.state = "refunded"
        membership._end("refunded")
        self.assertEqual(membership.card_id.points, 0)
        self.start()
        self.assertEqual(membership.card_id.points, 0, "buy, spend, give back, buy again")

    def test_the_same_person_with_another_account(self):
        self.plan.welcome_points = 200
        self.start()
        double = self.make_partner("A. Lovelace", email="ADA@example.com")
        self.assertEqual(self.start(double).card_id.points, 0)
        self.assertEqual(self.start(self.ben).card_id.points, 200)

    def test_two_accounts_of_one_person_in_one_run(self):
        double = self.make_partner("A. Lovelace", email="ADA@example.com")
        both = self.start() | self.start(double)
        self.plan.welcome_points = 200
        both._lock()._sync_gifts()
        self.assertEqual(both.card_id.mapped("points"), [200, 0])

    def test_another_plan_welcomes_anew_and_the_first_one_goes_on(self):
        self.plan.write({"welcome_points": 200, "coupon_program_id": self.coupons.id})
        gold = self.make_plan(name="Gold", welcome_points=50)
        period = self.make_period(gold, 30)
        membership = self.start()
        self.freeze("2026-02-10")
        membership._switch(period, {"anchor_on": "2026-02-10", "anchor_count": 0})
        membership._cut_terms(membership._get_today(), {})
        membership._buy_period(period, "gold", {"kind": "bought", "amount": 30})
        membership._run_to(membership._get_last_paid_day())
        self.assertEqual(membership.card_id.points, 250)
        self.assertEqual(self.rows(membership, "coupon").plan_id, self.plan)
        membership.term_ids.filtered(lambda term: term.period_id == period).state = "refunded"
        self.assertEqual(membership.card_id.points, 200)

    def test_a_trial_is_no_welcome(self):
        self.plan.write({"welcome_points": 200, "trial_days": 7})
        membership = self.Membership._start_trial(self.month, self.ada)
        self.assertEqual(membership.card_id.points, 0)
        self.start()
        self.assertEqual(membership.card_id.points, 200)

    def test_what_is_switched_on_later_is_not_for_days_before(self):
        membership = self.start(period=self.year)
        self.freeze("2026-06-15")
        self.plan.write({"welcome_points": 200, "coupon_program_id": self.coupons.id, "coupon_every": "month"})
        self.assertEqual(str(membership.gift_on), "2026-06-15", "the job looks at it")
        self.run_gifts("2026-06-15")
        self.assertEqual(membership.card_id.points, 0)
        self.assertFalse(membership.benefit_ids)
        self.assertEqual(str(membership.gift_on), "2026-06-30")
        self.run_gifts("2026-06-30")
        self.assertEqual(len(self.coupons_of(membership)), 1)

    def test_a_suspended_account_gets_it_later(self):
        self.plan.welcome_points = 200
        account = self.make_member(self.club, partner_id=self.ada.id)
        account.membership_state = "suspended"
        membership = self.start()
        self.assertEqual(account.points, 0)
        self.assertEqual(str(membership.gift_on), "2026-02-01")
        account.membership_state = "active"
        self.run_gifts("2026-02-01")
        self.assertEqual(account.points, 200)

    # --- coupons ---

    def test_a_coupon_for_each_period_on_its_first_day(self):
        self.plan.coupon_program_id = self.coupons
        membership = self.start(quantity=3)
        self.assertEqual(len(self.coupons_of(membership)), 1)
        self.assertEqual(str(membership.gift_on), "2026-02-28")
        self.run_gifts("2026-02-27")
        self.assertEqual(len(self.coupons_of(membership)), 1)
        self.run_gifts("2026-02-28")
        self.assertEqual(len(self.coupons_of(membership)), 2)
        self.run_gifts("2026-02-28")
        self.assertEqual(len(self.coupons_of(membership)), 2)
        self.run_gifts("2026-05-10")
        self.assertEqual(len(self.coupons_of(membership)), 3, "the job had not run for weeks")
        self.assertFalse(membership.gift_on)
        self.assertEqual(self.coupons_of(membership).partner_id, self.ada)

    def test_a_coupon_a_month_of_a_year(self):
        self.plan.write({"coupon_program_id": self.coupons.id, "coupon_every": "month", "coupon_days": 30})
        membership = self.start(period=self.year)
        card = self.coupons_of(membership)
        self.assertEqual(str(card.expiration_date), "2026-03-02")
        self.run_gifts("2027-01-30")
        self.assertEqual(len(self.coupons_of(membership)), 12)
        days = sorted(str(day) for day in membership.benefit_ids.mapped("on_date"))
        self.assertEqual(days[:4], ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"])

    def test_weeks_with_a_coupon_a_month(self):
        self.plan.write({"coupon_program_id": self.coupons.id, "coupon_every": "month"})
        week = self.make_period(self.plan, 4, unit="week")
        membership = self.start(period=week, quantity=6)
        self.run_gifts("2026-03-13")
        self.assertEqual(len(self.coupons_of(membership)), 2)

    def test_unused_coupons_end_with_the_refund_and_come_back(self):
        self.plan.coupon_program_id = self.coupons
        membership = self.start()
        card = self.coupons_of(membership)
        membership.term_ids.state = "refunded"
        self.assertFalse(card.active)
        membership.term_ids.state = "paid"
        membership._sync_benefits()
        self.assertTrue(card.active)
        card.points = 0
        membership.term_ids.state = "refunded"
        self.assertTrue(card.active, "it was used")

    def test_no_coupons_while_suspended(self):
        self.plan.write({"coupon_program_id": self.coupons.id, "coupon_every": "month"})
        membership = self.start(period=self.year)
        self.freeze("2026-02-10")
        membership._pause("Holidays")
        self.assertFalse(membership.gift_on)
        self.run_gifts("2026-05-10")
        membership._resume()
        self.assertEqual(len(self.coupons_of(membership)), 1, "none for the months of the pause")
        self.assertEqual(str(membership.gift_on), "2026-05-31")
        self.run_gifts("2027-06-01")
        self.assertEqual(len(self.coupons_of(membership)), 1 + 12 - 1, "paid until 30 April: the 30th is a coupon")

    def test_a_batch_of_coupons_takes_the_same_number_of_queries(self):
        self.plan.coupon_program_id = self.coupons
        one = self.start(self.make_partner("One"), quantity=2)
        many = self.Membership.union(*(self.start(self.make_partner(f"P{n}"), quantity=2) for n in range(8)))
        self.freeze("2026-02-28")

        def count(memberships):
            return self.count_queries(memberships._sync_gifts)

        count(one)
        one.benefit_ids.filtered(lambda row: str(row.on_date) == "2026-02-28").unlink()
        first = count(one)
        self.assertLessEqual(count(many), first + 2)
        self.assertEqual(len(many.benefit_ids), 16)
