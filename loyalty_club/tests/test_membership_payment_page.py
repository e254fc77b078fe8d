"""A payment page that was left open while the membership ended."""

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .test_membership_shop import ShopPricesMixin


@tagged("post_install", "-at_install")
class TestMembershipPaymentPage(ShopPricesMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        cls.env["product.pricelist"].search([]).active = False
        Pricelist = cls.env["product.pricelist"]
        Pricelist.create({"name": "Usual", "website_id": False, "selectable": True, "sequence": 1})
        item = {"compute_price": "percentage", "percent_price": 25}
        cls.prices = Pricelist.create({"name": "Plus", "sequence": 2, "item_ids": [Command.create(item)]})
        cls.provider = cls.make_token(cls.partner).provider_id
        cls.provider.allow_tokenization = False

    def setUp(self):
        super().setUp()
        self.authenticate("shop_member", "shop_member")

    def fill(self, product=None, quantity=2):
        product = product or self.goods
        self.make_jsonrpc_request(
            "/shop/cart/add",
            {"product_template_id": product.product_tmpl_id.id, "product_id": product.id, "quantity": quantity},
        )
        cart = self.cart()
        if product.type == "consu":
            cart._set_delivery_method(self.courier)
        self.open_page()
        return self.cart()

    def open_page(self):
        """The page of the payment, with what it says."""
        self.env.flush_all()
        response = self.url_open("/shop/payment")
        self.assertTrue(response.url.endswith("/shop/payment"), response.url)
        return response.text

    def cart(self):
        self.env.invalidate_all()
        return self.env["sale.order"].search([("website_id", "=", self.website.id)], order="id desc", limit=1)

    def pay_shown(self, amount):
        """Press the button of the open page; the answer as text."""
        self.env.flush_all()
        cart = self.cart()
        method = self.provider.payment_method_ids[:1]
        values = {
            "access_token": cart._portal_ensure_token(),
            "provider_id": self.provider.id,
            "payment_method_id": method.id,
            "token_id": None,
            "amount": amount,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/shop/payment/validate",
        }
        self.env.flush_all()
        route = f"/shop/payment/transaction/{cart.id}"
        answer = self.url_open(route, json={"params": values}).json()
        self.env.invalidate_all()
        return str(answer)

    def test_delivery_that_was_free(self):
        membership = self.start(self.partner)
        cart = self.fill()
        self.assertEqual(cart.amount_total, 40)
        membership._end("staff", "Test")
        answer = self.pay_shown(40)
        self.assertIn("Delivery costs", answer)
        self.assertIn("9.00 now, not", answer)
        self.assertIn("Load this page again", answer)
        self.assertFalse(self.cart().transaction_ids)
        page = self.open_page()
        self.assertEqual(self.cart().amount_total, 49)
        self.assertIn("began, changed or ended meanwhile", page)
        self.assertNotIn("meanwhile", self.open_page(), "told once")
        self.assertNotIn("error", self.pay_shown(49))
        self.assertEqual(self.cart().transaction_ids.amount, 49)

    def test_prices_of_members(self):
        self.plan.write({"free_shipping": False, "pricelist_id": self.prices.id})
        membership = self.start(self.partner)
        cart = self.fill()
        self.assertEqual(cart.amount_total, 36.75)
        membership._end("staff", "Test")
        answer = self.pay_shown(36.75)
        self.assertIn("What is in your cart costs", answer)
        self.assertIn("40.00 now, not", answer)
        self.open_page()
        self.assertEqual(self.cart().amount_total, 49)

    def test_another_session_does_not_help(self):
        self.plan.write({"free_shipping": False, "pricelist_id": self.prices.id})
        membership = self.start(self.partner)
        self.fill()
        membership._end("staff", "Test")
        self.authenticate("shop_member", "shop_member")
        self.assertIn("What is in your cart costs", self.pay_shown(36.75))

    def test_a_membership_that_still_runs(self):
        self.start(self.partner)
        self.fill()
        self.assertNotIn("error", self.pay_shown(40))

    def test_what_changes_nothing_in_this_cart(self):
        membership = self.start(self.partner)
        self.fill(quantity=1)
        self.assertEqual(self.cart().amount_total, 29, "below the minimum of free delivery")
        membership._end("staff", "Test")
        self.assertNotIn("error", self.pay_shown(29))

    def test_products_for_members(self):
        self.goods.membership_access = "members"
        self.plan.free_shipping = False
        membership = self.start(self.partner)
        self.fill()
        membership._end("staff", "Test")
        self.assertIn("is only for members with Plus", self.pay_shown(49))
        self.assertFalse(self.cart().transaction_ids)

    def test_orders_that_cost_nothing_are_looked_at_too(self):
        course = self.make_product(10, name="Course", website_published=True, membership_access="members")
        self.prices.item_ids.percent_price = 100
        self.plan.write({"free_shipping": False, "pricelist_id": self.prices.id})
        membership = self.start(self.partner)
        self.assertEqual(self.fill(course, 1).amount_total, 0)
        membership._end("staff", "Test")
        self.env.flush_all()
        for access in ("members", "everyone"):
            course.membership_access = access
            self.env.flush_all()
            self.url_open("/shop/payment/validate")
            self.assertEqual(self.cart().state, "draft", access)
