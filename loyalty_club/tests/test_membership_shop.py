"""Prices, points and delivery of a running membership in the shop."""

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .membership_case import MembershipMixin
from .shop_case import ShopMixin


class ShopPricesMixin(MembershipMixin, ShopMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["delivery.carrier"].search([]).website_published = False
        cls.courier = cls.make_carrier("Parcel", 9)
        cls.goods = cls.make_product(20.0, type="consu", name="Chair", website_published=True)
        cls.plan.write({"free_shipping": True, "free_shipping_minimum": 35})

    @classmethod
    def make_carrier(cls, name, price, **values):
        fee = cls.make_product(price, name=name)
        return cls.env["delivery.carrier"].create(
            {"name": name, "product_id": fee.id, "fixed_price": price, "website_published": True, **values}
        )


@tagged("post_install", "-at_install")
class TestMembershipOutlook(ShopPricesMixin, HttpCase):
    """What the cart says of free delivery, and the page of a product of points."""

    def outlook(self, quantity=1, carrier=None):
        cart = self.make_cart((self.goods, quantity))
        if carrier:
            cart._set_delivery_method(carrier)
        found = cart._get_free_delivery_outlook()
        return found and (str(found["text"]), found["percent"], found["done"])

    def test_what_is_missing_and_then_free(self):
        self.assertIsNone(self.outlook())
        membership = self.start(self.partner)
        text, percent, done = self.outlook()
        self.assertIn("15.00", text)
        self.assertIn("delivery is free for you with <bdi>Plus</bdi>", text)
        self.assertEqual((percent, done), (57, False))
        self.assertEqual(self.outlook(2), ("Delivery is free for you with <bdi>Plus</bdi>.", 100, True))
        self.assertIn("15.00", self.outlook(1, self.courier)[0], "delivery itself does not count")
        membership._end("staff", "Test")
        self.assertIsNone(self.outlook(2))

    def test_of_several_memberships_the_better_one(self):
        more = self.make_plan(name="More", sequence=99, free_shipping=True, free_shipping_minimum=20)
        self.start(self.partner)
        self.start(self.partner, self.make_period(more, 5))
        self.assertEqual(self.outlook(1), ("Delivery is free for you with <bdi>More</bdi>.", 100, True))
        cart = self.make_cart((self.goods, 1))
        cart._set_delivery_method(self.courier)
        self.assertEqual(cart.amount_total, 20)

    def test_only_by_some_methods(self):
        slow = self.make_carrier("Slow", 3)
        self.plan.free_shipping_carrier_ids = slow
        self.start(self.partner)
        self.assertIn("Delivery by <bdi>Slow</bdi> is free for you with <bdi>Plus</bdi>.", self.outlook(2)[0])
        self.assertIsNone(self.outlook(2, self.courier), "the one that was chosen is not free")
        self.assertIn("Delivery is free for you with", self.outlook(2, slow)[0])
        slow.website_published = False
        self.assertIsNone(self.outlook(2), "the shop does not have it")

    def test_what_the_delivery_method_gives_comes_first_where_it_is_nearer(self):
        self.courier.write({"free_over": True, "amount": 25})
        self.start(self.partner)
        self.assertIn("5.00", self.outlook()[0])
        self.courier.amount = 500
        self.assertIn("15.00", self.outlook()[0])

    def test_the_page_of_a_product(self):
        self.club.tier_ids = [Command.create({"name": "Gold", "point_multiplier": 1.5})]
        self.plan.point_multiplier = 2
        self.join()
        with self.visit() as website:
            [earning] = website._get_product_earnings(self.product.with_env(website.env))
        self.assertIn("180", earning["text"])
        self.assertIn("Gold", earning["note"])
        self.start(self.partner)
        with self.visit() as website:
            [earning] = website._get_product_earnings(self.product.with_env(website.env))
        self.assertIn("240", earning["text"])
        self.assertIn("<bdi>Plus</bdi>: 2 times", earning["note"])

    def test_the_price_list(self):
        self.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        Pricelist = self.env["product.pricelist"]
        prices = Pricelist.create({"name": "Plus prices", "selectable": False, "website_id": False})
        Pricelist.create({"name": "Usual", "website_id": False, "selectable": True, "sequence": 0})
        self.plan.pricelist_id = prices
        membership = self.start(self.partner)
        with self.visit() as website:
            self.assertEqual(website._get_and_cache_current_pricelist(), prices)
            self.assertIn(prices, website.get_pricelist_available())
        with self.visit(self.public) as website:
            self.assertNotEqual(website._get_and_cache_current_pricelist(), prices)
            self.assertNotIn(prices, website.get_pricelist_available(), "not for everybody to choose")
        membership._end("staff", "Test")
        with self.visit() as website:
            self.assertNotEqual(website._get_and_cache_current_pricelist(), prices)


@tagged("post_install", "-at_install")
class TestMembershipCart(ShopPricesMixin, HttpCase):
    """A cart that was there before the membership, and stays when it ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        cls.env["product.pricelist"].search([]).active = False
        Pricelist = cls.env["product.pricelist"]
        Pricelist.create({"name": "Usual", "website_id": False, "selectable": True, "sequence": 1})
        item = Command.create({"compute_price": "percentage", "percent_price": 25})
        cls.prices = Pricelist.create({"name": "Plus prices", "sequence": 2, "item_ids": [item]})

    def cart(self):
        self.env.invalidate_all()
        return self.env["sale.order"].search([("website_id", "=", self.website.id)], order="id desc", limit=1)

    def add(self, quantity=1):
        values = {"product_template_id": self.goods.product_tmpl_id.id, "product_id": self.goods.id}
        self.make_jsonrpc_request("/shop/cart/add", {**values, "quantity": quantity})
        return self.cart()

    def test_free_delivery_comes_and_goes(self):
        self.authenticate("shop_member", "shop_member")
        self.add(2)._set_delivery_method(self.courier)
        self.url_open("/shop/cart")
        self.assertEqual(self.cart().amount_total, 49)
        membership = self.start(self.partner)
        page = self.url_open("/shop/cart").text
        self.assertEqual(self.cart().amount_total, 40)
        self.assertIn("Delivery is free for you with <bdi>Plus</bdi>", page)
        membership._end("staff", "Test")
        self.url_open("/shop/checkout")
        self.assertEqual(self.cart().amount_total, 49)

    def test_a_new_session_finds_a_cart_whose_delivery_was_free(self):
        membership = self.start(self.partner)
        self.authenticate("shop_member", "shop_member")
        self.add(2)._set_delivery_method(self.courier)
        self.url_open("/shop/cart")
        self.assertEqual(self.cart().amount_total, 40)
        membership._end("staff", "Test")
        self.authenticate("shop_member", "shop_member")
        self.url_open("/shop/cart")
        self.assertEqual(self.cart().amount_total, 49)

    def test_the_minimum_is_reached_by_one_more(self):
        self.start(self.partner)
        self.authenticate("shop_member", "shop_member")
        self.add()._set_delivery_method(self.courier)
        self.assertEqual(self.cart().amount_total, 29)
        self.assertEqual(self.add().amount_total, 40)

    def test_prices_come_and_go(self):
        self.plan.pricelist_id = self.prices
        self.authenticate("shop_member", "shop_member")
        self.assertEqual(self.add().amount_total, 20)
        membership = self.start(self.partner)
        self.assertIn("15.00", self.url_open(self.goods.website_url).text)
        self.url_open("/shop/cart")
        self.assertEqual(self.cart().amount_total, 15)
        membership._pause("Holidays")
        self.url_open("/shop/cart")
        self.assertEqual(self.cart().amount_total, 20)
