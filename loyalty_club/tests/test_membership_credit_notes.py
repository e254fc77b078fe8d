"""Credit notes that are written by hand on invoices of orders, and take a part of the money."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .membership_case import MembershipCase


@tagged("post_install", "-at_install")
class TestMembershipCreditNotes(MembershipCase):
    def setUp(self):
        super().setUp()
        self.enterContext(self.at("2026-01-31 12:00"))

    def give_back(self, order, price, quantity=1):
        invoice = order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        note = self.credit(invoice, quantity, post=False)
        note.invoice_line_ids.price_unit = price
        note.action_post()
        return note

    def get_refunded(self):
        terms = self.get_membership().term_ids.sorted("id")
        return [round(term.refunded_amount, 2) for term in terms]

    def test_a_part_is_noted(self):
        order = self.buy(period=self.year)
        note = self.give_back(order, 30)
        membership = self.get_membership()
        self.assertEqual((membership.state, self.get_refunded()), ("active", [30]))
        self.assertEqual(membership._get_savings()["fees"], 68)
        self.assertEqual(membership.event_ids.mapped("kind").count("refunded"), 1)
        order._sync_memberships()
        self.assertEqual(membership.event_ids.mapped("kind").count("refunded"), 1)
        with self.assertRaisesRegex(UserError, "are left"):
            membership.term_ids._refund(69, "too much")
        note.button_draft()
        self.assertEqual(self.get_refunded(), [0])

    def test_parts_that_become_all(self):
        order = self.buy()
        self.give_back(order, 6)
        self.assertEqual(self.get_refunded(), [6])
        last = self.give_back(order, 6.95)
        membership = self.get_membership()
        self.assertEqual((membership.state, self.get_refunded()), ("ended", [12.95]))
        last.button_draft()
        self.assertEqual((membership.state, self.get_refunded()), ("active", [6]))

    def test_one_of_three_and_a_part(self):
        order = self.buy(quantity=3)
        self.give_back(order, 5)
        self.assertEqual(self.get_refunded(), [0, 0, 5])
        self.give_back(order, 12.95)
        self.assertEqual(self.get_refunded(), [0, 5, 12.95])
        self.assertEqual(
            self.get_membership().term_ids.sorted("date_from").mapped("state"), ["paid", "paid", "refunded"]
        )

    def test_the_window_and_a_note_by_hand(self):
        order = self.buy(quantity=2)
        first = self.get_membership().term_ids.sorted("date_from")[0]
        first._refund(4, "late")
        self.assertEqual(self.get_refunded(), [4, 0])
        self.give_back(order, 5)
        self.assertEqual(self.get_refunded(), [4, 5])
        first._refund(8.95, "all of it")
        self.assertEqual(self.get_refunded(), [12.95, 5])
        order._sync_memberships()
        self.assertEqual(self.get_refunded(), [12.95, 5])

    def test_of_an_invoice_that_nobody_paid(self):
        """What was never paid is not given back."""
        order = self.make_order(self.ada, [(self.month.product_id, 2)])
        order.action_confirm()
        paid = order._create_invoices()
        paid.invoice_line_ids.quantity = 1
        paid.action_post()
        self.pay(paid)
        unpaid = order._create_invoices()
        unpaid.action_post()
        self.credit(unpaid)
        self.assertEqual(self.get_refunded(), [0])

    def test_credited_and_billed_anew(self):
        order = self.buy()
        self.credit(order.invoice_ids)
        invoice = order._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        self.assertEqual((self.get_membership().state, self.get_refunded()), ("active", [0]))

    def test_paid_back_online_without_a_note(self):
        self.make_token()
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        provider = self.env["payment.provider"].search([("name", "=", "Test bank")])
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.ada.id,
                "operation": "online_direct",
                "reference": order.name,
                "sale_order_ids": [(6, 0, order.ids)],
            }
        )
        order.action_confirm()
        payment._set_done()
        self.assertEqual(self.get_refunded(), [0])
        payment._create_child_transaction(4, is_refund=True)._set_done()
        self.assertEqual((self.get_membership().state, self.get_refunded()), ("active", [4]))
