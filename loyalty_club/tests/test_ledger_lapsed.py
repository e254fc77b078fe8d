"""Points past their last day are not offered, whether or not the job has booked their end."""

from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLapsed(ClubCase):
    def setUp(self):
        super().setUp()
        self.club.tz = "Asia/Tehran"
        self.card = self.make_member(self.club)
        clock = self.at("2026-05-31 20:40:00")  # 00:10 on the 1st of June in Tehran
        clock.__enter__()
        self.addCleanup(clock.__exit__, None, None, None)

    def post(self, points, expires_on):
        return self.card._post_points(points, "adjustment", expires_on=expires_on)

    def get_spendable(self, card=None):
        card = card or self.card
        card.invalidate_recordset()
        return card._get_spendable()[card]

    def test_yesterday_was_the_last_day(self):
        self.post(60, date(2026, 5, 31))
        self.post(40, date(2026, 6, 1))
        self.assertEqual((self.card.points, self.card.lapsed_points, self.get_spendable()), (100, 60, 40))
        self.card._expire_points()
        self.assertEqual((self.card.points, self.card.lapsed_points, self.get_spendable()), (40, 0, 40))

    def test_the_last_day_is_that_of_the_club(self):
        self.post(60, date(2026, 5, 31))
        with self.at("2026-05-31 20:20:00"):
            self.assertEqual(self.get_spendable(), 60)
        self.assertEqual(self.get_spendable(), 0)

    def test_what_goes_next_is_what_can_still_be_used(self):
        """In the back office, at the till, on the member's page and in "My club" alike."""
        self.post(60, date(2026, 5, 31))
        self.post(40, date(2026, 6, 1))
        self.post(20, date(2026, 7, 1))
        expected = (date(2026, 6, 1), 40)
        self.assertEqual((self.card.expiring_on, self.card.expiring_points), expected)
        self.assertEqual(self.card.till_status["expiring"], {"points": 40, "on": "2026-06-01"})
        self.assertEqual(self.card._get_next_to_expire(), expected)
        with self.at("2026-05-31 20:20:00"):
            self.card.invalidate_recordset()
            self.assertEqual(self.card.expiring_on, date(2026, 5, 31), "the last day itself")

    def test_an_inactive_account_past_its_day_loses_nothing_more(self):
        self.club.write({"expiry_policy": "inactivity", "expiry_count": 1, "expiry_unit": "month"})
        with self.at("2026-04-15 12:00:00"):
            self.card._post_points(100, "accrual")
            self.assertEqual((self.card.expiring_on, self.card.expiring_points), (date(2026, 5, 15), 100))
        self.card.invalidate_recordset()
        self.assertEqual((self.card.expiring_on, self.card.expiring_points), (False, 0))

    def test_an_account_that_was_not_active(self):
        self.club.write({"expiry_policy": "inactivity", "expiry_count": 1, "expiry_unit": "month"})
        with self.at("2026-04-15 12:00:00"):
            self.card._post_points(100, "accrual")
        self.assertEqual((self.card.points, self.get_spendable()), (100, 0))

    def test_promises_come_off_as_well(self):
        self.post(60, date(2026, 5, 31))
        self.post(40, None)
        self.env["loyalty.reservation"].create(
            {
                "card_id": self.card.id,
                "points": 30,
                "origin_model": "sale.order",
                "origin_id": 0,
                "expires_at": self.days_from_now(1),
            }
        )
        self.assertEqual((self.get_spendable(), self.card.reserved_points), (10, 30))

    def test_quotations_do_not_offer_them(self):
        self.post(150, date(2026, 5, 31))
        order = self.make_order(self.card.partner_id, [(self.make_product(price=50), 1)])
        self.assertFalse(order._get_claimable_rewards().get(self.card))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.card._post_points(-100, "redemption")
        self.post(100, None)
        self.card.invalidate_recordset()
        self.assertTrue(order._get_claimable_rewards().get(self.card))

    def test_confirmed_orders_do_not_offer_them(self):
        order = self.make_sale(self.card.partner_id, [(self.make_product(price=50), 1)])
        self.post(150 - self.card.points, date(2026, 5, 31))
        self.card.invalidate_recordset()
        self.assertFalse(order._get_claimable_rewards().get(self.card))
        self.post(100, None)
        self.card.invalidate_recordset()
        self.assertTrue(order._get_claimable_rewards().get(self.card))

    def test_trying_a_basket_does_not_count_on_them(self):
        self.post(150, date(2026, 5, 31))
        self.card.invalidate_recordset()
        line = Command.create({"product_id": self.make_product(price=50).id, "quantity": 1, "price_unit": 50})
        tried = self.env["loyalty.simulation"].create(
            {"partner_id": self.card.partner_id.id, "program_id": self.club.id, "line_ids": [line]}
        )
        self.assertIn("Balance afterwards: 50", html2plaintext(tried.result_html))
        self.assertNotIn("Enough for", html2plaintext(tried.result_html))

    def test_one_query_for_many_accounts(self):
        cards = self.card
        for _number in range(4):
            cards |= self.make_member(self.club, 10)
        self.env.flush_all()
        cards.mapped("program_id.points_rounding")
        for some in (cards[:1], cards):
            some.invalidate_recordset(["reserved_points", "lapsed_points"])
            with self.assertQueryCount(1):
                some._get_spendable()
