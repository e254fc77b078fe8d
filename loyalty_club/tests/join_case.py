"""What tests of the club's public page share."""

import re

from odoo.fields import Command
from odoo.tests import HttpCase

from .activity_case import ActivityMixin

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class JoinMixin(ActivityMixin):
    """A club of 1 point for each unit of money on the first website, where everybody may sign up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([("program_type", "=", "loyalty")]).website_shown = False
        cls.website = cls.env["website"].search([], limit=1)
        cls.website.auth_signup_uninvited = "b2c"
        cls.club = cls.make_club(name="Reading Club", portal_point_name="stars", company_id=cls.website.company_id.id)

    @classmethod
    def make_rule(cls, **values):
        """A rule of the club: 1 point for each unit of money."""
        defaults = {"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0}
        return cls.env["loyalty.rule"].create({"program_id": cls.club.id, **defaults, **values})

    @classmethod
    def make_reward(cls, **values):
        """A reward of the club: 10 off for 100 points."""
        defaults = {"reward_type": "discount", "discount_mode": "per_order", "discount": 10, "required_points": 100}
        return cls.env["loyalty.reward"].create({"program_id": cls.club.id, **defaults, **values})

    @classmethod
    def make_ladder(cls):
        """The tiers Bronze, Silver (300 points, twice the points) and Gold (700 points, free delivery)."""
        cls.club.write(
            {
                "tier_ids": [
                    Command.create({"name": "Bronze", "sequence": 1}),
                    Command.create({"name": "Silver", "sequence": 2, "min_points": 300, "point_multiplier": 2}),
                    Command.create({"name": "Gold", "sequence": 3, "min_points": 700, "free_shipping": True}),
                ]
            }
        )
        return cls.club.tier_ids

    def account_of(self, partner, club=None):
        self.env.invalidate_all()
        return (club or self.club)._get_account(partner)

    def consents_of(self, partner):
        """{channel: state} of what the customer said last."""
        self.env.invalidate_all()
        found = self.env["loyalty.consent"]._get_current(partner, self.club.company_id or self.website.company_id)
        return {channel: consent.state for (_partner, channel), consent in found.items()}


class JoinHttpCase(JoinMixin, HttpCase):
    """Visits of the pages."""

    def page(self, address="/club"):
        """The words of a page, without its marks."""
        return self.words_of(self.url_open(address).text)

    def token_of(self, html):
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"|csrf_token: "([^"]+)"', html)
        return found[1] or found[2]

    def words_of(self, html):
        body = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", html)
        return re.sub(r"\s+", " ", re.sub(r"(?s)<[^>]+>", " ", body)).strip()

    def join(self, club=None, address="/club", **values):
        """Press the button; the page that follows."""
        data = {"csrf_token": self.token_of(self.url_open(address).text), "club": (club or self.club).id, **values}
        return self.url_open("/club/join", data=data)
