"""The API for partners: contracts that were archived, money of other countries, codes like addresses, and what a call
costs."""

from unittest.mock import patch

from odoo import fields
from odoo.sql_db import Cursor
from odoo.tests import tagged

from .coalition_api_case import CoalitionApiCase

LOOK_UP_STATEMENTS = 5
"""The key, the contract, the count of calls, the coupon, its offer; besides, Odoo asks for its caches, not in tests."""


@tagged("post_install", "-at_install")
class TestCoalitionApiContract(CoalitionApiCase):
    # --- archived ---

    def test_an_archived_contract_is_one_that_ended(self):
        self.give("A1")
        ours = self.ours._issue("customer 7")
        self.coalition._move_to("ended")
        self.coalition.active = False
        self.assertEqual(self.assertAnswer(self.call("GET", "/coupons/A1"), 200)["state"], "issued")
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", {"order": "S1", "amount": 80}), 200)
        self.assertAnswer(self.call("POST", "/coupons/A1/return", {"order": "S1"}), 200)
        self.assertAnswer(self.call("POST", f"/coupons/{ours.code}/cancel"), 200)
        self.assertEqual({one["code"] for one in self.call("GET", "/coupons").json()["coupons"]}, {"A1", ours.code})
        self.assertFalse(any(offer["open"] for offer in self.call("GET", "/offers").json()["offers"]))
        path = f"/offers/{self.ours.reference}/coupons"
        self.assertAnswer(self.call("POST", path, {"customer": "8"}), 409, "not_offered")
        self.assertAnswer(self.call("GET", "/coupons/A1", auth=self.opera_key), 404, "not_found")

    def test_archived_only(self):
        """Nobody gets coupons of a contract that was archived without ending it."""
        self.coalition.active = False
        self.assertAnswer(self.call("POST", f"/offers/{self.ours.reference}/coupons", {}), 409, "not_offered")

    # --- money ---

    def make_currency(self, rate=None):
        """A currency of its own, so that rates of the database say nothing about it."""
        values = {"name": "QQQ", "symbol": "q", "rounding": 0.01, "active": True}
        currency = self.env["res.currency"].create(values)
        if rate:
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "name": "2020-01-01", "rate": rate, "company_id": False}
            )
        return currency

    def redeem(self, **values):
        return self.call("POST", "/coupons/A1/redeem", {"order": "S1", "amount": 80, **values})

    def test_amounts_in_another_currency(self):
        coupon = self.give("A1")
        currency = self.make_currency(rate=4)
        body = self.assertAnswer(self.redeem(discount=10, currency="QQQ"), 200)
        self.assertEqual((body["amount"], body["discount"]), (20, 2.5))
        self.assertEqual(body["currency"], self.coalition.currency_id.name)
        self.assertEqual(coupon.told_amount, "80 QQQ / 10 QQQ")
        today = fields.Date.today()
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": today, "rate": 8, "company_id": False}
        )
        coupon.sudo().redeemed_at = "2021-01-01 12:00:00"
        body = self.assertAnswer(self.redeem(currency="QQQ"), 200)
        self.assertEqual((body["amount"], body["discount"]), (20, 0), "by the rate of the day on which it was used")
        self.assertAnswer(self.redeem(amount=7), 200)
        self.assertEqual((coupon.order_amount, coupon.told_amount), (7, False))
        self.assertAnswer(self.redeem(currency="QQQ"), 200)
        self.assertAnswer(self.call("POST", "/coupons/A1/return"), 200)
        self.assertFalse(coupon.told_amount)

    def test_currencies_that_nobody_can_convert(self):
        coupon = self.give("A1")
        currency = self.make_currency()
        self.assertIn("rate", self.assertAnswer(self.redeem(currency="QQQ"), 422, "currency")["error"]["message"])
        currency.active = False
        self.assertAnswer(self.redeem(currency="QQQ"), 422, "currency")
        self.assertAnswer(self.redeem(currency="XXX"), 422, "currency")
        self.assertEqual((coupon.state, coupon.order_amount), ("issued", 0))
        self.assertAnswer(self.redeem(currency=self.coalition.currency_id.name), 200)

    # --- codes ---

    def test_codes_like_addresses(self):
        codes = ("A/redeem", "A/return", "B/reserve", "B/cancel", "2026/1")
        self.give(*codes)
        for code in codes:
            path = code.replace("/", "%2F")
            with self.subTest(code):
                self.assertEqual(self.assertAnswer(self.call("GET", f"/coupons/{path}"), 200)["code"], code)
                found = self.assertAnswer(self.call("GET", "/coupons", code=code), 200)
                self.assertEqual([coupon["code"] for coupon in found["coupons"]], [code])
                self.assertEqual((found["cursor"], found["next_since"]), (None, None))
                answer = self.call("POST", f"/coupons/{path}/redeem", {"order": "S1", "amount": 1})
                self.assertEqual(self.assertAnswer(answer, 200)["state"], "redeemed")
        self.assertAnswer(self.call("GET", "/coupons/C/redeem"), 405, "method_not_allowed")

    def test_codes_that_no_address_can_hold(self):
        coupon = self.give("/a//b/")
        found = self.assertAnswer(self.call("GET", "/coupons", code="/a//b/"), 200)["coupons"]
        self.assertEqual(found, [coupon._get_public()])
        self.assertEqual(self.call("GET", "/coupons", code="/a//b/", auth=self.opera_key).json()["coupons"], [])
        self.assertAnswer(self.call("GET", "/coupons", code=""), 400, "bad_request")

    # --- what it costs ---

    def count_statements(self, code):
        """What one look-up asks the database, but for what only tests need."""
        seen = []

        def execute(cursor, query, *args, **options):
            text = str(getattr(query, "code", query)).strip()
            if not text.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                seen.append(text)
            return done(cursor, query, *args, **options)

        done = Cursor.execute
        self.env.flush_all()
        with patch.object(Cursor, "execute", execute):
            answer = self.call("GET", f"/coupons/{code}")
        self.assertAnswer(answer, 200)
        return seen

    def test_statements_of_a_look_up(self):
        self.give("A1")
        self.count_statements("A1")
        alone = self.count_statements("A1")
        self.give(*(f"B{number}" for number in range(20)))
        self.assertEqual(self.count_statements("B7"), alone)
        self.assertLessEqual(len(alone), LOOK_UP_STATEMENTS, "\n".join(alone))
