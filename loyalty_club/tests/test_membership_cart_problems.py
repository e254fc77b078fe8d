"""What cannot be put into the cart is told, wherever somebody tries."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .membership_case import MembershipMixin
from .shop_case import ShopMixin

CLICK = """
    const look = setInterval(() => {
        const shown = document.querySelector(".toast .toast-body");
        if (shown && shown.textContent.includes("No lamps on Sundays")) {
            clearInterval(look);
            console.log("test successful");
        } else {
            document.querySelector("#add_to_cart").click(); // nobody hears it before the page has started
        }
    }, 1000);
"""

PROBLEM = "No lamps on Sundays"


@tagged("post_install", "-at_install")
class TestMembershipCartProblems(MembershipMixin, ShopMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.write({"membership_access": "members", "membership_plan_ids": cls.plan.ids})
        cls.lock = "only for members with Plus"

    def ask(self, route, **values):
        product = self.product
        values = {"product_template_id": product.product_tmpl_id.id, "product_id": product.id, **values}
        return self.make_jsonrpc_request(route, values)

    def test_page_list_and_wishlist(self):
        """They share one request; its notification is what the browser shows."""
        for login in (None, "shop_member"):
            self.authenticate(login, login)
            answer = self.ask("/shop/cart/add", quantity=1)
            self.assertIn(self.lock, answer["notification_info"]["warning"])
            self.assertEqual(answer["quantity"], 0)
            self.assertIn(self.lock, self.url_open("/shop/cart").text, "also for who is sent to the cart at once")

    def test_quick_reorder(self):
        self.authenticate("shop_member", "shop_member")
        answer = self.ask("/shop/cart/quick_add", quantity=1)
        self.assertIn(self.lock, str(answer["website_sale.cart_lines"]))

    def test_the_same_order_again(self):
        membership = self.start(self.partner)
        order = self.make_cart()
        order.action_confirm()
        membership._end("staff", "Test")
        self.authenticate("shop_member", "shop_member")
        self.make_jsonrpc_request(
            "/my/orders/reorder", {"order_id": order.id, "access_token": order._portal_ensure_token()}
        )
        self.assertIn(self.lock, self.url_open("/shop/cart").text)

    def test_what_the_server_refuses_with_an_error(self):
        """Stock shows the words of an error to employees only."""
        self.product.membership_access = "everyone"

        def refuse(order, *args, **values):
            raise UserError(PROBLEM)

        with patch.object(self.env.registry["sale.order"], "_cart_add", refuse):
            self.browser_js(
                self.product.website_url, CLICK, "document.querySelector('#add_to_cart') !== null", login="shop_member"
            )
