"""Coupons of periods that were refunded after the coupon was used."""

from .membership_days import MembershipDaysCase


class TestMembershipCoupons(MembershipDaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.coupon_program_id = cls.make_stock_program("coupons")

    def live(self, partner=None):
        """Coupons of the plan's program that the customer (by default Ada) can use."""
        domain = [("program_id", "=", self.plan.coupon_program_id.id), ("points", ">", 0)]
        return self.env["loyalty.card"].search([*domain, ("partner_id", "=", (partner or self.ada).id)])

    def use(self, card=None):
        card = card or self.live()
        card.write({"points": 0, "use_count": 1})
        return card

    def give_back(self, membership):
        """All money of the membership is given back, and it ends."""
        membership.term_ids.filtered(lambda term: term.state == "paid").write({"state": "refunded"})
        if membership.state != "ended":
            membership._end("refunded")

    def test_buy_use_give_back_and_buy_again(self):
        first = self.start()
        self.use()
        self.give_back(first)
        again = self.start()
        self.assertNotEqual(again, first)
        self.assertFalse(self.live(), "the used coupon is that of this period")
        self.assertEqual(len(self.rows(again, "coupon")), 1)
        self.assertTrue(again._has_used_benefits(again.term_ids), "no full refund for an unused period")
        self.give_back(again)
        third = self.start()
        self.assertFalse(self.live(), "nor another day")
        self.assertEqual(self.rows(third, "coupon").counted_ids, self.rows(again, "coupon"))
        self.run_gifts("2026-02-28")
        self.assertFalse(self.live())
        self.start(key="next")
        self.run_gifts("2026-02-28")
        self.assertEqual(len(self.live()), 1, "the period after it has one of its own")

    def test_an_unused_coupon_counts_for_nothing(self):
        first = self.start()
        self.give_back(first)
        self.assertFalse(self.live())
        self.start()
        self.assertEqual(len(self.live()), 1)

    def test_a_coupon_a_month_of_a_year(self):
        self.plan.coupon_every = "month"
        first = self.start(period=self.year)
        self.use()
        self.give_back(first)
        again = self.start(period=self.year)
        self.assertFalse(self.live())
        self.run_gifts("2026-02-28")
        self.assertEqual(len(self.live()), 1)
        self.assertEqual(len(self.rows(again, "coupon")), 2)

    def test_another_contact_of_the_same_person(self):
        first = self.start()
        self.use()
        self.give_back(first)
        double = self.make_partner("A. Lovelace", email="ADA@example.com")
        self.start(double)
        self.start(self.ben)
        self.assertFalse(self.live(double))
        self.assertEqual(len(self.live(self.ben)), 1)

    def test_paid_after_all(self):
        first = self.start()
        self.use()
        self.give_back(first)
        again = self.start()
        first.term_ids.state = "paid"
        first._sync_gifts()
        self.assertFalse(self.rows(again, "coupon"))
        self.run_gifts("2026-01-31")
        self.assertEqual(len(self.live()), 1, "both periods are paid")
        self.assertFalse(self.rows(first, "coupon").counts_as_id)

    def test_a_coupon_that_can_be_used_again_is_that_of_the_later_period(self):
        first = self.start()
        card = self.use()
        self.give_back(first)
        again = self.start()
        card.write({"points": 1, "use_count": 0})  # its order was cancelled
        first._sync_gifts()
        self.assertEqual(self.live(), card)
        self.give_back(again)
        first._sync_gifts()
        self.assertFalse(self.live())

    def test_a_part_of_the_money_and_of_the_days(self):
        self.plan.refund_rule = "pro_rata"
        first = self.start()
        self.use()
        first.term_ids.write({"date_to": "2026-01-31", "refunded_amount": 12.5})
        first._end("refunded")
        self.freeze("2026-02-01")
        again = self.start()
        self.assertFalse(self.live(), "a day for a coupon each")
        self.assertEqual(len(self.rows(again, "coupon")), 1)
        again._end("staff")
        self.freeze("2026-03-05")
        self.start()
        self.assertEqual(len(self.live()), 1)

    def test_a_part_of_the_money_does_not_count_for_the_next_period(self):
        first = self.start(quantity=2)
        self.use()
        first.term_ids.sorted("date_from")[0].refunded_amount = 3
        self.run_gifts("2026-02-28")
        self.assertEqual(len(self.live()), 1)

    def test_queries(self):
        def count(number):
            partners = [self.make_partner(f"P{number}-{turn}") for turn in range(number)]
            before = self.Membership.union(*(self.start(partner) for partner in partners))
            self.use(before.benefit_ids.coupon_id)
            for membership in before:
                self.give_back(membership)
            self.plan.coupon_program_id.active = False
            again = self.Membership.union(*(self.start(partner) for partner in partners))
            self.plan.coupon_program_id.active = True
            queries = self.count_queries(again._sync_gifts)
            self.assertEqual(len(again.benefit_ids), number)
            self.assertFalse(again.benefit_ids.coupon_id)
            return queries

        count(1)
        one = count(1)
        self.assertLessEqual(count(10), one + 2)
