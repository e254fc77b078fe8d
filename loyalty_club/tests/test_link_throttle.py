"""Guessing is slowed down."""

import re
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
            self.assertTrue(self.Throttle._count(scope, subjects))

    def slowed(self, scope, subjects):
        """Whether these subjects have no try left; none is used up."""
        counted = self.Throttle._count(scope, subjects)
        is_slowed = not counted
        counted.unlink()
        return is_slowed

    def age(self, **ago):
        self.Throttle.search([]).at = self.env.cr.now() - timedelta(**ago)

    def test_an_address_is_slowed_from_its_limit_on(self):
        here = ["address:192.0.2.1"]
        self.fail("member_link", here, 19)
        self.assertFalse(self.slowed("member_link", here))
        self.fail("member_link", here, 1)
        self.assertTrue(self.slowed("member_link", here))
        self.assertFalse(self.slowed("member_link", ["address:192.0.2.2"]), "others are not")
        self.assertFalse(self.slowed("referral_code", here), "nor is something else")

    def test_it_ends_by_itself(self):
        here = ["address:192.0.2.1"]
        self.fail("member_link", here, 20)
        self.age(minutes=11)
        self.assertFalse(self.slowed("member_link", here))

    def test_an_account_is_slowed_whatever_the_address(self):
        for number in range(5):
            self.fail("account_code", [f"address:192.0.2.{number}", "account:7"], 1)
        self.assertTrue(self.slowed("account_code", ["address:192.0.2.99", "account:7"]))
        self.assertFalse(self.slowed("account_code", ["address:192.0.2.99", "account:8"]))

    def test_a_day_has_a_limit_of_its_own(self):
        for _hour in range(4):
            self.fail("account_code", ["account:7"], 5)
            self.assertTrue(self.slowed("account_code", ["account:7"]), "an hour has one, too")
            self.age(hours=3)
        self.assertTrue(self.slowed("account_code", ["account:7"]))
        self.age(hours=25)
        self.assertFalse(self.slowed("account_code", ["account:7"]))

    def test_looking_and_counting_are_one(self):
        both = ["address:192.0.2.1", "account:7"]
        self.fail("account_code", both, 5)
        self.assertFalse(self.Throttle._count("account_code", both), "the account has no try left")
        self.assertEqual(self.Throttle.search_count([]), 10, "and the address is not charged for it")
        self.fail("account_code", ["address:192.0.2.1", "account:8"], 1)

    def test_what_was_right_is_taken_back(self):
        counted = self.Throttle._count("account_code", ["account:7"])
        self.fail("account_code", ["account:7"], 4)
        counted.unlink()
        self.fail("account_code", ["account:7"], 1)
        self.assertFalse(self.Throttle._count("account_code", ["account:7"]))

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
        for scope, subjects in (("account_code", here), ("account_code", here[:1]), ("member_link", here)):
            with self.subTest(scope), self.assertQueryCount(1):
                self.Throttle._count(scope, subjects)


@tagged("post_install", "-at_install")
class TestLinkThrottlePages(ClubMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.card = cls.make_member(cls.club, 10)
        cls.path = cls.card._get_member_url().replace(cls.card.get_base_url(), "")

    def lower(self, scope, times, kind="address"):
        """``times`` guesses are enough to be slowed."""
        limits = {**LIMITS, scope: {kind: ((times, 10),)}}
        return patch("odoo.addons.loyalty_club.models.link.throttle.LIMITS", limits)

    def test_guessed_addresses_of_members(self):
        with self.lower("member_link", 2):
            self.assertEqual(self.url_open("/club/m/guess").status_code, 404)
            self.assertEqual(self.url_open(self.path).status_code, 200)
            self.assertEqual(self.url_open("/club/m/guess").status_code, 404)
            answer = self.url_open("/club/m/guess")
            self.assertEqual(answer.status_code, 429)
            self.assertIn("Too many tries", answer.text)
            self.assertEqual(answer.headers["Retry-After"], "600")
            self.assertEqual(self.url_open(self.path).status_code, 200, "nobody guesses it: a right one always works")
        self.assertEqual(self.env["loyalty.throttle"].search_count([]), 2, "who is slowed is not counted on")

    def test_guessed_codes_of_check_ins(self):
        with self.lower("check_in", 2):
            for expected in (404, 404, 429):
                self.assertEqual(self.url_open("/club/check-in/guess").status_code, expected)
            activity = self.env["loyalty.activity"].create(
                {"name": "Visit", "program_id": self.club.id, "trigger": "check_in", "points": 1}
            )
            self.assertEqual(self.url_open(f"/club/check-in/{activity.check_in_token}").status_code, 200)

    def test_guessed_account_codes(self):
        """Six digits can be guessed: the brake holds for the right code, too; right ones do not wear it out."""
        self.card.partner_id.email = "ada@example.com"
        for kind, tries in (("account", 2), ("address", 2)):
            self.env["loyalty.throttle"].search([]).unlink()
            with self.lower("account_code", tries, kind), self.subTest(kind):
                code = self.make_code()
                for _click in range(3):
                    self.assertEqual(self.type(code).status_code, 303)
                wrong = f"{(int(code) + 1) % 10**6:06}"
                for guess, expected in ((wrong, 200), (wrong, 200), (wrong, 429), (code, 429)):
                    self.assertEqual(self.type(guess).status_code, expected)
                self.assertEqual(self.env["loyalty.throttle"].search_count([]), 2)

    def make_code(self):
        self.env["loyalty.account.code"].search([]).unlink()
        return self.env["loyalty.account.code"]._make(self.card, "email")

    def type(self, code):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open("/web/login").text)[1]
        data = {"csrf_token": token, "code": code}
        return self.url_open(f"{self.path}/account/code", data=data, allow_redirects=False)

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
