"""What tests of "My club" share."""

import re

from odoo.tests import HttpCase

from .activity_case import ActivityMixin


class HomeCase(ActivityMixin, HttpCase):
    """A customer with an account in one club, logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars", points_rounding=1)
        cls.user = cls.make_user("portal", login="home_member", email="ada@example.com")
        cls.partner = cls.user.partner_id
        cls.card = cls.make_member(cls.club, partner_id=cls.partner.id)

    def setUp(self):
        super().setUp()
        self.authenticate("home_member", "home_member")

    def page(self, path="/my/club"):
        """The text of a page."""
        return self.url_open(path).text

    def send(self, path, **values):
        """POST a form as a page sends it; the answer."""
        token = re.search(r'csrf_token: "([^"]+)"', self.page())[1]
        answer = self.url_open(path, data={"csrf_token": token, **values})
        self.env.invalidate_all()
        return answer

    def assertShows(self, page, *texts):  # noqa: N802
        for text in texts:
            with self.subTest(text):
                self.assertIn(text, page)

    def assertHides(self, page, *texts):  # noqa: N802
        for text in texts:
            with self.subTest(text):
                self.assertNotIn(text, page)

    @classmethod
    def make_tiers(cls, **values):
        """Bronze for everybody, Silver for 100 points (and what else ``values`` ask for)."""
        return cls.env["loyalty.tier"].create(
            [
                {"program_id": cls.club.id, "name": "Bronze", "sequence": 1},
                {"program_id": cls.club.id, "name": "Silver", "sequence": 2, "min_points": 100, **values},
            ]
        )
