"""Pages of "My club" in a real browser: on a phone and on a desk."""

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .shop_case import ShopMixin


class HomeTour(ShopMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.join()
        reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 20, "required_points": 1}
        coupons = cls.make_stock_program(
            "coupons", name="Twenty off", reward_ids=[Command.clear(), Command.create(reward)]
        )
        cls.club.reward_ids = [
            Command.clear(),
            Command.create({"reward_type": "service", "description": "An evening", "required_points": 300}),
            Command.create(
                {
                    "reward_type": "voucher",
                    "description": "Voucher of 20",
                    "required_points": 200,
                    "voucher_program_id": coupons.id,
                }
            ),
        ]

    def run_tour(self):
        """The member buys for 400, fills a cart, and looks at the pages."""
        self.make_sale(self.partner, [(self.make_product(400.0), 1)])
        cart = self.make_cart()
        self.start_tour("/shop/cart", "club_home", login="shop_member", timeout=180)
        self.env.invalidate_all()
        self.assertEqual(self.card.points, 200)
        self.assertEqual(cart.amount_total, 100)
        self.assertEqual(
            self.card.claim_ids.sorted("id").mapped("state"), ["cancelled", "fulfilled"], "one given back, one used"
        )
        self.assertLedger(self.card)


@tagged("post_install", "-at_install")
class TestHomeTourPhone(HomeTour, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_my_club_on_a_phone(self):
        self.run_tour()


@tagged("post_install", "-at_install")
class TestHomeTourDesk(HomeTour, HttpCase):
    def test_my_club_on_a_desk(self):
        self.run_tour()
