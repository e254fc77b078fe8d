"""What tests of the pages for invited friends share."""

import odoo.http
from odoo.tests.common import HttpCase, new_test_user

from .referral_case import ReferralMixin


class ReferralPagesCase(ReferralMixin, HttpCase):
    """The member can log in: ``ines``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_portal_user("ines", "Ines")
        cls.card.partner_id = cls.user.partner_id
        cls.website = cls.env["website"].search([], limit=1)
        cls.website.cookies_bar = False
        cls.club.website_id = False

    @classmethod
    def make_portal_user(cls, login, name):
        context = {"no_reset_password": True, "mail_create_nolog": True}
        return new_test_user(cls.env, login=login, groups="base.group_portal", name=name, context=context)

    def post(self, address, files=None, **data):
        data["csrf_token"] = self.get_token()
        odoo.http.root.session_store.save(self.session)
        return self.url_open(address, data=data, files=files)

    def get_token(self):
        page = self.url_open("/my/club/messages" if self.session.uid else "/web/login").text
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    def open_link(self, code):
        return self.url_open(f"/club/r/{code}", allow_redirects=False)

    def make_cart(self):
        """A newcomer, ``self.friend``, logs in and puts something in the cart."""
        self.friend = self.make_portal_user("noor", "Noor").partner_id
        self.product.write({"is_published": True, "sale_ok": True})
        self.authenticate("noor", "noor")
        self.make_jsonrpc_request(
            "/shop/cart/add",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "product_id": self.product.id,
                "quantity": 1,
            },
        )
        return self.env["sale.order"].search([("partner_id", "=", self.friend.id)])

    def register_of(self, partner):
        self.env.invalidate_all()
        return self.env["loyalty.referral"].search([("partner_id", "=", partner.id)])
