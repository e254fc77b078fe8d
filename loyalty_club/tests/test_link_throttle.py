"""Guessing is slowed down."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, tagged

from ..controllers.throttle import get_network
from ..models.link.throttle import LIMITS
from .common import ClubMixin


@tagged("post_install", "-at_install")
class TestLinkThrottle(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Throttle = cls.env["loyalty.throttle"]

    def fail(self, scope, subjects, times):
        for _time in range(times):
            self.Throttle._note_failure(scope, subjects)

    def age(self, **ago):
        self.Throttle.search([]).at = self.env.cr.now() - timedelta(**ago)

    def test_an_address_is_slowed_from_its_limit_on(self):
        here = ["address:192.0.2.1"]
        self.fail("member_link", here, 19)
        self.assertFalse(self.Throttle._is_slowed("member_link", here))
        self.fail("member_link", here, 1)
        self.assertTrue(self.Throttle._is_slowed("member_link", here))
        self.assertFalse(self.Throttle._is_slowed("member_link", ["address:192.0.2.2"]), "others are not")
        self.assertFalse(self.Throttle._is_slowed("referral_code", here), "nor is something else")

    def test_it_ends_by_itself(self):
        here = ["address:192.0.2.1"]
        self.fail("member_link", here, 20)
        self.age(minutes=11)
        self.assertFalse(self.Throttle._is_slowed("member_link", here))

    def test_an_account_is_slowed_whatever_the_address(self):
        for number in range(5):
            self.fail("account_code", [f"address:192.0.2.{number}", "account:7"], 1)
        self.assertTrue(self.Throttle._is_slowed("account_code", ["address:192.0.2.99", "account:7"]))
        self.assertFalse(self.Throttle._is_slowed("account_code", ["address:192.0.2.99", "account:8"]))

    def test_a_day_has_a_limit_of_its_own(self):
        self.fail("account_code", ["account:7"], 20)
        self.age(hours=3)
        self.assertTrue(self.Throttle._is_slowed("account_code", ["account:7"]))
        self.age(hours=25)
        self.assertFalse(self.Throttle._is_slowed("account_code", ["account:7"]))

    def test_every_window_ends_before_rows_vanish(self):
        windows = [minutes for kinds in LIMITS.values() for limits in kinds.values() for _count, minutes in limits]
        self.assertLessEqual(max(windows), 24 * 60)

    def test_addresses_are_not_stored_and_vanish(self):
        self.fail("account_code", ["address:192.0.2.1", "account:7"], 1)
        rows = self.Throttle.search([])
        self.assertEqual(len(rows), 2)
        self.assertFalse([row.subject for row in rows if "." in row.subject or len(row.subject) < 32])
        self.age(hours=23)
        self.Throttle._gc_failures()
        self.assertEqual(self.Throttle.search_count([]), 2)
        self.age(hours=25)
        self.Throttle._gc_failures()
        self.Throttle.invalidate_model()
        self.assertEqual(self.Throttle.search_count([]), 0)

    def test_nobody_sees_them(self):
        admin = self.env.ref("base.user_admin")
        for operation in ("read", "create", "write", "unlink"):
            with self.subTest(operation), self.assertRaises(AccessError):
                self.Throttle.with_user(admin).check_access(operation)

    def test_queries_do_not_grow(self):
        here = ["address:192.0.2.1", "account:7"]
        self.fail("account_code", here, 3)
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.Throttle._is_slowed("account_code", here)
        with self.assertQueryCount(1):
            self.Throttle._is_slowed("member_link", here)


@tagged("post_install", "-at_install")
class TestLinkThrottlePages(ClubMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.card = cls.make_member(cls.club, 10)
        cls.path = cls.card._get_member_url().replace(cls.card.get_base_url(), "")

    def lower(self, scope, times):
        """``times`` guesses are enough to be slowed."""
        limits = {**LIMITS, scope: {"address": ((times, 10),)}}
        return patch("odoo.addons.loyalty_club.models.link.throttle.LIMITS", limits)

    def test_guessed_addresses_of_members(self):
        with self.lower("member_link", 2):
            self.assertEqual(self.url_open("/club/m/guess").status_code, 404)
            self.assertEqual(self.url_open(self.path).status_code, 200)
            self.assertEqual(self.url_open("/club/m/guess").status_code, 404)
            answer = self.url_open(self.path)
            self.assertEqual(answer.status_code, 429)
            self.assertIn("Too many tries", answer.text)
            self.assertEqual(answer.headers["Retry-After"], "600")
            self.assertEqual(self.url_open("/club/m/guess").status_code, 429)
        self.assertEqual(self.env["loyalty.throttle"].search_count([]), 2, "who is slowed is not counted on")

    def test_guessed_codes_of_check_ins(self):
        with self.lower("check_in", 2):
            for expected in (404, 404, 429):
                self.assertEqual(self.url_open("/club/check-in/guess").status_code, expected)

    def test_addresses(self):
        for remote, expected in (
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:9:9:9:9%eth0", "2001:db8:1:2::/64"),
            ("", ""),
        ):
            with self.subTest(remote):
                self.assertEqual(get_network(remote), expected)
