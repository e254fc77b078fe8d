"""Forms for feedback on a bad day: too much at once, too many files, codes that are no longer in use."""

import re
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .feedback_case import FeedbackMixin
from .home_case import HomeCase

PAGE = "/my/club/feedback"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = "odoo.addons.loyalty_club.controllers.feedback_form"


@tagged("post_install", "-at_install")
class TestFeedbackForms(FeedbackMixin, HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars", points_rounding=1)
        cls.partner = cls.user.partner_id
        cls.card = cls.make_member(cls.club, partner_id=cls.partner.id)
        cls.card._make_link_tokens()
        cls.place = cls.env["loyalty.feedback.place"].create({"name": "Station", "program_id": cls.club.id})
        cls.env["loyalty.throttle"].search([]).unlink()
        cls.link = f"/club/m/{cls.card.link_token}/feedback"
        cls.corner = f"/club/feedback?shop={cls.place.token}"

    def found(self):
        self.env.invalidate_all()
        return self.Feedback.search([("program_id", "=", self.club.id)])

    def send_form(self, page, files=(), csrf=None, **values):
        csrf = csrf or CSRF.search(self.url_open(page).text)[1]
        form = {"csrf_token": csrf, "kind": "praise", "text": "Dry.", **values}
        sent = [("files", file) for file in files]
        with mute_logger("odoo.http"):
            return self.opener.post(f"{self.base_url()}{page}", data=form, files=sent or None, timeout=30)

    def get_pages(self):
        return {PAGE: {"account": self.card.id}, self.link: {}, self.corner: {"phone": "0123456789"}}

    def test_more_than_a_form_takes_is_not_read(self):
        big = [("big.txt", b"x" * 20_000, "text/plain")]
        for page, values in self.get_pages().items():
            with self.subTest(page):
                with patch(f"{FORM}.FORM_BYTES", 10_000):
                    answer = self.send_form(page, big, **values)
                self.assertEqual(answer.status_code, 200)
                self.assertShows(answer.text, "nothing of it arrived", "club_feedback_text")
                self.assertFalse(self.found())
                self.assertIn("FB/" if page == PAGE else "Thank you", self.send_form(page, big, **values).text)
                self.found().unlink()

    def test_the_browser_knows_what_is_too_much(self):
        for page in self.get_pages():
            text = self.url_open(page).text
            with self.subTest(page):
                self.assertShows(
                    text, 'data-most-files="5"', 'data-most-bytes="10485760"', "Choose at most 5.", "at most 10 MB."
                )
                script = re.search(r'<script src="(/loyalty_club/static/[^"]+)"', text)[1]
                self.assertIn("setCustomValidity", self.url_open(script).text)

    def test_one_file_more_than_allowed(self):
        for page, values in self.get_pages().items():
            with self.subTest(page):
                files = [(f"{number}.txt", b"x", "text/plain") for number in range(6)]
                answer = self.send_form(page, files, **values)
                self.assertShows(answer.text, "too many files", "Dry.")
                self.assertFalse(self.found())
                self.send_form(page, files[:5], **values)
                self.assertEqual(len(self.found().message_ids.attachment_ids), 5)
                self.found().unlink()

    def test_the_form_was_open_when_its_code_was_given_up(self):
        csrf = CSRF.search(self.url_open(self.corner).text)[1]
        self.place.active = False
        answer = self.send_form(self.corner, csrf=csrf)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("no longer in use", answer.text)
        self.assertFalse(self.found())
        choice = f"loyalty.feedback.place,{self.place.id}"
        self.assertHides(self.page(PAGE), choice)
        self.send_form(PAGE, account=self.card.id, about=choice)
        self.assertEqual((len(self.found()), self.found().place_id.id), (1, False))

    def test_the_form_was_open_when_the_member_was_merged(self):
        csrf = CSRF.search(self.url_open(PAGE).text)[1]
        survivor = self.make_member(self.club, name="Household")
        self.card._merge_into(survivor)
        self.send_form(PAGE, csrf=csrf, account=self.card.id)
        self.assertFalse(self.found().filtered(lambda found: found.account_id == survivor))

    def test_a_code_is_printed_as_it_was_scanned(self):
        """Codes that hang already lead to the same address as before."""
        self.assertTrue(self.place.url.endswith(self.corner))
        self.assertRegex(self.place.token, r"^[\w-]{16}$")
        self.env.cr.execute("UPDATE loyalty_feedback_place SET token = 'old-code' WHERE id = %s", [self.place.id])
        self.env.invalidate_all()
        self.assertIn("Station", self.url_open("/club/feedback?shop=old-code").text)
