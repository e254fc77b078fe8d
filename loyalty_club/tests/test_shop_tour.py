"""A chosen number of points in the cart, in a real browser: on a phone and on a desk."""

from odoo.tests import HttpCase, tagged

from .shop_case import ShopMixin


class ShopTour(ShopMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.join(2000)
        cls.env["loyalty.reward"].create(
            {
                "program_id": cls.club.id,
                "description": "Points as money",
                "reward_type": "discount",
                "discount_mode": "per_point",
                "discount": 0.1,
                "required_points": 1,
                "points_step": 50,
            }
        )

    def run_tour(self):
        self.start_tour(self.product.website_url, "club_shop_points", login="shop_member", timeout=180)
        self.env.invalidate_all()
        self.assertEqual(self.card.points, 2000 - 1200 + 120)
        self.assertLedger(self.card)


@tagged("post_install", "-at_install")
class TestShopTourPhone(ShopTour, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_points_in_the_cart_on_a_phone(self):
        self.run_tour()


@tagged("post_install", "-at_install")
class TestShopTourDesk(ShopTour, HttpCase):
    def test_points_in_the_cart_on_a_desk(self):
        self.run_tour()
