"""Somebody enters the code of a coupon of ours that a partner gave out: in the shop and at the till, in a browser."""

from odoo.tests import HttpCase, tagged

from .coalition_case import CoalitionMixin
from .shop_case import ShopMixin
from .test_till_tour import TillTourCase


class CodeMixin(CoalitionMixin):
    @classmethod
    def _set_up_code(cls):
        cls._set_up_coalition()
        cls.coalition.write({"terms": "percent", "terms_percent": 10})
        cls.coupon = cls._issue_as("BALLET-0007")

    @classmethod
    def _issue_as(cls, code):
        """A coupon whose code the tour knows."""
        coupon = cls.ours._issue("customer 7")
        coupon.card_id.code = code
        coupon.sudo().code = code
        return coupon

    def check_used(self, order, amount, discount):
        """It is redeemed with this order, and the partner gets its share of it."""
        self.env.invalidate_all()
        self.assertRecordValues(
            self.coupon,
            [{"state": "redeemed", "order_amount": amount, "discount_amount": discount, "amount": -amount / 10}],
        )
        self.assertEqual((self.coupon.origin_model, self.coupon.origin_id), (order._name, order.id))
        self.assertEqual((self.coupon.partner_id, self.coupon.is_new_customer), (order.partner_id, True))
        self.assertEqual((order.partner_id.club_coalition_id, self.coupon.card_id.points), (self.coalition, 0))
        self.assertEqual(self.coupon.movement_ids.mapped("amount"), [-amount / 10])


class CodeTour(CodeMixin, ShopMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_code()
        cls._issue_as("BALLET-USED")._redeem("S1", 80, 8)
        cls.make_product(120.0, name="Floor lamp", type="consu", is_published=True, website_published=True)
        cls.env["delivery.carrier"].search([]).website_published = False
        cls.env["delivery.carrier"].create(
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

    def enter_code(self):
        self.start_tour("/shop", "club_partner_code", login="shop_member", timeout=240)
        order = self.env["sale.order"].search([("partner_id", "=", self.partner.id)])
        self.assertRecordValues(order, [{"state": "sale", "amount_total": 120 - 12 + 5}])
        self.check_used(order, amount=108, discount=12)


@tagged("post_install", "-at_install")
class TestCoalitionCodeTourPhone(CodeTour, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_in_the_shop_on_a_phone(self):
        self.enter_code()


@tagged("post_install", "-at_install")
class TestCoalitionCodeTourDesk(CodeTour, HttpCase):
    browser_size = "1366x768"

    def test_in_the_shop_on_a_desk(self):
        self.enter_code()


@tagged("post_install", "-at_install")
class TestCoalitionCodeTourTill(CodeMixin, TillTourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_code()
        cls.eve = cls.make_partner("Eve")

    def test_at_the_till(self):
        self.start_pos_tour("club_till_partner_code", timeout=180)
        order = self.env["pos.order"].search([("partner_id", "=", self.eve.id)])
        self.assertRecordValues(order, [{"amount_total": 45}])
        self.check_used(order, amount=45, discount=5)
