"""The page behind an invitation, the last page of a survey, and surveys for members only."""

import re
from urllib.parse import quote as url_quote

from odoo.tests import HttpCase, tagged

from .survey_case import SurveyMixin

CSRF = re.compile(r'csrf_token: "([^"]+)"')


@tagged("post_install", "-at_install")
class TestSurveyPages(SurveyMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars", points_rounding=1)
        cls.user = cls.make_user("portal", login="asked_member", email="ada@example.com")
        cls.partner = cls.user.partner_id
        cls.card = cls.make_member(cls.club, partner_id=cls.partner.id)
        cls.survey = cls.make_survey()
        cls.reward = cls.make_reward(cls.survey, points=25)
        cls.plan = cls.make_plan(cls.survey)

    def setUp(self):
        super().setUp()
        self.invitation = self.invite(self.card, self.plan)

    def follow(self, invitation=None):
        """The page that the invitation leads to."""
        page = self.url_open(f"/club/s/{(invitation or self.invitation).token}")
        self.env.invalidate_all()
        return page

    def send(self, answer, count=2):
        """Begin and submit as the page does; the last page."""
        path = f"{self.survey.access_token}/{answer.access_token}"
        self.make_jsonrpc_request(f"/survey/begin/{path}", {})
        questions = self.survey.question_ids
        given = {str(question.id): "Yes" if number < count else "" for number, question in enumerate(questions)}
        _answers, page = self.make_jsonrpc_request(f"/survey/submit/{path}", given)
        self.env.invalidate_all()
        return page["survey_content"]

    def test_from_the_invitation_to_the_points(self):
        page = self.follow()
        self.assertIn("/survey/", page.url)
        self.assertIn("“Corner Club” gives you 25 stars.", page.text)
        answer = self.invitation.user_input_id
        self.assertEqual((self.invitation.state, answer.partner_id, answer.state), ("invited", self.partner, "new"))
        self.assertEqual(self.follow().url, page.url)
        self.assertFalse(self.invitation.opened_at, "programs that check addresses in mails follow them, too")
        for token in ("x" * 100, "\0", "nobody", answer.access_token):
            seen = self.url_open(
                f"/club/survey/seen/{url_quote(token)}", data={"csrf_token": CSRF.search(page.text)[1]}
            )
            self.assertEqual((seen.status_code, seen.text), (204, ""))
        self.env.invalidate_all()
        self.assertEqual(self.invitation.state, "opened")
        self.assertEqual(len(self.survey.user_input_ids), 1, "one answer, however often it is opened")
        self.assertIn("You earned 25 stars in “Corner Club”.", self.send(answer))
        self.assertEqual((self.card.points, self.invitation.state), (25, "completed"))
        done = self.follow().text
        self.assertIn("you have answered", done)
        self.assertIn("You earned 25 stars", done)
        self.assertIn("You earned 25 stars", self.url_open(answer.get_start_url()).text)

    def test_coupons_by_a_receipt_that_somebody_finds(self):
        self.reward.write({"points": 0, "coupon_program_id": self.make_coupons().id})
        self.follow()
        answer = self.invitation.user_input_id
        self.assertIn("You got a coupon", self.send(answer))
        [outcome] = answer._get_club_thanks()["outcome"]
        self.assertIn(outcome["coupons"].code, self.follow().text, "a message is for the member alone")
        self.invitation.channel = "qr"
        found = self.follow().text
        self.assertIn("You got a coupon", found)
        self.assertNotIn(outcome["coupons"].code, found)

    def test_with_a_share_that_is_too_small(self):
        self.reward.survey_min_share = 80
        self.assertIn("Answer at least 80% of the questions.", self.follow().text)
        page = self.send(self.invitation.user_input_id, count=1)
        self.assertIn("you answered 50%", page)
        self.assertNotIn("You earned", page)

    def test_what_staff_looks_at_first(self):
        self.reward.requires_approval = True
        self.follow()
        page = self.send(self.invitation.user_input_id)
        self.assertIn("looks at your answer first; then you get 25 stars", page)

    def test_a_survey_that_asks_to_log_in(self):
        self.survey.users_login_required = True
        self.assertIn("Login required", self.follow().text)
        self.authenticate("asked_member", "asked_member")
        self.assertIn("gives you 25 stars", self.follow().text)
        self.assertIn("You earned 25 stars", self.send(self.invitation.user_input_id))

    def test_what_is_gone(self):
        self.assertEqual(self.url_open("/club/s/nobody").status_code, 404)
        self.survey.action_archive()
        self.assertIn("This survey is over", self.follow().text)

    def test_an_answer_of_somebody_else(self):
        self.make_user("portal", login="another_member")
        self.authenticate("another_member", "another_member")
        page = self.follow()
        self.assertIn("for somebody else", page.text)
        self.assertIn("/web/session/logout", page.text)
        self.assertEqual((self.invitation.state, len(self.survey.user_input_ids)), ("invited", 0))

    def test_guessing_is_slowed_down(self):
        answers = [self.url_open(f"/club/s/{number}").status_code for number in range(21)]
        self.assertEqual(answers, [404] * 20 + [429])
        self.assertEqual(self.follow().status_code, 200, "a right address works")

    def test_logged_in_without_an_invitation(self):
        self.authenticate("asked_member", "asked_member")
        page = self.url_open(self.survey.get_start_url())
        self.assertIn("gives you 25 stars", page.text)
        self.assertIn("You earned 25 stars", self.send(self.survey.user_input_ids))

    def test_nobody_known(self):
        page = self.url_open(self.survey.get_start_url())
        self.assertIn("Members of “Corner Club” who log in first get 25 stars", page.text)
        page = self.send(self.survey.user_input_ids)
        self.assertIn("Members of “Corner Club”", page)
        self.assertNotIn("You earned", page)

    def test_two_invitations_of_one_survey(self):
        """Each has its answer, also where members have one try each."""
        self.survey.write({"access_mode": "token", "is_attempts_limited": True, "attempts_limit": 1})
        other = self.invite(self.card, self.plan, self.card)
        self.follow()
        self.send(self.invitation.user_input_id)
        self.follow(other)
        self.assertNotEqual(other.user_input_id, self.invitation.user_input_id)
        self.assertIn("before", self.send(other.user_input_id))
        self.assertEqual(self.card.points, 25)

    def test_members_only(self):
        self.survey.club_members_only = True
        page = self.url_open(self.survey.get_start_url()).text
        self.assertIn("This survey is for members", page)
        self.assertIn("/web/login", page)
        self.assertFalse(self.survey.user_input_ids)
        self.make_user("portal", login="stranger")
        self.authenticate("stranger", "stranger")
        self.assertIn("It is not for your account", self.url_open(self.survey.get_start_url()).text)
        self.authenticate("asked_member", "asked_member")
        self.assertIn("gives you 25 stars", self.url_open(self.survey.get_start_url()).text)
        self.reward.tier_ids = self.env["loyalty.tier"].create(
            {"name": "Gold", "program_id": self.club.id, "min_points": 100}
        )
        answer = self.survey.user_input_ids
        path = f"{self.survey.access_token}/{answer.access_token}"
        self.assertEqual(self.make_jsonrpc_request(f"/survey/begin/{path}", {})[1], {"error": "club_members_only"})
        self.authenticate(None, None)
        self.assertIn("This survey is for members", self.follow().text)

    def test_my_club_shows_open_invitations(self):
        self.authenticate("asked_member", "asked_member")
        page = self.url_open("/my/club").text
        link = re.search(r'href="(/club/s/[^"]+)"', page)
        self.assertEqual(link and link[1], f"/club/s/{self.invitation.token}")
        self.assertEqual(page.count("How was it?"), 1, "not offered twice")
        self.follow()
        self.invitation._mark_opened()
        self.assertIn("/club/s/", self.url_open("/my/club").text, "opened, not answered")
        self.send(self.invitation.user_input_id)
        self.assertNotIn("/club/s/", self.url_open("/my/club").text)
