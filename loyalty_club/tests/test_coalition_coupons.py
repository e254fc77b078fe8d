"""Coupons of partners: given out once, used, taken back, and what each comes to."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionCase


@tagged("post_install", "-at_install")
class TestCoalitionCoupons(CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_member(cls.club, points=100)

    def get_amounts(self, coupon):
        return coupon.movement_ids.sorted("id").mapped("amount")

    def test_each_code_once(self):
        self.add_codes("A1", "A2")
        ben, cleo = self.make_member(self.club), self.make_member(self.club)
        given = [self.theirs._give(account).code for account in (self.ada, ben)]
        self.assertEqual(given, ["A1", "A2"])
        with self.assertRaisesRegex(UserError, "taken"):
            self.theirs._give(cleo)

    def test_as_often_as_the_offer_says(self):
        self.add_codes("A1", "A2", "A3")
        self.theirs.limit_per_member = 2
        self.theirs._give(self.ada)
        self.theirs._give(self.ada)
        with self.assertRaisesRegex(UserError, "as often as possible"):
            self.theirs._give(self.ada)

    def test_for_one_thing_once(self):
        self.add_codes("A1", "A2")
        self.theirs.limit_per_member = 0
        first = self.theirs._give(self.ada, key="tier 1")
        self.assertEqual(self.theirs._give(self.ada, key="tier 1"), first)
        self.assertNotEqual(self.theirs._give(self.ada, key="tier 2"), first)

    def test_points_are_taken_and_come_back(self):
        self.add_codes("A1")
        self.theirs.points = 40
        coupon = self.theirs._give(self.ada)
        self.assertEqual((self.ada.points, coupon.entry_id.kind), (60, "redemption"))
        coupon._cancel()
        self.assertEqual((coupon.state, self.ada.points), ("cancelled", 100))
        self.assertLedger(self.ada)

    def test_too_few_points_take_no_code(self):
        self.add_codes("A1")
        self.theirs.points = 400
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.theirs._give(self.ada)
        self.assertEqual(self.theirs.available_count, 1)

    def test_who_may_have_it(self):
        self.add_codes("A1")
        self.theirs.member_domain = "[('name', '=', 'Somebody else')]"
        with self.assertRaisesRegex(UserError, "not for you"):
            self.theirs._give(self.ada)
        self.theirs.member_domain = "[]"
        self.ada.membership_state = "left"
        with self.assertRaisesRegex(UserError, "active members"):
            self.theirs._give(self.ada)

    def test_contracts_that_do_not_hold(self):
        self.add_codes("A1")
        self.coalition.direction = "ours"
        with self.assertRaisesRegex(UserError, "other direction"):
            self.theirs._give(self.ada)
        self.coalition.direction = "both"
        self.coalition.action_suspend()
        with self.assertRaisesRegex(UserError, "not active"):
            self.theirs._give(self.ada)
        self.coalition.action_activate()
        self.theirs.date_to = "2020-01-01"
        with self.assertRaisesRegex(UserError, "is over"):
            self.theirs._give(self.ada)

    def test_used_with_the_partner_who_owes_for_it(self):
        self.add_codes("A1")
        coupon = self.theirs._give(self.ada)
        coupon._redeem("S1", 80, 16)
        self.assertEqual((coupon.state, self.get_amounts(coupon)), ("redeemed", [5]))
        coupon._redeem("S1", 90, 18)
        self.assertEqual((coupon.order_amount, self.get_amounts(coupon)), (90, [5]))
        with self.assertRaisesRegex(UserError, "used already"):
            coupon._redeem("S2", 10, 1)
        coupon._take_back()
        self.assertEqual((coupon.state, self.get_amounts(coupon), coupon.amount), ("issued", [5, -5], 0))
        self.assertEqual(coupon.movement_ids.sorted("id").mapped("kind"), ["redemption", "reversal"])

    def test_per_cent_of_the_order(self):
        self.coalition.write({"terms": "percent", "terms_percent": 2.5})
        self.add_codes("A1")
        coupon = self.theirs._give(self.ada)
        coupon._redeem("S1", 33.33, 0)
        coupon._redeem("S1", 20, 0)
        self.assertEqual(self.get_amounts(coupon), [0.83, -0.33])

    def test_coupons_keep_the_terms_of_their_day(self):
        self.add_codes("A1")
        coupon = self.theirs._give(self.ada)
        self.coalition.terms_amount = 9
        coupon._redeem("S1", 80, 16)
        self.assertEqual(self.get_amounts(coupon), [5])

    def test_the_other_one_pays(self):
        self.coalition.write({"payer": "sender", "terms": "issued", "terms_amount": 1})
        self.add_codes("A1")
        coupon = self.theirs._give(self.ada)
        self.assertEqual((self.get_amounts(coupon), self.coalition.balance), ([-1], -1))
        coupon._cancel()
        self.assertEqual((self.get_amounts(coupon), self.coalition.balance), ([-1, 1], 0))

    def test_ours_for_their_customers(self):
        coupon = self.ours._issue("customer 7")
        self.assertEqual(
            (coupon.state, coupon.code, coupon.customer_ref), ("issued", coupon.card_id.code, "customer 7")
        )
        coupon._redeem("S1", 50, 5)
        self.assertEqual(self.get_amounts(coupon), [-5])
        self.ours.max_issued = 1
        with self.assertRaisesRegex(UserError, "As many"):
            self.ours._issue()

    def test_the_last_day(self):
        self.theirs.write({"valid_days": 10, "valid_until": "2026-03-05"})
        self.add_codes("A1", "A2")
        with self.at("2026-02-01 12:00:00"):
            coupon = self.theirs._give(self.ada)
            self.assertEqual(str(coupon.expires_on), "2026-02-10")
        with self.at("2026-02-10 12:00:00"):
            self.assertFalse(coupon._expire())
        with self.at("2026-02-11 12:00:00"):
            self.assertEqual(coupon._expire(), coupon)
            coupon._redeem("S1", 10, 1)  # the news of it came late
        self.assertEqual(coupon.state, "redeemed")
        with self.at("2026-02-12 12:00:00"):
            coupon._take_back()
        self.assertEqual(coupon.state, "expired")

    def test_nobody_moves_them_by_hand(self):
        coupon = self.add_codes("A1").with_user(self.make_user("manager"))
        for act in (
            lambda: coupon.write({"state": "issued"}),
            lambda: coupon.copy({"code": "A2"}),
            lambda: self.coalition.with_user(coupon.env.user).write({"state": "ended"}),
            lambda: coupon.env["loyalty.coalition.movement"].create({"coalition_id": self.coalition.id, "amount": 1}),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                act()

    def test_offers_that_nobody_used_are_deleted_with_their_codes(self):
        coupons = self.add_codes("A1", "A2")
        self.theirs.unlink()
        self.assertFalse(coupons.exists())

    def test_what_was_used_stays(self):
        self.add_codes("A1")
        coupon = self.theirs._give(self.ada)
        coupon._redeem("S1", 80, 16)
        for record in (coupon, self.theirs, self.coalition, coupon.movement_ids):
            with self.assertRaises(UserError):
                record.unlink()
        with self.assertRaises(AccessError):
            coupon.movement_ids.sudo().amount = 7
