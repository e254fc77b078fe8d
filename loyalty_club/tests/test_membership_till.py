from odoo.tests.common import tagged

from .membership_case import MembershipMixin
from .till_case import TillCase


@tagged("-at_install", "post_install")
class TestMembershipTill(MembershipMixin, TillCase):
    """Memberships are sold and taken back at a till."""

    def test_sold(self):
        order = self.sell((self.month.product_id, 2), (self.coffee, 1), partner=self.ada)
        membership = self.get_membership()
        self.assertEqual((membership.state, len(membership.term_ids)), ("active", 2))
        term = membership.term_ids[0]
        self.assertEqual((term.amount, term.pos_line_id.order_id), (12.95, order))
        order._sync_memberships()
        self.assertEqual(len(membership.term_ids), 2)

    def test_refunded(self):
        order = self.sell((self.month.product_id, 2), partner=self.ada)
        self.refund(order, {order.lines: 1})
        membership = self.get_membership()
        self.assertEqual(membership.term_ids.mapped("state").count("paid"), 1)
        self.refund(order, {order.lines: 1})
        self.assertEqual((membership.state, membership.end_reason), ("ended", "refunded"))

    def test_without_a_customer(self):
        order = self.sell((self.month.product_id, 1), partner=False)
        self.assertEqual(order.state, "paid")
        difference = self.env["loyalty.till.difference"].search([("order_id", "=", order.id)])
        self.assertIn("without a customer", difference.filtered(lambda found: found.reason == "membership").detail)
        order.partner_id = self.ada
        self.assertEqual(self.get_membership().state, "active")
        self.assertFalse(difference.exists().filtered(lambda found: found.reason == "membership"))

    def test_settled_order(self):
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        order.action_confirm()
        self.assertFalse(self.get_membership())
        line = self.line(
            self.month.product_id, 1, sale_order_origin_id=order.id, sale_order_line_id=order.order_line.id
        )
        sold = self.sell(line, partner=self.ada)
        term = self.get_membership().term_ids
        self.assertEqual((term.sale_line_id, len(term)), (order.order_line, 1))
        self.refund(sold)
        self.assertEqual(self.get_membership().state, "ended")

    def test_credited_by_hand(self):
        order = self.sell((self.month.product_id, 1), partner=self.ada, to_invoice=True)
        self.assertEqual(self.get_membership().term_ids.move_id, order.account_move)
        self.credit(order.account_move)
        self.assertEqual(self.get_membership().state, "ended")

    def test_what_the_till_loads(self):
        fee = self.make_product(25, name="Joining fee")
        self.plan.joining_fee_product_id = fee
        data = self.pos_session.with_user(self.cashier).load_data([])
        found = {row["id"]: row for row in data["product.template"]}
        sale = found[self.month.product_id.product_tmpl_id.id]["membership_sale"]
        self.assertEqual((sale["plan"], sale["fee"], sale["sold"]), (self.plan.id, fee.id, True))
        self.assertIn(fee.product_tmpl_id.id, found)
        self.assertFalse(found[self.coffee.product_tmpl_id.id]["membership_sale"])
        accounts = self.env["loyalty.card"].with_user(self.cashier)
        self.assertEqual(accounts.load_till_accounts(self.config.id, self.ada.id)["membership_had"], [])
        self.start()
        self.assertEqual(accounts.load_till_accounts(self.config.id, self.ada.id)["membership_had"], [self.plan.id])
