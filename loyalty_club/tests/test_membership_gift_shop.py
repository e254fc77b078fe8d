from odoo.exceptions import ValidationError
from odoo.tests.common import HttpCase, tagged

from .membership_case import MembershipMixin
from .shop_case import ShopMixin


@tagged("-at_install", "post_install")
class TestMembershipGiftShop(MembershipMixin, ShopMixin, HttpCase):
    """Memberships in the cart and on the page of a product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plus = cls.month.product_id
        cls.plus.website_published = True
        cls.plan.joining_fee_product_id = cls.make_product(25, name="Joining fee")

    def add(self, cart, **values):
        return cart._cart_add(product_id=self.plus.id, quantity=1, **values)

    def test_gifts_are_lines_of_their_own(self):
        cart = self.make_cart()
        with self.visit(cart=cart):
            self.add(cart)
            self.add(cart, membership_gift_email="Carla@example.com", membership_gift_message="x" * 900)
            self.add(cart, membership_gift_email="carla@example.com ")
            self.add(cart)
        lines = cart.order_line.filtered("sells_membership")
        self.assertEqual(
            sorted((line.membership_gift_email or "", line.product_uom_qty) for line in lines),
            [("", 2), ("Carla@example.com", 2)],
        )
        self.assertEqual(len(cart.order_line.filtered("membership_fee_line_id")), 2)

    def test_goods_are_no_gifts(self):
        cart = self.make_cart()
        with self.visit(cart=cart):
            cart._cart_add(product_id=self.product.id, quantity=1, membership_gift_email="carla@example.com")
        self.assertFalse(any(cart.order_line.mapped("membership_gift_email")))

    def test_wrong_address(self):
        cart = self.make_cart()
        with self.visit(cart=cart), self.assertRaisesRegex(ValidationError, "no e-mail address"):
            self.add(cart, membership_gift_email=["carla"])

    def test_fee_cannot_be_removed(self):
        cart = self.make_cart((self.plus, 1))
        fee = cart.order_line.filtered("membership_fee_line_id")
        with self.visit(cart=cart):
            cart._cart_update_line_quantity(fee.id, 0)
            self.assertEqual(fee.exists().product_uom_qty, 1)
            cart._cart_update_line_quantity((cart.order_line - fee).id, 0)
        self.assertFalse(cart.order_line)

    def test_pages(self):
        page = self.url_open(self.plus.website_url).text
        self.assertIn("It renews by itself until you cancel", page)
        self.assertIn("membership_gift_email", page)
        self.assertNotIn("membership_gift_email", self.url_open(self.product.website_url).text)
