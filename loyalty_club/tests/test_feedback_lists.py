"""What members find of their feedback: page by page, by status, without an account, and by the address they got."""

from odoo.tests import tagged

from .feedback_case import FeedbackMixin
from .home_case import HomeCase

PAGE = "/my/club/feedback"


@tagged("post_install", "-at_install")
class TestFeedbackLists(FeedbackMixin, HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars", points_rounding=1)
        cls.partner = cls.user.partner_id
        cls.card = cls.make_member(cls.club, partner_id=cls.partner.id)

    def test_page_by_page(self):
        for number in range(21):
            self.make_feedback(subject=f"Letter {number:02}")
        first, second = self.page(PAGE), self.page(f"{PAGE}/page/2")
        self.assertShows(first, "Letter 20", "Letter 01", f"{PAGE}/page/2")
        self.assertHides(first, "Letter 00")
        self.assertShows(second, "Letter 00")
        self.assertHides(second, "Letter 01")
        for page in ("99", "0"):
            with self.subTest(page):
                self.assertEqual(self.url_open(f"{PAGE}/page/{page}").status_code, 200)

    def test_by_status(self):
        self.make_feedback(subject="Letter one")
        self.answer(self.make_feedback(subject="Letter two"))
        self.make_feedback(subject="Letter three", kind="praise").with_user(self.clerk).action_close()
        for filterby, shown in (
            ("all", {"one", "two", "three"}),
            ("ours", {"one"}),
            ("answered", {"two"}),
            ("closed", {"three"}),
            ("nonsense", {"one", "two", "three"}),
        ):
            page = self.page(f"{PAGE}?filterby={filterby}")
            with self.subTest(filterby):
                found = {word for word in ("one", "two", "three") if f"Letter {word}" in page}
                self.assertEqual(found, shown)

    def test_an_empty_status_explains_itself(self):
        self.assertShows(self.page(PAGE), "Nothing yet.")
        self.assertHides(self.page(PAGE), "filterby=closed")
        self.make_feedback()
        self.assertShows(self.page(f"{PAGE}?filterby=closed"), "Nothing here.")

    def test_whoever_wrote_without_being_a_member(self):
        """From a place with a code, logged in, without an account in any club."""
        user = self.make_user("portal", login="feedback_no_member", email="grace@example.com")
        self.authenticate("feedback_no_member", "feedback_no_member")
        self.assertShows(self.page(PAGE), "You are not a member of a club yet.")
        own = self.make_feedback(partner_id=user.partner_id.id, subject="Own words", source="qr")
        self.make_feedback(subject="Secret words")
        page = self.page(PAGE)
        self.assertShows(page, "Own words", own.access_url)
        self.assertHides(page, "Secret words", "not a member", "Your message")
        self.assertShows(self.page(own.access_url), "Own words")

    def test_a_guest_with_the_address_of_the_mail(self):
        guest = {"partner_id": False, "guest_name": "Grace", "guest_email": "grace@example.com", "source": "qr"}
        own, other = (self.make_feedback(subject=words, **guest) for words in ("Own words", "Secret words"))
        self.answer(own, "We look into it.")
        [mail] = self.mails_to(own.partner_id)
        self.assertIn(own.access_token, mail.body_html)
        self.authenticate(None, None)
        page = self.page(f"{own.access_url}?access_token={own.access_token}")
        self.assertShows(page, "Own words")
        self.assertHides(page, "Secret words", "All my feedback", f'href="{PAGE}"')
        for path in (
            f"{other.access_url}?access_token={own.access_token}",
            other.access_url,
            f"{PAGE}?access_token={own.access_token}",
            f"{PAGE}/page/1?access_token={own.access_token}",
        ):
            with self.subTest(path):
                answer = self.url_open(path)
                self.assertIn("/web/login", answer.url)
                self.assertHides(answer.text, "Secret words", "Own words")

    def test_lists_cost_the_same_for_many(self):
        def count():
            self.url_open(PAGE)
            return self.count_queries(self.url_open, PAGE)

        self.make_feedback()
        one = count()
        for _number in range(5):
            self.make_feedback()
        self.assertLessEqual(count(), one)
