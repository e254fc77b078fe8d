"""Codes of friends that are typed, guessed and forged."""

from unittest.mock import patch

from odoo.tests.common import tagged

from ..engine.codes import show_code
from ..models.link.throttle import LIMITS
from .referral_pages_case import ReferralPagesCase

WRONG = "0" * 16


@tagged("post_install", "-at_install")
class TestReferralCodes(ReferralPagesCase):
    def lower(self, times):
        """``times`` guesses are enough to be slowed."""
        limits = {**LIMITS, "referral_code": {"address": ((times, 10),)}}
        return patch("odoo.addons.loyalty_club.models.link.throttle.LIMITS", limits)

    def count_failures(self):
        self.env.invalidate_all()
        return self.env["loyalty.throttle"].search_count([("scope", "=", "referral_code")])

    # --- in the cart ---

    def test_code_in_the_cart(self):
        self.assertTrue(self.make_cart())
        self.assertIn("Did a friend send you?", self.url_open("/shop/cart").text)
        self.assertIn("is not known", self.post("/shop/club/friend", referral_code=WRONG).text)
        self.assertIn("is noted", self.post("/shop/club/friend", referral_code=self.code).text)
        self.assertRecordValues(self.register_of(self.friend), [{"state": "invited", "source": "cart"}])
        page = self.url_open("/shop/cart").text
        self.assertNotIn("Did a friend send you?", page)
        self.assertIn("A friend sent you", page)

    def test_code_as_a_promotion_code(self):
        self.make_cart()
        self.post("/shop/pricelist", promo=show_code(self.code))
        self.assertEqual(self.register_of(self.friend).state, "invited")

    # --- guessing ---

    def test_codes_guessed_as_promotion_codes(self):
        self.make_cart()
        self.post("/shop/pricelist", promo=WRONG)
        self.assertEqual(self.count_failures(), 1)
        self.post("/shop/pricelist", promo="SUMMER")
        self.assertEqual(self.count_failures(), 1)

    def test_guesses_are_counted_wherever_they_are_made(self):
        self.url_open(f"/club?club={self.club.id}&ref={WRONG}")
        self.assertEqual(self.count_failures(), 1)
        self.make_cart()
        page = self.post("/club/join", club=self.club.id, referral_code=WRONG).text
        self.assertIn("This code of a friend is not known", page)
        self.assertEqual(self.count_failures(), 2)
        self.assertFalse(self.club._get_account(self.friend).joined_on, "the code is corrected first")

    def test_right_codes_work_whoever_guessed_before(self):
        """Others share the network address: nobody guesses 80 bits, so who has the code was given it."""
        page = f"/club?club={self.club.id}&ref="
        with self.lower(2):
            for sentence in ("is not known", "is not known", "many wrong codes"):
                self.assertIn(sentence, self.url_open(f"/club/r/{WRONG}").text)
            self.assertEqual(self.count_failures(), 2, "who is slowed is not counted on")
            self.assertEqual(self.open_link(self.code).cookies["club_ref"], self.code)
            self.assertIn("A friend invites you.", self.url_open(f"{page}{self.code}").text)
            self.assertNotIn("A friend invites you.", self.url_open(f"{page}{WRONG}").text)
            self.make_cart()
            self.assertIn("many wrong codes", self.post("/shop/club/friend", referral_code=WRONG).text)
            self.assertIn("is noted", self.post("/shop/club/friend", referral_code=self.code).text)
            self.assertEqual(self.register_of(self.friend).state, "invited")

    def test_right_promotion_codes_work_whoever_guessed_before(self):
        self.make_cart()
        with self.lower(1):
            self.post("/shop/club/friend", referral_code=WRONG)
            self.post("/shop/pricelist", promo=self.code)
        self.assertEqual(self.register_of(self.friend).state, "invited")

    # --- forged ---

    def test_what_no_form_sends(self):
        """The character 0, and a file instead of a text, are no server errors."""
        self.make_cart()
        for address, field in (("/shop/pricelist", "promo"), ("/shop/club/friend", "referral_code")):
            with self.subTest(address):
                self.assertEqual(self.post(address, **{field: "SUM\0MER"}).status_code, 200)
                files = {field: ("code.txt", b"SUMMER", "text/plain")}
                self.assertEqual(self.post(address, files=files).status_code, 200)
        self.post("/shop/pricelist", promo=f"\0{self.code}")
        self.assertEqual(self.register_of(self.friend).state, "invited")
