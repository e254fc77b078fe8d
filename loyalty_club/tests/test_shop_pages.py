"""Product page, cart, checkout and confirmation as a browser gets them, and what is sent to the shop."""

import re

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .shop_case import ShopMixin


@tagged("post_install", "-at_install")
class TestShopPages(ShopMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.join(1000)
        cls.club.reward_ids.points_step = 0
        cls.choice = cls.env["loyalty.reward"].create(
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
        cls.coupons = cls.make_stock_program(
            "coupons",
            name="Voucher",
            reward_ids=[
                Command.clear(),
                Command.create(
                    {"reward_type": "discount", "discount_mode": "per_order", "discount": 20, "required_points": 1}
                ),
            ],
        )
        cls.coupon = cls.coupons._issue_coupons(cls.partner)

    def login(self):
        self.authenticate("shop_member", "shop_member")

    def page(self, path="/shop/cart"):
        return self.url_open(path).text

    def add(self, quantity=1):
        self.make_jsonrpc_request(
            "/shop/cart/add",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "product_id": self.product.id,
                "quantity": quantity,
            },
        )
        return self.cart()

    def cart(self):
        self.env.invalidate_all()
        return self.env["sale.order"].search([("website_id", "=", self.website.id)], order="id desc", limit=1)

    def post(self, path, **values):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **values})

    def spent(self):
        lines = self.cart().order_line
        return sum(lines.filtered(lambda line: line.reward_id == self.choice).mapped("points_cost"))

    # --- product page ---

    def combination(self, **options):
        template = self.product.product_tmpl_id
        values = {"product_template_id": template.id, "product_id": self.product.id, "combination": [], "add_qty": 3}
        return self.make_jsonrpc_request("/website_sale/get_combination_info", {**values, **options})

    def test_product_page(self):
        url = self.product.website_url
        guest = self.page(url)
        self.assertIn("Members earn <strong><bdi>120 ", guest)
        self.assertNotIn("Buy this and earn", guest)
        self.assertIn('href="/club', guest)
        self.login()
        self.assertIn("Buy this and earn <strong><bdi>120 ", self.page(url))
        self.assertIn("<bdi>360 ", self.combination(club_earning=True)["club_earning"])
        self.assertNotIn("club_earning", self.combination(), "only where the page shows it")

    def test_product_page_switched_off(self):
        view = self.env.ref("loyalty_club.product_earning")
        view.active = False
        self.login()
        self.assertNotIn("o_club_earning", self.page(self.product.website_url))
        self.assertNotIn("club_earning", self.combination(club_earning=True))

    def test_lists_of_products_say_nothing(self):
        self.login()
        self.assertNotIn("o_club_earning", self.page("/shop"))

    # --- cart ---

    def test_the_cart_and_its_updates(self):
        self.login()
        cart = self.add()
        page = self.page()
        self.assertIn("This order earns <strong><bdi>120 ", page)
        self.assertIn('name="club_points"', page)
        self.assertEqual(page.count('name="o_loyalty_points"'), 1)
        answer = self.make_jsonrpc_request("/shop/cart/update", {"line_id": cart.order_line.id, "quantity": 2})
        self.assertIn("This order earns <strong><bdi>240 ", answer["website_sale.total"])
        self.assertIn('name="r" value="/shop/cart"', answer["website_sale.total"])

    def test_guests_are_invited(self):
        self.add()
        page = self.page()
        self.assertIn("earn <strong><bdi>120 ", page)
        self.assertIn("/web/login?redirect=/shop/cart", page)
        self.assertNotIn('name="club_points"', page)

    def test_choose_points(self):
        self.login()
        self.add()
        page = self.post("/shop/club/points", reward_id=self.choice.id, points="300").text
        self.assertEqual((self.spent(), self.cart().amount_total), (300, 90))
        self.assertIn("In use", page)
        self.post("/shop/club/points", reward_id=self.choice.id, points="300")
        self.assertEqual(self.spent(), 300)
        answer = self.post("/shop/club/points", reward_id=self.choice.id, points="170")
        self.assertIn("in steps of 50", answer.text)
        self.assertNotIn("in steps of 50. ", self.page(), "a problem is told once")
        self.assertEqual(self.spent(), 300)
        self.post("/shop/club/points", reward_id=self.choice.id, points="", remove="1")
        self.assertFalse(self.cart().order_line.reward_id)

    def test_the_field_for_points_has_a_label_of_its_own(self):
        """A label around buttons would belong to the first of them: a click on its text would take points away."""
        self.login()
        self.add()
        [form] = re.findall(r'<form[^>]*name="club_points".*?</form>', self.page(), re.DOTALL)
        self.assertNotIn("<label", form)
        self.assertRegex(form, r'<input[^>]*name="points"[^>]*aria-label="How many points')
        self.assertRegex(form, r'aria-label="Points as money"')

    def test_numbers_that_nobody_has(self):
        self.login()
        self.add()
        for number in ("1e30", "1e300", "9" * 400, "nan", "-1"):
            with self.subTest(number):
                answer = self.post("/shop/club/points", reward_id=self.choice.id, points=number)
                self.assertEqual(answer.status_code, 200)
                self.assertIn("as a number", answer.text)
        self.assertFalse(self.spent())

    def test_choose_points_at_checkout(self):
        self.login()
        self.add()
        page = self.page("/shop/checkout")
        self.assertGreaterEqual(page.count('value="/shop/checkout"'), 1)
        self.assertGreaterEqual(page.count('name="club_points"'), 2, "in the summary and in the panel of phones")
        answer = self.post("/shop/club/points", reward_id=self.choice.id, points="100", r="/shop/checkout")
        self.assertTrue(answer.url.endswith("/shop/checkout"), answer.url)
        self.assertEqual(self.spent(), 100)
        for elsewhere in ("https://example.com/", "//example.com/shop/cart?", "/web"):
            answer = self.post("/shop/club/points", reward_id=self.choice.id, points="100", r=elsewhere)
            self.assertTrue(answer.url.startswith(self.base_url()), answer.url)

    def test_forged_requests(self):
        other = self.make_club(name="Elsewhere", ecommerce_ok=False)
        self.login()
        self.add()
        for reward_id in ("", "x", "-1", "0", str(2**40), str(other.reward_ids.id), None):
            with self.subTest(reward_id):
                answer = self.post("/shop/club/points", reward_id=reward_id, points="100")
                self.assertEqual(answer.status_code, 200)
                self.assertFalse(self.cart().order_line.reward_id)
        for path in ("/shop/club/points", "/shop/club/use"):
            self.assertEqual(self.url_open(path).status_code, 405)
            self.assertEqual(self.url_open(path, data={"points": "100"}).status_code, 400)
        self.logout()
        answer = self.post("/shop/club/points", reward_id=self.choice.id, points="100")
        self.assertIn("/web/login", answer.url)

    def test_without_a_cart(self):
        self.login()
        answer = self.post("/shop/club/points", reward_id=self.choice.id, points="100")
        self.assertEqual(answer.status_code, 200)

    # --- coupons ---

    def test_use_a_coupon_in_the_cart(self):
        self.login()
        self.add()
        self.post("/shop/club/use", coupon_id=self.coupon.id)
        self.assertEqual(self.cart().amount_total, 100)
        self.post("/shop/club/use", coupon_id=self.coupon.id)
        self.assertEqual(self.cart().amount_total, 100)

    def test_a_coupon_waits_for_a_cart(self):
        self.login()
        page = self.post("/shop/club/use", coupon_id=self.coupon.id).text
        self.assertIn("waits for you", page)
        self.assertNotIn("waits for you", self.page())
        self.assertEqual(self.add().amount_total, 100)

    def test_coupons_of_others_and_used_ones(self):
        theirs = self.coupons._issue_coupons(self.make_partner("Somebody else"))
        used = self.coupons._issue_coupons(self.partner)
        used.points = 0
        over = self.coupons._issue_coupons(self.partner, expires_on="2020-01-01")
        self.login()
        self.add()
        for coupon_id in (theirs.id, used.id, over.id, self.card.id, 2**40, "x", ""):
            with self.subTest(coupon_id):
                page = self.post("/shop/club/use", coupon_id=coupon_id).text
                self.assertIn("cannot be used any more", page)
                self.assertEqual(self.cart().amount_total, 120)

    # --- afterwards ---

    def test_confirmation_and_the_order_at_home(self):
        self.login()
        cart = self.add()
        self.page("/shop/checkout")
        cart.action_confirm()
        page = self.page("/shop/confirmation")
        self.assertIn("You earned <strong><bdi>120 ", page)
        self.assertRegex(page, r"Your balance:\s*<bdi[^>]*>1120 ")
        page = self.page(cart.get_portal_url())
        self.assertIn("You earned <strong><bdi>120 ", page)
        self.assertIn("1120 ", page)
        self.logout()
        page = self.page(cart.get_portal_url())
        self.assertIn("You earned <strong><bdi>120 ", page)
        self.assertFalse(re.search(r"1120 ", page), "who only has the address of the order sees no balance")
