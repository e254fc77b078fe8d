"""Orders of suspended members: what goes down is taken back, what goes up is not given, not later either."""

from odoo.tests import tagged

from .test_earning_orders import EarningCase

BONUS = {"reward_point_mode": "order", "reward_point_amount": 50, "is_bonus": True}


@tagged("post_install", "-at_install")
class TestSuspended(EarningCase):
    def setUp(self):
        super().setUp()
        self.other = self.make_product(price=200, name="Other")

    def suspend(self, is_suspended=True):
        self.card.membership_state = "suspended" if is_suspended else "active"

    def add(self, order, product, quantity=1):
        return self.env["sale.order.line"].create(
            {"order_id": order.id, "product_id": product.id, "product_uom_qty": quantity}
        )

    def assertBooked(self, points, amount, orders=1):  # noqa: N802
        entries = self.card.ledger_ids
        self.assertEqual(
            (self.card.points, sum(entries.mapped("qualifying_amount")), sum(entries.mapped("qualifying_orders"))),
            (points, amount, orders),
        )
        self.assertLedger(self.card)

    def test_an_exchanged_line(self):
        order, _points = self.earn()
        self.suspend()
        line = order.order_line
        self.add(order, self.other)
        self.assertBooked(100, 100)
        line.product_uom_qty = 0
        self.assertBooked(0, 0, 0)
        self.suspend(is_suspended=False)
        order._sync_club_orders()
        self.assertBooked(0, 0, 0)

    def test_one_line_goes_up_another_down(self):
        order, points = self.earn((self.product, 2), (self.other, 2))
        self.assertEqual(points, 600)
        self.suspend()
        order.order_line[0].product_uom_qty = 10
        self.assertBooked(600, 600)
        order.order_line[1].product_uom_qty = 1
        self.assertBooked(400, 400)
        order.order_line[0].product_uom_qty = 1
        self.assertBooked(300, 300)

    def test_points_for_the_purchase_stay_while_something_of_it_stays(self):
        self.set_rules({}, BONUS)
        order, points = self.earn((self.product, 2), (self.other, 1))
        self.assertEqual(points, 450)
        self.suspend()
        order.order_line[0].product_uom_qty = 1
        self.assertBooked(350, 300)
        self.add(order, self.product)
        self.assertBooked(350, 300)
        order.order_line[:2].product_uom_qty = 0
        self.assertBooked(0, 0, 0)

    def test_what_was_added_meanwhile_is_not_given_later(self):
        order, _points = self.earn()
        self.suspend()
        line = self.add(order, self.other)
        self.suspend(is_suspended=False)
        line.price_unit = 150
        self.assertBooked(100, 100)

    def test_what_only_became_less_is_as_any_order_later(self):
        order, _points = self.earn((self.product, 3))
        self.suspend()
        order.order_line.product_uom_qty = 1
        self.suspend(is_suspended=False)
        order.order_line.product_uom_qty = 2
        self.assertBooked(200, 200)

    def test_a_credit_note_of_a_suspended_member(self):
        order, _points = self.earn((self.product, 2))
        invoice = self.invoice(order)
        self.suspend()
        self.add(order, self.other)
        self.credit(invoice, {order.order_line[0]: 1})
        self.assertEqual(self.card.points, 100)
        self.assertLedger(self.card)

    def test_an_order_that_was_confirmed_meanwhile_never_books(self):
        self.suspend()
        order, points = self.earn()
        self.assertEqual((points, self.card.ledger_ids), (0, self.Entry))
        self.suspend(is_suspended=False)
        order._sync_club_orders()
        order.order_line.product_uom_qty = 3
        self.invoice(order)
        order._update_programs_and_rewards()
        order._sync_club_orders()
        self.assertFalse(self.card.ledger_ids)
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertBooked(300, 300)

    def test_what_was_paid_meanwhile_is_not_given_later(self):
        self.club.earn_on = "invoice_paid"
        order, _points = self.earn((self.product, 4))
        first = self.invoice(order, {order.order_line: 1})
        self.pay(first)
        self.assertBooked(100, 100)
        self.suspend()
        self.pay(self.invoice(order))
        self.assertBooked(100, 100)
        self.suspend(is_suspended=False)
        order._sync_club_orders()
        self.assertBooked(100, 100)

    def test_what_was_delivered_meanwhile_is_not_given_later(self):
        self.club.earn_on = "delivery"
        goods = self.make_product(price=100, type="consu", name="Goods")
        order, _points = self.earn((goods, 1))
        self.suspend()
        self.deliver(order)
        self.suspend(is_suspended=False)
        order._sync_club_orders()
        self.assertFalse(self.card.ledger_ids)

    def test_a_quotation_of_that_time_that_is_confirmed_later_earns(self):
        self.suspend()
        order = self.make_order(self.partner, [(self.product, 1)])
        self.suspend(is_suspended=False)
        order.action_confirm()
        self.assertBooked(100, 100)

    def test_an_order_confirmed_meanwhile_is_no_first_purchase(self):
        self.set_rules({}, {**BONUS, "first_purchase_only": True})
        self.suspend()
        self.earn()
        self.suspend(is_suspended=False)
        self.assertEqual(self.earn()[1], 150, "nothing is in the ledger yet")
