"""Cash back of membership years."""

from odoo.exceptions import ValidationError

from .membership_days import MembershipDaysCase


class TestMembershipCashBack(MembershipDaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product(1.0)
        cls.plan.write({"cashback_percent": 2, "cashback_cap": 1250, "cashback_points": 10})

    def spend(self, amount, partner=None, **values):
        """An order that counts now (stock dates orders by its own clock)."""
        return self.make_sale(partner or self.ada, [(self.product, 1, amount)], date_order=self.env.cr.now(), **values)

    def begin(self, partner=None):
        """A year of which no purchase earns points, so that points are cash back."""
        self.club.rule_ids.reward_point_amount = 0.0000001
        return self.start(partner, self.year)

    def test_costco_executive(self):
        """2 % back, at most 1,250 a year."""
        for spent, back in ((6500, 130), (62500, 1250), (70000, 1250)):
            with self.subTest(spent=spent):
                partner = self.make_partner(str(spent))
                self.freeze("2026-01-31")
                membership = self.begin(partner)
                self.freeze("2026-07-01")
                self.spend(spent, partner)
                self.run_gifts("2027-01-30")
                self.assertFalse(self.rows(membership, "cashback"))
                self.run_gifts("2027-01-31")
                row = self.rows(membership, "cashback")
                self.assertEqual((row.amount, row.points, row.base_amount), (back, back * 10, spent))
                self.assertEqual(membership.card_id.points, back * 10)

    def test_paid_once(self):
        membership = self.begin()
        self.spend(1000)
        self.run_gifts("2027-02-05")
        membership._sync_gifts()
        self.run_gifts("2027-02-06")
        self.assertEqual(len(self.rows(membership, "cashback")), 1)
        self.assertEqual(membership.card_id.points, 200)

    def test_refunds_make_it_less(self):
        membership = self.begin()
        order = self.spend(1000)
        self.spend(500)
        order._action_cancel()
        self.run_gifts("2027-01-31")
        self.assertEqual(self.rows(membership, "cashback").amount, 10)

    def test_a_refund_after_it_was_paid_is_carried(self):
        membership = self.begin()
        order = self.spend(1000)
        self.run_gifts("2027-01-31")
        self.start(period=self.year)
        self.assertEqual(self.rows(membership, "cashback").amount, 20)
        order._action_cancel()
        self.assertEqual(membership.card_id.points, 200, "nothing is asked back")
        self.freeze("2027-05-01")
        self.spend(600)
        self.start(period=self.year, quantity=2)
        self.run_gifts("2028-01-31")
        self.assertEqual(self.rows(membership, "cashback").mapped("amount"), [20, 0])
        self.spend(2000)
        self.run_gifts("2029-01-31")
        self.assertEqual(self.rows(membership, "cashback").mapped("amount"), [20, 0, 32], "8 of 20 were still open")
        self.assertEqual(membership.card_id.points, 520)

    def test_other_terms_now_change_nothing_that_was_paid(self):
        membership = self.begin()
        self.start(period=self.year)
        self.spend(1000)
        self.run_gifts("2027-01-31")
        self.plan.cashback_percent = 5
        self.spend(100)
        self.run_gifts("2028-01-31")
        self.assertEqual(self.rows(membership, "cashback").mapped("amount"), [20, 5])

    def test_the_fee_itself_gives_nothing_back(self):
        order = self.make_order(
            self.ada, [(self.product, 1, 300), (self.year.product_id, 1, 100)], date_order=self.env.cr.now()
        )
        membership = self.begin()
        order.action_confirm()
        self.run_gifts("2027-02-28")
        self.assertEqual(self.rows(membership, "cashback")[:1].amount, 6)

    def test_purchases_of_a_pause_do_not_count(self):
        membership = self.begin()
        self.spend(100)
        self.freeze("2026-03-01")
        membership._pause("Ill")
        self.freeze("2026-03-10")
        self.spend(1000)
        self.freeze("2026-03-20")
        membership._resume()
        self.spend(50)
        self.run_gifts("2027-01-31")
        self.assertEqual(self.rows(membership, "cashback").amount, 3)

    def test_a_membership_that_ends_is_paid_for_what_it_had(self):
        membership = self.begin()
        self.spend(100)
        self.freeze("2026-06-01")
        membership._end("staff")
        self.assertEqual(str(membership.gift_on), "2026-06-02")
        self.run_gifts("2026-06-02")
        self.assertEqual(self.rows(membership, "cashback").amount, 2)
        self.assertEqual(str(membership.gift_on), "2026-08-31", "the rest")
        self.run_gifts("2026-08-31")
        self.assertEqual(self.rows(membership, "cashback").mapped("amount"), [2, 0])
        self.assertFalse(membership.gift_on)

    def test_a_refunded_membership_gets_nothing(self):
        membership = self.begin()
        self.spend(100)
        membership.term_ids.state = "refunded"
        membership._end("refunded")
        self.assertFalse(self.rows(membership, "cashback"))

    def test_the_return_window_comes_first(self):
        self.club.hold_days = 14
        membership = self.begin()
        self.spend(1000)
        self.assertEqual(str(membership.gift_on), "2027-02-14")
        self.run_gifts("2027-02-13")
        self.assertFalse(self.rows(membership, "cashback"))
        membership.card_id._release_pending()
        self.run_gifts("2027-02-14")
        self.assertEqual(self.rows(membership, "cashback").amount, 20)

    def test_as_a_gift_card_and_as_an_ewallet(self):
        gift_cards, wallets = self.make_stock_program("gift_card"), self.make_stock_program("ewallet")
        for program in (gift_cards, wallets):
            with self.subTest(program=program.program_type):
                partner = self.make_partner(program.name)
                self.plan.write({"cashback_as": "voucher", "cashback_program_id": program.id})
                self.freeze("2026-01-31")
                membership = self.begin(partner)
                self.start(partner, self.year)
                self.spend(1000, partner)
                self.run_gifts("2027-01-31")
                card = self.rows(membership, "cashback").coupon_id
                self.assertEqual((card.program_id, card.partner_id, card.points), (program, partner, 20))
                self.spend(500, partner)
                self.run_gifts("2028-01-31")
                cards = self.rows(membership, "cashback").coupon_id
                self.assertEqual(len(cards), 1 if program == wallets else 2)
                self.assertEqual(sum(cards.mapped("points")), 30)

    def test_merged_customers(self):
        membership = self.begin()
        double = self.make_partner("Ada again", email="ada@example.com")
        self.make_member(self.club, partner_id=double.id)
        self.spend(300, double)
        self.spend(200)
        self.merge(double, self.ada)
        self.run_gifts("2027-01-31")
        self.assertEqual(self.rows(membership, "cashback").amount, 10)

    def test_terms_that_make_no_sense(self):
        with self.assertRaisesRegex(ValidationError, "how many points"):
            self.plan.cashback_points = 0
        self.plan.cashback_points = 1
        with self.assertRaisesRegex(ValidationError, "gift cards"):
            self.plan.cashback_as = "voucher"
        self.plan.cashback_as = "points"
        with self.assertRaisesRegex(ValidationError, "no coupons"):
            self.plan.coupon_program_id = self.make_stock_program("gift_card")
