"""Products for members in the shop: shown to all, bought by members."""

from odoo.tests import HttpCase, tagged

from .membership_case import MembershipMixin
from .shop_case import ShopMixin


@tagged("post_install", "-at_install")
class TestMembershipAccessInShop(MembershipMixin, ShopMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.write({"membership_access": "members", "membership_plan_ids": cls.plan.ids})
        cls.lock = "only for members with Plus"

    def add(self, product=None):
        product = product or self.product
        return self.make_jsonrpc_request(
            "/shop/cart/add",
            {"product_template_id": product.product_tmpl_id.id, "product_id": product.id, "quantity": 1},
        )

    def cart(self):
        self.env.invalidate_all()
        return self.env["sale.order"].search([("website_id", "=", self.website.id)], order="id desc", limit=1)

    def page(self):
        self.env.flush_all()
        response = self.url_open(self.product.website_url)
        self.assertEqual(response.status_code, 200)
        return response.text

    def test_who_is_no_member_sees_it_and_cannot_buy_it(self):
        for login in (None, "shop_member"):
            with self.subTest(login=login):
                self.authenticate(login, login)
                page = self.page()
                self.assertIn(self.lock, page)
                self.assertIn("o_club_members_only", page)
                self.assertIn("120.00", page)
                self.assertIn(self.lock, str(self.add()))
                self.assertFalse(self.cart().order_line)

    def test_members_buy_it(self):
        self.start(self.partner)
        self.authenticate("shop_member", "shop_member")
        page = self.page()
        self.assertNotIn(self.lock, page)
        self.assertNotIn("o_club_members_only", page)
        self.add()
        self.assertEqual(self.cart().order_line.product_id, self.product)

    def test_it_is_bought_with_the_membership(self):
        self.month.product_id.website_published = True
        self.authenticate("shop_member", "shop_member")
        self.add(self.month.product_id)
        self.add()
        self.assertIn(self.product, self.cart().order_line.product_id)

    def test_a_cart_of_somebody_whose_membership_ended(self):
        membership = self.start(self.partner)
        self.authenticate("shop_member", "shop_member")
        self.add()
        membership._end("staff")
        self.env.flush_all()
        response = self.url_open("/shop/checkout")
        self.assertTrue(response.url.endswith("/shop/cart"))
        self.assertIn(self.lock, response.text)
        self.assertEqual(self.cart().state, "draft")

    def test_a_list_of_products_asks_once(self):
        more = [
            self.make_product(5, name=f"P{number}", membership_access="members", website_published=True)
            for number in range(8)
        ]
        templates = self.product.union(*more).product_tmpl_id

        def look(products):
            self.assertTrue(all(products.mapped("membership_shop_problem")))

        def count(products):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.visit() as website:
                products = website.env["product.template"].browse(products.ids)
                products.mapped("membership_access")
                return self.count_queries(look, products, fresh=False)

        count(templates)
        self.assertEqual(count(templates[:2]), count(templates))
