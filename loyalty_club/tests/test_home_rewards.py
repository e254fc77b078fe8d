"""The catalogue of rewards at home."""

import base64
import io

from PIL import Image

from odoo.fields import Command
from odoo.tests import tagged

from .home_case import HomeCase


@tagged("post_install", "-at_install")
class TestHomeRewards(HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.ecommerce_ok = True
        cls.club.reward_ids = [
            Command.clear(),
            Command.create({"reward_type": "service", "description": "Evening", "required_points": 60}),
            Command.create({"reward_type": "service", "description": "Journey", "required_points": 200}),
            Command.create(
                {"reward_type": "discount", "discount_mode": "per_order", "discount": 5, "required_points": 50}
            ),
            Command.create(
                {
                    "reward_type": "discount",
                    "discount_mode": "per_point",
                    "discount": 0.1,
                    "required_points": 1,
                    "points_step": 30,
                }
            ),
        ]
        cls.evening, cls.journey, cls.discount, cls.chosen = cls.club.reward_ids.sorted("id")
        cls.card._post_points(100, "accrual")

    def catalogue(self):
        self.env.invalidate_all()
        return {offer["reward"]: offer for offer in self.card._get_reward_catalogue()}

    def test_order_prices_and_reasons(self):
        offers = self.catalogue()
        self.assertEqual(list(offers), [self.chosen, self.discount, self.evening, self.journey])
        self.assertEqual(offers[self.chosen]["price"], "from 30 stars")
        self.assertEqual(offers[self.discount]["price"], "50 stars")
        self.assertFalse(offers[self.evening]["reason"])
        journey = offers[self.journey]
        self.assertEqual((journey["reason"], journey["percent"]), ("You need 100 stars more.", 50))

    def test_other_reasons_than_points(self):
        tier = self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Gold", "min_points": 1000})
        self.evening.min_tier_id = tier
        self.discount.budget_count = 3
        offers = self.catalogue()
        self.assertEqual(
            (offers[self.evening]["reason"], offers[self.evening]["percent"]), ("For members from Gold on.", None)
        )
        self.assertEqual(offers[self.discount]["left"], 3)

    def test_what_is_over_is_not_shown(self):
        self.evening.date_to = self.days_from_now(-2).date()
        self.assertNotIn(self.evening, self.catalogue())
        self.club.date_to = self.days_from_now(-2).date()
        self.assertEqual(self.catalogue(), {})

    def test_page(self):
        page = self.page("/my/club/rewards")
        self.assertShows(page, "Evening", "Journey", "You need 100 stars more", "Use it in your next cart", "Claim")
        self.club.ecommerce_ok = False
        self.assertIn("Ask for it with your next purchase", self.page("/my/club/rewards"))

    def test_coupons_go_into_the_cart(self):
        program = self.make_stock_program("coupons", ecommerce_ok=True)
        coupon = program._issue_coupons(self.partner)
        page = self.page("/my/club/rewards")
        self.assertShows(page, 'action="/shop/club/use"', coupon.code, f'name="coupon_id" value="{coupon.id}"')
        program.ecommerce_ok = False
        self.assertNotIn('action="/shop/club/use"', self.page("/my/club/rewards"))

    def test_a_shared_account(self):
        """Colleagues see what was claimed, not what was written, and give back only what they claimed."""
        company = self.make_partner("Company", is_company=True)
        colleague = self.make_user("portal", login="home_colleague").partner_id
        (self.partner | colleague).parent_id = company
        self.card.active = False
        self.club.contact_accounts = "company"
        shared = self.make_member(self.club, 100, partner_id=company.id)
        self.send(
            "/my/club/rewards/claim", card_id=shared.id, reward_id=self.evening.id, request_key="a", note="My wish"
        )
        claim = self.env["loyalty.reward.claim"].search([("card_id", "=", shared.id)])
        self.assertEqual((claim.create_uid, shared.points), (self.user, 40))
        self.assertIn("My wish", self.page("/my/club/rewards"))
        self.authenticate("home_colleague", "home_colleague")
        page = self.page("/my/club/rewards")
        self.assertIn("Evening", page)
        self.assertNotIn("My wish", page)
        self.send(f"/my/club/rewards/{claim.id}/cancel")
        self.assertEqual(claim.state, "requested")
        self.authenticate("home_member", "home_member")
        self.send(f"/my/club/rewards/{claim.id}/cancel")
        self.assertEqual((claim.state, shared.points), ("cancelled", 100))

    def test_forms_without_values(self):
        for values in ({}, {"card_id": self.card.id}, {"card_id": self.card.id, "reward_id": self.evening.id}):
            self.assertEqual(self.send("/my/club/rewards/claim", **values).status_code, 200)
        self.assertFalse(self.env["loyalty.reward.claim"].search([("card_id", "=", self.card.id)]))

    def test_pictures(self):
        buffer = io.BytesIO()
        Image.new("RGB", (4, 4), "red").save(buffer, "PNG")
        picture = base64.b64encode(buffer.getvalue())
        other = self.make_club(name="Other").reward_ids
        (self.evening | other).image = picture
        address = f"/my/club/rewards/{self.evening.id}/image"
        self.assertIn(address, self.page("/my/club/rewards"))
        self.assertEqual(self.url_open(address).headers["Content-Type"], "image/png")
        for reward_id in (other.id, self.journey.id, 99999999):
            self.assertEqual(self.url_open(f"/my/club/rewards/{reward_id}/image").status_code, 404)
