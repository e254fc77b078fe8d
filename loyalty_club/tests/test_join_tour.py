"""From guest to member, and the building block in the website editor, in a real browser."""

from odoo.tests import HttpCase, tagged

from .join_case import JoinMixin


class JoinTour(JoinMixin):
    def test_guest_joins(self):
        self.make_ladder()
        self.make_activity("join", name="Welcome", points=50)
        self.start_tour("/club", "club_join", timeout=120)
        user = self.env["res.users"].search([("login", "=", "grace@example.com")])
        account = self.account_of(user.partner_id)
        self.assertTrue(account.joined_on)
        self.assertEqual(account.points, 50)
        self.assertEqual(self.consents_of(user.partner_id), {"email": "given"})

    def test_right_to_left(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        persian = self.env["res.lang"]._lang_get("fa_IR")
        self.website.language_ids += persian
        self.make_ladder()
        self.start_tour(f"/{persian.url_code}/club", "club_join_rtl", timeout=120)


@tagged("post_install", "-at_install")
class TestJoinTourPhone(JoinTour, HttpCase):
    browser_size = "375x667"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestJoinTourDesktop(JoinTour, HttpCase):
    browser_size = "1366x768"
