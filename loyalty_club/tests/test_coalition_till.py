"""Our coupons that partners give out, at the till."""

from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionMixin
from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestCoalitionTill(CoalitionMixin, TillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_coalition()
        cls.coalition.write({"terms": "percent", "terms_percent": 10})
        cls.coupon = cls.ours._issue("customer 7")
        cls.reward = cls.coupon_program.reward_ids
        cls.eve = cls.make_partner("Eve")

    def sell_with_coupon(self, quantity=10, partner=None, coupon=None):
        """A customer buys coffee for 10 each and gets 10 % off."""
        card = (coupon or self.coupon).card_id
        discount = self.reward_line(self.reward, quantity, coupon_id=card.id)
        order = self.sell((self.coffee, quantity), discount, partner=self.eve if partner is None else partner)
        data = {str(card.id): {"points": -1, "program_id": self.coupon_program.id, "coupon_id": card.id}}
        order.with_user(self.cashier).confirm_coupon_programs(data)
        return order

    def get_figures(self):
        return self.coupon.state, self.coupon.order_amount, self.coupon.discount_amount, self.coupon.amount

    def test_paid(self):
        order = self.sell_with_coupon()
        self.assertEqual(self.get_figures(), ("redeemed", 90, 10, -9))
        self.assertEqual((self.coupon.origin_model, self.coupon.origin_id), ("pos.order", order.id))
        self.assertEqual((self.coupon.partner_id, self.coupon.is_new_customer), (self.eve, True))
        self.assertEqual((self.eve.club_coalition_id, self.coupon.card_id.points), (self.coalition, 0))
        self.assertEqual(self.coupon.order_ref, order.pos_reference or order.name)

    def test_customer_without_a_name(self):
        self.sell_with_coupon(partner=False)
        self.assertEqual(self.get_figures(), ("redeemed", 90, 10, -9))
        self.assertFalse(self.coupon.partner_id)

    def test_sent_twice(self):
        order = self.sell_with_coupon()
        order._book_points()
        self.assertEqual(self.coupon.movement_ids.mapped("amount"), [-9])

    def test_returned(self):
        order = self.sell_with_coupon(partner=False)
        coffee, discount = order.lines
        self.refund(order, {coffee: 5, discount: 0.5}, partner=False)
        self.assertEqual(self.get_figures(), ("redeemed", 45, 5, -4.5))
        self.refund(order, {coffee: 5, discount: 0.5}, partner=False)
        self.assertEqual(self.get_figures(), ("issued", 0, 0, 0))
        self.assertEqual(self.coupon.card_id.points, 1)
        self.sell_with_coupon(5)
        self.assertEqual(self.get_figures(), ("redeemed", 45, 5, -4.5))

    def test_used_at_two_tills_without_connection(self):
        first = self.sell_with_coupon()
        with mute_logger("odoo.addons.loyalty_club.models.coalition.using.document"):
            second = self.sell_with_coupon(3)
        self.assertEqual((second.state, self.coupon.origin_id), ("paid", first.id))
        self.assertIn("was used already", "".join(second.message_ids.mapped("body")))
        self.refund(second)
        self.assertEqual(self.get_figures(), ("redeemed", 90, 10, -9))

    def test_cancelled_codes_are_not_usable(self):
        def use():
            return self.config.use_coupon_code(self.coupon.code, "2026-01-01", False, False)["successful"]

        def validate():
            orders = self.env["pos.order"].with_user(self.cashier)
            return call_kw(orders, "validate_coupon_programs", [[], {str(card.id): -1}, []], {})  # as tills call it

        card = self.coupon.card_id
        self.assertTrue(use())
        self.assertTrue(validate()["successful"])
        self.coupon._cancel()
        self.assertFalse(use())
        self.assertEqual(validate()["payload"]["removed_coupons"], card.ids)
