"""The code in the shop."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .activity_case import ActivityMixin


@tagged("post_install", "-at_install")
class TestActivityCheckIn(ActivityMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars")
        cls.activity = cls.make_activity("check_in", name="Hello")
        cls.user = cls.make_user("portal", login="visitor")
        cls.path = f"/club/check-in/{cls.activity.check_in_token}"

    def card(self):
        return self.club._get_account(self.user.partner_id)

    def open_form(self):
        """What the page's form sends."""
        page = self.url_open(self.path).text
        return {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf_token", "visit")}

    def check_in(self, form=None):
        return self.url_open(self.path, data=form or self.open_form()).text

    def test_guests_are_asked_to_log_in(self):
        page = self.url_open(self.path).text
        self.assertIn("Log in to check in", page)
        self.assertIn(f"redirect={self.path}", page)
        self.assertNotIn('name="visit"', page)

    def test_once_a_day(self):
        card = self.make_member(self.club, partner_id=self.user.partner_id.id)
        self.authenticate("visitor", "visitor")
        form = self.open_form()
        self.assertFalse(card.ledger_ids, "opening the page books nothing")
        self.assertIn("10 stars", self.check_in(form))
        self.assertIn("Good to see you", self.check_in(form), "a second click is the same check-in")
        self.assertIn("checked in already", self.check_in())
        self.assertEqual(self.points_of(card), [10])

    def test_limits_of_the_activity(self):
        self.activity.limit_count = 2
        self.authenticate("visitor", "visitor")
        for _number in range(3):
            self.check_in()
        self.assertEqual(self.points_of(self.card()), [10, 10])

    def test_a_check_in_that_needs_approval_waits(self):
        self.activity.requires_approval = True
        self.authenticate("visitor", "visitor")
        self.assertIn("look at it soon", self.check_in())
        claim = self.env["loyalty.activity.claim"].search([("card_id", "=", self.card().id)])
        self.assertFalse(self.card().ledger_ids)
        claim.action_accept()
        self.assertEqual(self.points_of(self.card()), [10])

    def test_strangers_join_where_everybody_may(self):
        self.authenticate("visitor", "visitor")
        self.check_in()
        self.assertEqual(self.points_of(self.card()), [10])

    def test_strangers_do_not_join_where_one_must_ask(self):
        self.club.enrollment = "opt_in"
        self.authenticate("visitor", "visitor")
        self.assertIn("not a member", self.check_in())
        self.assertFalse(self.card())

    def test_two_first_check_ins_at_the_same_moment(self):
        """The second one does not see the account that the first one opens; the request is repeated and finds it."""
        find, looks = type(self.club)._get_account, []

        def find_late(club, partner):
            looks.append(partner)
            return self.env["loyalty.card"].sudo() if len(looks) <= 2 else find(club, partner)

        card = self.make_member(self.club, partner_id=self.user.partner_id.id)
        self.authenticate("visitor", "visitor")
        form = self.open_form()
        with (
            patch.object(type(self.club), "_get_account", find_late),
            patch("odoo.service.model.time.sleep"),
            mute_logger("odoo.sql_db"),
        ):
            page = self.check_in(form)
        self.assertIn("10 stars", page)
        self.assertGreater(len(looks), 2)
        self.assertEqual(self.points_of(card), [10])
        self.assertEqual(self.club._join(self.user.partner_id), card)

    def test_what_the_page_says_to_those_who_get_nothing(self):
        card = self.make_member(self.club, partner_id=self.user.partner_id.id)
        self.authenticate("visitor", "visitor")
        card.membership_state = "suspended"
        page = self.check_in()
        self.assertIn("earns nothing at present", page)
        self.assertNotIn("checked in already", page)
        card.membership_state = "active"
        self.activity.date_to = "2020-01-01"
        self.assertIn("nothing for you here", self.check_in())
        self.activity.requires_approval = True
        self.assertIn("nothing for you here", self.check_in())
        self.assertFalse(card.ledger_ids)

    def test_a_new_code_ends_the_old_one(self):
        self.activity.action_renew_check_in_code()
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("no longer in use", answer.text)
        self.assertNotIn(self.activity.check_in_token, self.path)
        self.activity.active = False
        self.assertEqual(self.url_open(f"/club/check-in/{self.activity.check_in_token}").status_code, 404)

    def test_printed_code(self):
        self.assertTrue(self.activity.check_in_qr)
        self.assertTrue(self.activity.check_in_url.endswith(self.path))
        self.assertEqual(self.activity.action_print_check_in_code()["report_name"], "loyalty_club.report_check_in")
        html = self.env["ir.actions.report"]._render_qweb_html("loyalty_club.report_check_in", self.activity.ids)[0]
        self.assertIn(b"Corner Club", html)
        copy = self.activity.copy()
        self.assertTrue(copy.check_in_token)
        self.assertNotEqual(copy.check_in_token, self.activity.check_in_token)

    def test_the_code_is_for_staff(self):
        for role, may in (("club_user", True), ("auditor", True), ("salesperson", False)):
            activity = self.activity.with_user(self.make_user(role, login=f"code_{role}"))
            with self.subTest(role):
                if may:
                    self.assertTrue(activity.check_in_token)
                else:
                    with self.assertRaises(AccessError):
                        activity.read(["check_in_token"])
        with self.assertRaises(AccessError):
            self.activity.with_user(self.make_user("club_user", login="code_renewer")).action_renew_check_in_code()
