"""Prices and delivery of the tier, in a cart that was there before."""

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .shop_case import ShopMixin


@tagged("post_install", "-at_install")
class TestShopBenefits(ShopMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        cls.env["product.pricelist"].search([]).active = False
        Pricelist = cls.env["product.pricelist"]
        cls.usual = Pricelist.create({"name": "Usual", "website_id": False, "selectable": True, "sequence": 1})
        cls.prices = Pricelist.create(
            {
                "name": "Gold prices",
                "sequence": 2,
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 25})],
            }
        )
        cls.club.tier_ids = [
            Command.create({"name": "Bronze", "sequence": 1}),
            Command.create({"name": "Gold", "sequence": 2, "min_points": 100, "pricelist_id": cls.prices.id}),
        ]
        cls.gold = cls.club.tier_ids[1]
        cls.card = cls.join()
        cls.goods = cls.make_product(200.0, type="consu", name="Chair", website_published=True)

    def reach(self):
        self.card._post_points(100, "accrual", qualifying={"points": 100, "amount": 100, "orders": 1})
        self.assertEqual(self.card.tier_id, self.gold)

    def add(self, product=None):
        product = product or self.product
        self.make_jsonrpc_request(
            "/shop/cart/add",
            {"product_template_id": product.product_tmpl_id.id, "product_id": product.id, "quantity": 1},
        )
        return self.cart()

    def cart(self):
        self.env.invalidate_all()
        return self.env["sale.order"].search([("website_id", "=", self.website.id)], order="id desc", limit=1)

    def log_in(self):
        """With the form, so that the session and its cart stay."""
        values = {"login": "shop_member", "password": "shop_member", "redirect": "/shop/cart"}
        return self.url_open("/web/login", data={"csrf_token": Request.csrf_token(self), **values})

    def test_logging_in_with_a_filled_cart(self):
        self.reach()
        self.authenticate(None, None)
        self.assertEqual(self.add().amount_total, 120)
        self.assertIn("120.00", self.url_open(self.product.website_url).text)
        self.log_in()
        cart = self.cart()
        self.assertEqual((cart.partner_id, cart.pricelist_id, cart.amount_total), (self.partner, self.prices, 90))
        self.assertIn("90.00", self.url_open(self.product.website_url).text)
        self.assertIn("90 ", self.url_open("/shop/cart").text)

    def test_a_tier_reached_and_lost_while_the_cart_waits(self):
        self.authenticate("shop_member", "shop_member")
        self.assertEqual(self.add().amount_total, 120)
        self.url_open("/shop/cart")
        self.reach()
        self.url_open(self.product.website_url)
        self.url_open("/shop/cart")
        self.assertEqual(self.cart().amount_total, 90)
        self.card.ledger_ids._reverse()
        self.url_open("/shop/checkout")
        self.assertEqual(self.cart().amount_total, 120)

    def test_a_request_that_only_reads_comes_first(self):
        self.authenticate("shop_member", "shop_member")
        self.add()
        self.url_open("/shop/cart")
        self.reach()
        template = self.product.product_tmpl_id
        values = {"product_template_id": template.id, "product_id": self.product.id, "combination": [], "add_qty": 1}
        info = self.make_jsonrpc_request("/website_sale/get_combination_info", values)
        self.assertEqual(info["price"], 90)
        self.url_open("/shop/cart")
        self.assertEqual(self.cart().amount_total, 90)

    def test_prices_in_another_currency(self):
        francs = self.env.ref("base.CHF")
        francs.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", francs.id)]).unlink()
        self.env["res.currency.rate"].create({"currency_id": francs.id, "rate": 2.0, "name": "2020-01-01"})
        self.prices.currency_id = francs
        self.reach()
        self.authenticate("shop_member", "shop_member")
        cart = self.add()
        self.assertEqual((cart.currency_id, cart.amount_total), (francs, 180))
        page = self.url_open("/shop/cart").text
        self.assertIn("This order earns <strong><bdi>90 ", page, "points are for money of the club")
        self.assertEqual(cart.coupon_point_ids.points, 90)

    def test_free_delivery_for_a_tier_reached_meanwhile(self):
        self.gold.write({"pricelist_id": False, "free_shipping": True})
        self.env["delivery.carrier"].search([]).website_published = False
        fee = self.make_product(9.0)
        carrier = self.env["delivery.carrier"].create(
            {"name": "Parcel", "product_id": fee.id, "fixed_price": 9, "website_published": True}
        )
        self.authenticate("shop_member", "shop_member")
        cart = self.add(self.goods)
        cart._set_delivery_method(carrier)
        self.url_open("/shop/cart")
        self.assertEqual(self.cart().amount_total, 209)
        self.reach()
        page = self.url_open("/shop/cart").text
        self.assertEqual(self.cart().amount_total, 200)
        self.assertIn("Delivery is free for you as", page)
