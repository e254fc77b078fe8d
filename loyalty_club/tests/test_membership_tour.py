"""A membership in a real browser: bought in the shop, used in the cart, cancelled at home and taken back."""

from odoo.tests import HttpCase, tagged

from .membership_case import MembershipMixin
from .shop_case import ShopMixin


class MembershipTour(MembershipMixin, ShopMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.ecommerce_ok = True
        cls.plan.write({"free_shipping": True, "free_shipping_minimum": 35, "start_on": "order"})
        cls.lamp = cls.make_product(120.0, name="Floor lamp", type="consu", is_published=True, website_published=True)
        cls.env["delivery.carrier"].search([]).website_published = False
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "By bicycle",
                "product_id": cls.make_product(5.0, name="Delivery").id,
                "fixed_price": 5,
                "website_published": True,
                "allow_cash_on_delivery": True,
            }
        )
        cls.env["payment.provider"].search([]).state = "disabled"
        cls.env.ref("delivery.payment_provider_cod").write({"state": "enabled", "is_published": True})

    def run_tour(self):
        bought = self.make_cart((self.lamp, 1))
        self.start_tour(f"/club/plan/{self.plan.id}", "club_membership", login="shop_member", timeout=240)
        self.env.invalidate_all()
        membership = self.get_membership(self.partner)
        self.assertEqual((membership.state, membership.renews, membership.cancelled_on), ("active", True, False))
        moves = membership.event_ids.sorted("id").filtered(lambda event: event.kind == "state")
        self.assertEqual([(move.state_after, move.reason) for move in moves],
                         [("cancelled", "I moved"), ("active", False)])  # fmt: skip
        self.assertEqual((bought.state, bought.amount_total), ("sale", 120 + 12.95 + 5))
        cart = self.env["sale.order"].search([("partner_id", "=", self.partner.id), ("state", "=", "draft")], limit=1)
        cart._set_delivery_method(self.carrier)
        self.assertEqual(cart.amount_total, 120)


@tagged("post_install", "-at_install")
class TestMembershipTourPhone(MembershipTour, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_membership_on_a_phone(self):
        self.run_tour()


@tagged("post_install", "-at_install")
class TestMembershipTourDesk(MembershipTour, HttpCase):
    def test_membership_on_a_desk(self):
        self.run_tour()
