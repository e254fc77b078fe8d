"""Invoices that are paid with a credit note that the customer has of something else: stock calls them reversed."""

from odoo.tests import tagged

from .membership_case import MembershipCase


@tagged("post_install", "-at_install")
class TestPaidWithCredit(MembershipCase):
    def setUp(self):
        super().setUp()
        self.enterContext(self.at("2026-01-31 12:00"))

    def make_credit(self, amount=100):
        """A posted credit note of Ada that belongs to no invoice."""
        note = self.make_invoice(self.ada, self.make_product(amount), amount, post=False)
        note.action_switch_move_type()
        note.action_post()
        self.assertEqual(note.move_type, "out_refund")
        return note

    def settle(self, invoice, note):
        """Pay the invoice with the credit note."""
        line = note.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        invoice.js_assign_outstanding_line(line.id)

    def test_an_order_begins_its_membership(self):
        order = self.buy(paid=False)
        invoice = order.invoice_ids
        self.settle(invoice, self.make_credit(12.95))
        self.assertEqual((invoice.payment_state, invoice._counts_as_paid()), ("reversed", True))
        self.assertEqual(self.get_membership().state, "active")
        self.assertEqual(invoice._get_membership_row()["state"], "Paid")

    def test_its_own_credit_note_is_no_payment(self):
        order = self.buy(paid=False)
        invoice = order.invoice_ids
        self.credit(invoice)
        self.assertEqual((invoice.payment_state, invoice._counts_as_paid()), ("reversed", False))
        self.assertFalse(self.get_membership())

    def test_paid_with_a_credit_and_given_back(self):
        order = self.buy(paid=False)
        invoice = order.invoice_ids
        self.settle(invoice, self.make_credit(12.95))
        note = self.credit(invoice)
        self.assertEqual(self.get_membership().state, "ended")
        note.button_draft()
        self.assertEqual(self.get_membership().state, "active")

    def test_one_of_two_is_credited_and_the_other_paid_with_a_credit(self):
        order = self.buy(paid=False, quantity=2)
        invoice = order.invoice_ids
        self.credit(invoice, quantity=1)
        self.assertFalse(self.get_membership())
        self.settle(invoice, self.make_credit(12.95))
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertTerms(self.get_membership(), [("2026-01-31", "2026-02-27", "paid")])

    def test_the_credit_is_taken_off_again(self):
        order = self.buy(paid=False)
        self.settle(order.invoice_ids, self.make_credit(12.95))
        order.invoice_ids.line_ids.remove_move_reconcile()
        self.assertEqual(self.get_membership().state, "ended")

    def test_a_change_of_plan_begins(self):
        premium = self.make_plan(name="Premium")
        self.plan.change_plan_ids = premium
        membership = self.start()
        invoice = membership._change_period(self.make_period(premium, 31))
        self.settle(invoice, self.make_credit(invoice.amount_total))
        self.assertEqual((invoice.payment_state, membership.plan_id), ("reversed", premium))

    def test_points_of_a_purchase(self):
        self.club.earn_on = "invoice_paid"
        card = self.make_member(self.club, partner_id=self.ada.id)
        order = self.make_sale(self.ada, [(self.make_product(100, type="service"), 2)])
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(card.points, 0)
        self.settle(invoice, self.make_credit(200))
        self.assertEqual((invoice.payment_state, card.points), ("reversed", 200))
        self.credit(invoice, quantity=1)
        self.assertEqual(card.points, 100)
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(card.points, 0)
        self.assertLedger(card)
