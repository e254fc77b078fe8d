"""What credit notes and returns take back."""

from odoo import Command
from odoo.tests import tagged

from .sale_case import SaleCase


@tagged("post_install", "-at_install")
class TestSaleRefunds(SaleCase):
    def test_partial_credit_notes_take_exactly_what_was_earned(self):
        product = self.make_product(price=33.33)
        order = self.make_sale(self.partner, [(product, 3)])
        self.assertEqual(self.balance(), 99.99)
        self.club.points_rounding = 1
        invoice = self.invoice(order)
        line = order.order_line
        seen = []
        for _ in range(3):
            self.credit(invoice, {line: 1})
            seen.append(self.balance())
        self.assertEqual(seen, [66.99, 32.99, 0.0])
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_orders")), 0)
        self.assertEqual(round(sum(self.card.ledger_ids.mapped("qualifying_amount")), 2), 0)
        self.assertLedger(self.card)

    def test_only_the_line_that_earned_counts(self):
        rule = self.club.rule_ids
        rule.write({"product_ids": [Command.set(self.service.ids)]})
        order = self.make_sale(self.partner, [(self.service, 1), (self.goods, 10)])
        self.assertEqual(self.balance(), 100)
        invoice = order._create_invoices(final=True)
        self.env["sale.order.line"].flush_model()
        delivered = order.order_line.filtered(lambda line: line.product_id == self.goods)
        self.deliver(order)
        invoice.action_post()
        note = self.credit(invoice, {delivered: 10}) if delivered in invoice.invoice_line_ids.sale_line_ids else None
        self.assertEqual(self.balance(), 100)
        if note:
            note.button_draft()
        self.credit(invoice, {order.order_line - delivered: 1})
        self.assertEqual(self.balance(), 0)

    def test_returned_and_credited_is_one_loss(self):
        goods = self.make_product(price=10, type="consu", invoice_policy="delivery")
        order = self.make_sale(self.partner, [(goods, 10)])
        picking = self.deliver(order)
        invoice = self.invoice(order)
        self.send_back(picking, 4)
        self.assertEqual(self.balance(), 60)
        self.credit(invoice, {order.order_line: 4})
        self.assertEqual(self.balance(), 60)
        self.credit(invoice, {order.order_line: 2})
        self.assertEqual(self.balance(), 40)
        self.send_back(picking, 6)
        self.assertEqual(self.balance(), 0)
        self.assertLedger(self.card)

    def test_a_refund_taken_back_restores_the_points_it_took(self):
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 12})
        order = self.make_sale(self.partner, [(self.service, 2)])
        accrual = self.card.ledger_ids
        invoice = self.invoice(order)
        note = self.credit(invoice, {order.order_line: 1})
        self.assertEqual((self.balance(), accrual.remaining), (100, 100))
        note.button_draft()
        self.assertEqual((self.balance(), accrual.remaining), (200, 200))
        self.assertEqual(self.card.ledger_ids[0].reversed_id.reversed_id, accrual)
        note.action_post()
        self.assertEqual((self.balance(), accrual.remaining), (100, 100))
        self.assertLedger(self.card)

    def test_a_refunded_reward_gives_its_points_back(self):
        self.card._post_points(100, "adjustment")
        order = self.make_order(self.partner, [(self.service, 4)])
        line = self.claim(order, self.card)
        order.action_confirm()
        self.assertEqual(self.balance(), 400)
        invoice = self.invoice(order)
        goods = order.order_line - line
        self.credit(invoice, {goods: 1})
        self.assertEqual(self.balance(), 300)
        self.credit(invoice, {goods: 1, line: 1})
        self.assertEqual(self.balance(), 300)
        self.credit(invoice, {goods: 2})
        self.assertEqual(self.balance(), 100)
        self.assertLedger(self.card)

    def test_arrears_are_listed_and_repaid(self):
        self.card._post_points(0, "adjustment")
        order = self.make_sale(self.partner, [(self.service, 1)])
        self.card._post_points(-80, "redemption")
        invoice = self.invoice(order)
        self.credit(invoice)
        self.assertEqual(self.balance(), -80)
        self.assertEqual(self.card.ledger_ids[0].arrears_cause, "refund")
        self.make_sale(self.partner, [(self.service, 1)])
        self.assertEqual(self.balance(), 20)
        self.assertLedger(self.card)

    def test_within_balance_forgives(self):
        self.club.debit_policy = "within_balance"
        order = self.make_sale(self.partner, [(self.service, 1)])
        self.card._post_points(-80, "redemption")
        invoice = self.invoice(order)
        note = self.credit(invoice)
        self.assertEqual((self.balance(), self.card.ledger_ids[0].forgiven), (0, 80))
        note.button_draft()
        self.assertEqual(self.balance(), 20)
        self.assertLedger(self.card)
