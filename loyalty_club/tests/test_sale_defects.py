"""Defects of stock Odoo that a club must not have; each test names one."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestStockDefects(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product(price=100)
        cls.cheap = cls.make_product(price=20)
        cls.card = cls.make_member(cls.club, points=100)
        cls.partner = cls.card.partner_id
        cls.club.hold_days = 1

    def test_two_quotations_cannot_spend_the_same_points_together(self):
        orders = self.make_order(self.partner, [(self.cheap, 1)]) | self.make_order(self.partner, [(self.cheap, 1)])
        for order in orders:
            self.claim(order, self.card)
        with self.assertRaisesRegex(UserError, "Not enough points"), self.env.cr.savepoint():
            orders.action_confirm()
        self.assertEqual(self.card.points, 100)
        self.assertEqual(set(orders.mapped("state")), {"draft"})
        orders[0].action_confirm()
        self.assertEqual(self.card.points, 0)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            orders[1].action_confirm()
        self.assertEqual(self.card.points, 0)
        self.assertLedger(self.card)

    def test_cancelling_keeps_the_history(self):
        order = self.make_order(self.partner, [(self.product, 1)])
        self.claim(order, self.card)
        order.action_confirm()
        before = self.card.ledger_ids
        order._action_cancel()
        self.card.invalidate_recordset()
        self.assertEqual(before & self.card.ledger_ids, before)
        self.assertEqual(self.card.points, 100)
        undone = self.card.ledger_ids - before
        self.assertEqual(undone.reversed_id, before.filtered(lambda entry: entry.origin_id == order.id))
        self.assertEqual(set(undone.mapped("kind")), {"reversal"})
        self.assertLedger(self.card)

    def test_a_direct_write_keeps_balance_and_history_equal(self):
        self.card.points = 70
        self.assertEqual(self.card.ledger_ids[0].kind, "adjustment")
        self.assertEqual(self.card.ledger_ids[0].points, -30)
        self.assertLedger(self.card)

    def test_no_points_on_orders_that_nobody_pays(self):
        self.club.write({"earn_on": "invoice_paid", "hold_days": 0})
        order = self.make_sale(self.partner, [(self.product, 1)])
        self.assertEqual(self.card.points, 100)
        order._create_invoices().action_post()
        self.assertEqual(self.card.points, 100)

    def test_refunded_orders_do_not_keep_their_points(self):
        self.club.hold_days = 0
        order = self.make_sale(self.partner, [(self.product, 1)])
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(self.card.points, 200)
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()
        order.invoice_ids.filtered(lambda move: move.state == "draft").action_post()
        self.assertEqual(self.card.points, 100)
        self.assertLedger(self.card)

    def test_a_member_in_arrears_can_still_buy(self):
        """Stock refuses every order of a customer whose balance is below zero."""
        self.club.hold_days = 0
        self.card._post_points(-150, "redemption", arrears_cause="offline")
        self.make_sale(self.partner, [(self.cheap, 1)])
        self.assertEqual(self.card.points, -30)
        self.assertLedger(self.card)
