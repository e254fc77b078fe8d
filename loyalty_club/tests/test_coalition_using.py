"""Our coupons that partners give out, on sales orders: used, changed, given back."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionCase
from .sale_events import SaleEvents


class UsingCase(SaleEvents, CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coalition.write({"terms": "percent", "terms_percent": 10})
        cls.coupon = cls.ours._issue("customer 7")
        cls.eve = cls.make_partner("Eve")
        cls.shoes = cls.make_product(100.0)
        cls.tax = cls.env["account.tax"].create({"name": "21 %", "amount": 21})

    def make_quotation(self, quantity=2, coupon=None, partner=None, **values):
        order = self.make_order(partner or self.eve, [(self.shoes, quantity)], **values)
        if coupon is not False:
            self.apply(order, coupon or self.coupon)
        return order

    @staticmethod
    def apply(order, coupon):
        """Type in a code."""
        status = order._try_apply_code(coupon.code)
        for card, rewards in status.items():
            order._apply_program_reward(rewards, card)
        order._update_programs_and_rewards()

    def buy(self, *args, **values):
        order = self.make_quotation(*args, **values)
        order.action_confirm()
        return order

    def credit_shoes(self, invoice, quantity):
        """A credit note for so many pairs, and their share of the discount."""
        lines = invoice.invoice_line_ids.sale_line_ids
        part = quantity / lines.filtered(lambda line: line.product_id == self.shoes).product_uom_qty
        self.credit(invoice, {line: line.product_uom_qty * part for line in lines})

    def get_figures(self, coupon=None):
        coupon = coupon or self.coupon
        return coupon.state, coupon.order_amount, coupon.discount_amount, coupon.amount


@tagged("post_install", "-at_install")
class TestCoalitionUsing(UsingCase):
    def test_confirmed(self):
        order = self.make_quotation()
        self.assertEqual(self.coupon.state, "issued", "a quotation is no purchase")
        order.action_confirm()
        self.assertEqual(self.get_figures(), ("redeemed", 180, 20, -18))
        self.assertEqual((self.coupon.order_ref, self.coupon.origin_model), (order.name, "sale.order"))
        self.assertEqual((self.coupon.origin_id, self.coupon.partner_id), (order.id, self.eve))

    def test_without_taxes_and_delivery_in_the_currency_of_the_contract(self):
        self.shoes.taxes_id = self.tax
        carrier = self.env["delivery.carrier"].create(
            {"name": "Van", "product_id": self.make_product(0.0, name="Delivery").id, "fixed_price": 30}
        )
        order = self.make_quotation()
        order.set_delivery_line(carrier, 30)
        order.action_confirm()
        self.assertEqual(self.get_figures()[:3], ("redeemed", 180, 20))

    def test_other_currency(self):
        other = self.env["res.currency"].create({"name": "XTS", "symbol": "X", "rounding": 0.01})
        self.env["res.currency.rate"].create({"currency_id": other.id, "rate": 2, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "X", "currency_id": other.id})
        self.buy(pricelist_id=pricelist.id)
        self.assertEqual(self.get_figures()[:3], ("redeemed", 180, 20))

    def test_cancelled_and_confirmed_again(self):
        order = self.buy()
        order._action_cancel()
        self.assertEqual(self.get_figures(), ("issued", 0, 0, 0))
        self.assertFalse(self.coupon.partner_id)
        self.assertEqual(self.coupon.card_id.points, 1)
        order.action_draft()
        self.apply(order, self.coupon)
        order.action_confirm()
        self.assertEqual(self.get_figures(), ("redeemed", 180, 20, -18))
        self.assertEqual(self.coupon.movement_ids.sorted("id").mapped("amount"), [-18, 18, -18])

    def test_refunds(self):
        order = self.buy()
        invoice = self.invoice(order)
        self.credit_shoes(invoice, 1)
        self.assertEqual(self.get_figures(), ("redeemed", 90, 10, -9))
        order._sync_club_orders()
        self.credit_shoes(invoice, 1)
        self.assertEqual(self.get_figures(), ("issued", 0, 0, 0))
        self.assertEqual(self.coupon.movement_ids.sorted("id").mapped("amount"), [-18, 9, 9])
        again = self.buy(1)
        self.assertEqual(self.get_figures(), ("redeemed", 90, 10, -9))
        self.assertEqual(self.coupon.order_ref, again.name)
        self.assertEqual(self.coupon.card_id.points, 0)
        order._action_cancel()
        self.assertEqual(self.get_figures(), ("redeemed", 90, 10, -9))
        self.assertEqual(self.coupon.card_id.points, 0, "used: nobody else uses it")

    def test_changed_after_the_confirmation(self):
        order = self.buy()
        order.order_line.filtered(lambda line: line.product_id == self.shoes).product_uom_qty = 3
        self.assertEqual(self.coupon.order_amount, 280)
        order.order_line.filtered("is_reward_line").product_uom_qty = 0
        self.assertEqual(self.get_figures()[0], "issued")

    def test_a_free_product(self):
        gift = self.make_product(15.0, taxes_id=[Command.set(self.tax.ids)])
        self.coupon_program.reward_ids = [
            Command.clear(),
            Command.create({"reward_type": "product", "reward_product_id": gift.id, "required_points": 1}),
        ]
        self.buy()
        self.assertEqual(self.get_figures()[:3], ("redeemed", 200, 15))

    def test_used_once(self):
        first, second = self.make_quotation(), self.make_quotation()
        first.action_confirm()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            second.action_confirm()
        self.assertEqual(self.coupon.order_ref, first.name)

    def test_a_use_that_cannot_be_noted_stops_no_order(self):
        self.coupon.card_id.points = 2
        first, second = self.make_quotation(), self.make_quotation()
        first.action_confirm()
        with mute_logger("odoo.addons.loyalty_club.models.coalition.using.document"):
            second.action_confirm()
            second._sync_club_orders()
        self.assertEqual(second.state, "sale")
        told = second.message_ids.filtered(lambda message: "was used already" in (message.body or ""))
        self.assertEqual(len(told), 1)
        second._action_cancel()
        self.assertEqual(self.coupon.order_ref, first.name)

    def test_cancelled_codes_are_not_usable(self):
        order = self.make_quotation()
        self.coupon._cancel()
        self.assertFalse(self.coupon.card_id.active)
        self.assertIn("error", self.make_quotation(coupon=False)._try_apply_code(self.coupon.code))
        order.action_confirm()
        self.assertEqual((order.amount_untaxed, order.applied_coupon_ids.ids), (200, []))

    def test_what_is_paid_is_confirmed_as_it_is(self):
        order = self.make_quotation()
        self.coupon._cancel()
        with (
            patch.object(type(order), "_is_payment_captured", lambda _self: True),
            mute_logger("odoo.addons.loyalty_club.models.coalition.using.document"),
        ):
            order.action_confirm()
        self.assertEqual((order.state, order.amount_untaxed, self.coupon.state), ("sale", 180, "cancelled"))

    def test_disputed(self):
        order = self.buy()
        self.coupon._move_to("disputed")
        self.assertFalse(self.coupon.card_id.active)
        self.credit_shoes(self.invoice(order), 1)
        self.assertEqual(self.get_figures(), ("disputed", 180, 20, -18), "it waits for the decision")
        self.coupon._move_to("redeemed")
        self.assertEqual(self.get_figures(), ("redeemed", 90, 10, -9))

    def test_used_without_an_order_of_ours(self):
        self.coupon._redeem("S1", 50, 5)
        self.assertIn("error", self.make_quotation(coupon=False)._try_apply_code(self.coupon.code))
        self.coupon._take_back()
        self.buy()
        self.assertEqual(self.get_figures()[0], "redeemed")

    def test_expired(self):
        self.coupon.sudo().expires_on = "2020-01-01"
        self.coupon._expire()
        self.assertEqual((self.coupon.state, self.coupon.card_id.active), ("expired", False))

    def test_came_through_the_partner(self):
        order = self.buy()
        self.assertTrue(self.coupon.is_new_customer)
        self.assertEqual(self.eve.club_coalition_id, self.coalition)
        order._action_cancel()
        self.assertFalse(self.coupon.is_new_customer)
        self.assertFalse(self.eve.club_coalition_id, "nobody bought anything")

    def test_still_new_after_a_refund(self):
        order = self.buy()
        self.credit(self.invoice(order))
        self.assertEqual((self.coupon.is_new_customer, self.eve.club_coalition_id), (False, self.coalition))
        self.buy()
        self.assertTrue(self.coupon.is_new_customer)
        second = self.ours._issue("customer 7")
        self.buy(coupon=second)
        self.assertEqual((second.state, second.is_new_customer), ("redeemed", False))

    def test_known_customers_are_not_new(self):
        child = self.make_partner("Son", parent_id=self.eve.id)
        self.buy(coupon=False, partner=child)
        self.buy()
        self.assertEqual((self.coupon.state, self.coupon.is_new_customer), ("redeemed", False))
        self.assertFalse(self.eve.club_coalition_id)

    def test_invited_to_the_club(self):
        """Members are not; others once, together with what they missed."""
        self.club.write({"enrollment": "opt_in", "website_shown": True})
        order = self.buy()
        [outcome] = order._get_club_outcome(self.eve)
        self.assertIn("A coupon of <bdi>Ballet Shoes</bdi> brought you to us.", outcome["lines"][0])
        self.assertEqual((outcome["program"], outcome["join_url"]), (self.club, self.club._get_join_url()))
        order.website_id = self.env["website"].search([("company_id", "=", order.company_id.id)], limit=1)
        [outcome] = order._get_club_outcome(self.eve)
        self.assertIn("would have earned", " ".join(outcome["lines"]))
        self.assertIn("Ballet Shoes", outcome["lines"][0])
        self.assertEqual(self.buy(coupon=False)._get_club_outcome(self.eve), [])
        self.make_member(self.club, partner_id=self.eve.id, joined_on="2026-01-01")
        for viewer in (self.eve, self.env.ref("base.public_partner")):
            self.assertNotIn("Ballet Shoes", str(order._get_club_outcome(viewer)))
        order._action_cancel()
        self.assertEqual(order._get_club_outcome(self.eve), [])

    def test_queries(self):
        """Orders without coupons ask nothing more, however many there are."""
        orders = [self.make_quotation(1, coupon=False) for _number in range(6)]
        coupons = "loyalty_coalition_coupon"
        with patch.object(type(self.env.cr), "execute", autospec=True, side_effect=type(self.env.cr).execute) as run:
            self.env["sale.order"].union(*orders).action_confirm()
        asked = [call for call in run.call_args_list if coupons in str(call.args[1])]
        self.assertLessEqual(len(asked), 1)
