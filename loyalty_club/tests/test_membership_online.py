from odoo.fields import Command
from odoo.tests.common import tagged

from .membership_case import MembershipCase


@tagged("-at_install", "post_install")
class TestMembershipOnline(MembershipCase):
    """Orders that are paid online, and paid back."""

    def order(self, quantity=1, more=(), partner=None):
        return self.make_order(partner or self.ada, [(self.month.product_id, quantity), *more])

    def pay_online(self, order, amount=None, token=None):
        method = self.make_token(self.ben)
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": method.provider_id.id,
                "payment_method_id": method.payment_method_id.id,
                "reference": f"online-{self.env['payment.transaction'].search_count([])}",
                "amount": order.amount_total if amount is None else amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "online_direct",
                "sale_order_ids": [Command.set(order.ids)],
                "token_id": token and token.id,
            }
        )
        payment._set_done()
        if order.state == "draft":
            order.action_confirm()
        return payment

    def pay_back(self, payment, amount):
        back = payment._create_child_transaction(amount, is_refund=True)
        back._set_done()
        return back

    def count(self, partner=None):
        return self.get_membership(partner).term_ids.mapped("state").count("paid")

    def test_paid(self):
        self.pay_online(self.order(2))
        self.assertEqual(self.count(), 2)

    def test_deposit_is_not_paid(self):
        order = self.order(1, more=[(self.make_product(500), 1)])
        self.pay_online(order, 100)
        self.assertFalse(self.get_membership())
        self.pay_online(order, order.amount_total - 100)
        order._sync_memberships()
        self.assertEqual(self.count(), 1)

    def test_order_grows_after_the_payment(self):
        order = self.order()
        self.pay_online(order)
        order.order_line = [Command.create({"product_id": self.make_product(500).id})]
        self.assertEqual(self.count(), 1)

    def test_paid_back(self):
        payment = self.pay_online(self.order(3))
        self.pay_back(payment, 12.95)
        self.assertEqual(self.count(), 2)
        self.pay_back(payment, 5)
        self.assertEqual(self.count(), 2)
        self.pay_back(payment, 20.90)
        self.assertEqual(self.get_membership().state, "ended")

    def test_goods_are_paid_back_first(self):
        payment = self.pay_online(self.order(1, more=[(self.make_product(50), 1)]))
        self.pay_back(payment, 50)
        self.assertEqual(self.count(), 1)
        self.pay_back(payment, 12.95)
        self.assertEqual(self.count(), 0)

    def test_credit_note_and_payment_back_are_one(self):
        order = self.order(2)
        payment = self.pay_online(order)
        order._create_invoices().action_post()
        self.credit(order.invoice_ids, quantity=1)
        self.assertEqual(self.count(), 1)
        self.pay_back(payment, 12.95)
        self.assertEqual(self.count(), 1)

    def test_means_of_payment_is_kept(self):
        token = self.make_token()
        self.pay_online(self.order(), token=token)
        self.assertEqual(self.get_membership().token_id, token)
        self.get_membership()._set_token(self.env["payment.token"])
        self.get_membership().term_ids.sale_line_id._sync_memberships()
        self.assertFalse(self.get_membership().token_id)

    def test_means_of_payment_of_somebody_else(self):
        self.pay_online(self.order(), token=self.make_token(self.ben))
        self.assertTrue(self.get_membership())
        self.assertFalse(self.get_membership().token_id)

    def test_giver_does_not_pay_renewals(self):
        order = self.order()
        order.order_line.membership_gift_email = "ben@example.com"
        self.pay_online(order, token=self.make_token())
        self.assertFalse(self.get_membership(self.ben).token_id)

    def test_money_is_taken_whatever_is_wrong(self):
        order = self.order()
        self.plan.active = False
        self.pay_online(order)
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.count(), 1)
