"""Clubs that pay points when an invoice is paid, or when a delivery is made."""

from odoo import fields
from odoo.tests import tagged

from .sale_case import SaleCase


@tagged("post_install", "-at_install")
class TestEarnOn(SaleCase):
    def test_each_paid_invoice_earns_the_share_of_its_lines(self):
        self.club.earn_on = "invoice_paid"
        order = self.make_sale(self.partner, [(self.service, 4)])
        self.assertFalse(self.card.ledger_ids)
        first = self.invoice(order, {order.order_line: 1})
        self.assertEqual(self.balance(), 0)
        self.pay(first)
        self.assertEqual(self.balance(), 100)
        second = self.pay(self.invoice(order))
        self.assertEqual(self.balance(), 400)
        self.unpay(first)
        self.assertEqual(self.balance(), 300)
        self.pay(first)
        self.assertEqual(self.balance(), 400)
        self.credit(second, {order.order_line: 3})
        self.assertEqual(self.balance(), 100)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_amount")), 100)
        self.assertLedger(self.card)

    def test_a_credit_note_on_an_unpaid_invoice_takes_nothing_from_paid_ones(self):
        self.club.earn_on = "invoice_paid"
        order = self.make_sale(self.partner, [(self.service, 2)])
        self.pay(self.invoice(order, {order.order_line: 1}))
        unpaid = self.invoice(order)
        self.credit(unpaid)
        self.assertEqual(self.balance(), 100)

    def test_each_delivery_earns_its_share(self):
        self.club.earn_on = "delivery"
        goods = self.make_product(price=10, type="consu")
        order = self.make_sale(self.partner, [(goods, 10)])
        self.assertEqual(self.balance(), 0)
        first = self.deliver(order, 4)
        self.assertEqual(self.balance(), 40)
        self.deliver(order)
        self.assertEqual(self.balance(), 100)
        self.send_back(first, 3)
        self.assertEqual(self.balance(), 70)
        order._action_cancel()
        self.assertEqual(self.balance(), 0)
        self.assertLedger(self.card)

    def test_services_earn_when_their_delivery_is_noted(self):
        self.club.earn_on = "delivery"
        order = self.make_sale(self.partner, [(self.service, 2)])
        order.order_line.qty_delivered = 1
        self.assertEqual(self.balance(), 100)
        order.order_line.qty_delivered = 0
        self.assertEqual(self.balance(), 0)

    def test_hold_days_start_when_earned(self):
        self.club.write({"earn_on": "invoice_paid", "hold_days": 10})
        order = self.make_sale(self.partner, [(self.service, 1)])
        invoice = self.invoice(order)
        self.pay(invoice)
        [entry] = self.card.ledger_ids
        self.assertEqual(entry.state, "pending")
        self.assertEqual(entry.available_on, fields.Date.add(fields.Date.today(), days=10))
        self.unpay(invoice)
        self.card._release_pending(now=self.days_from_now(11))
        self.assertEqual(self.balance(), 0)
        self.assertLedger(self.card)
