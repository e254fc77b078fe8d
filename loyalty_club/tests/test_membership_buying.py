from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .membership_case import MembershipCase


@tagged("-at_install", "post_install")
class TestMembershipBuying(MembershipCase):
    """A product of a period, on a sales order, is a membership as soon as it is paid."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.at("2026-01-31 12:00"))

    def test_paid_starts(self):
        order = self.buy(paid=False)
        self.assertFalse(self.get_membership())
        self.pay(order.invoice_ids)
        membership = self.get_membership()
        self.assertEqual(membership.state, "active")
        self.assertTerms(membership, [("2026-01-31", "2026-02-27", "paid")])
        term = membership.term_ids
        self.assertEqual((term.amount, term.sale_line_id, term.move_id), (12.95, order.order_line, order.invoice_ids))
        self.assertEqual(membership.card_id.joined_on.isoformat(), "2026-01-31")

    def test_quantity_is_periods(self):
        self.buy(quantity=3)
        self.assertTerms(
            self.get_membership(),
            [("2026-01-31", "2026-02-27"), ("2026-02-28", "2026-03-30"), ("2026-03-31", "2026-04-29")],
        )

    def test_periods_cost_what_the_line_costs(self):
        """Three months for 34.97: no cent is lost between them."""
        order = self.make_order(self.ada, [(self.month.product_id, 3)])
        order.order_line.discount = 10
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        self.assertEqual(order.order_line.price_subtotal, 34.97)
        amounts = self.get_membership().term_ids.sorted("date_from").mapped("amount")
        self.assertEqual([round(amount, 2) for amount in amounts], [11.66, 11.65, 11.66])

    def test_at_confirmation(self):
        self.plan.start_on = "order"
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        self.assertFalse(self.get_membership())
        order.action_confirm()
        self.assertEqual(self.get_membership().state, "active")
        order._create_invoices().action_post()
        self.pay(order.invoice_ids)
        self.assertEqual(len(self.get_membership().term_ids), 1)

    def test_free_order(self):
        self.make_sale(self.ada, [(self.month.product_id, 1, 0)])
        self.assertEqual(self.get_membership().state, "active")

    def test_buying_again_extends(self):
        self.buy()
        self.buy(period=self.year)
        self.assertTerms(self.get_membership(), [("2026-01-31", "2026-02-27"), ("2026-02-28", "2027-02-27")])

    def test_more_on_the_order(self):
        self.plan.start_on = "order"
        order = self.make_sale(self.ada, [(self.month.product_id, 1)])
        order.order_line.product_uom_qty = 2
        self.assertEqual(len(self.get_membership().term_ids), 2)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.get_membership().term_ids.mapped("state").count("paid"), 1)

    def test_another_product_on_the_line(self):
        """Terms follow the plan of the line; what was the product again comes back."""
        self.plan.start_on = "order"
        other = self.make_plan(name="Premium", start_on="order")
        dear = self.make_period(other, 31)
        order = self.make_sale(self.ada, [(self.month.product_id, 1)])
        line, membership = order.order_line, self.get_membership()
        line.product_id = dear.product_id
        self.assertEqual((membership.state, membership.end_reason), ("ended", "refunded"))
        premium = self.get_membership(plan=other)
        self.assertEqual((premium.state, premium.term_ids.amount), ("active", 31))
        line.product_id = self.make_product(5)
        self.assertEqual((membership.state, premium.state), ("ended", "ended"))
        line.product_id = self.month.product_id
        self.assertEqual((membership.state, premium.state), ("active", "ended"))
        self.assertTerms(membership, [("2026-01-31", "2026-02-27", "paid")])
        line.product_id = self.year.product_id
        self.assertEqual(membership.state, "ended")
        self.assertTerms(self.get_membership(), [("2026-01-31", "2027-01-30", "paid")])

    def test_part_of_a_period(self):
        order = self.make_order(self.ada, [(self.month.product_id, 1.5)])
        with self.assertRaisesRegex(UserError, "whole periods"):
            order.action_confirm()

    def test_not_sold_any_more(self):
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        self.plan.active = False
        with self.assertRaisesRegex(UserError, "not sold any more"):
            order.action_confirm()

    def test_paid_after_the_plan_was_archived(self):
        order = self.buy(paid=False)
        self.plan.active = False
        self.pay(order.invoice_ids)
        self.assertEqual(self.get_membership().state, "active")

    def test_dozens(self):
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.order_line.price_unit = 120
        order.action_confirm()
        order._create_invoices().action_post()
        self.pay(order.invoice_ids)
        terms = self.get_membership().term_ids
        self.assertEqual((len(terms), set(terms.mapped("amount"))), (12, {10.0}))

    def test_company_shares_the_account(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Works", is_company=True)
        contacts = [self.make_partner(name, parent_id=company.id) for name in ("Ann", "Bob")]
        for contact in contacts:
            self.buy(contact)
        self.assertEqual(len(self.get_membership(company).term_ids), 2)

    def test_orders_without_memberships_ask_nothing(self):
        order = self.make_sale(self.ada, [(self.make_product(10), 1)])
        order._sync_memberships()
        with self.assertQueryCount(0):
            order._sync_memberships()


@tagged("-at_install", "post_install")
class TestMembershipUndone(MembershipCase):
    """What is given back ends or shortens the membership; what counts again restores it."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.at("2026-01-31 12:00"))

    def test_credit_note_ends(self):
        order = self.buy()
        self.credit(order.invoice_ids)
        membership = self.get_membership()
        self.assertEqual((membership.state, membership.end_reason), ("ended", "refunded"))

    def test_goodwill_takes_nothing(self):
        order = self.buy()
        note = self.credit(order.invoice_ids, post=False)
        note.invoice_line_ids.price_unit = 5
        note.action_post()
        self.assertEqual(self.get_membership().state, "active")

    def test_two_halves(self):
        order = self.buy()
        invoice = order.invoice_ids
        for amount in (6, 6.95):
            note = self.credit(invoice, post=False)
            note.invoice_line_ids.price_unit = amount
            note.action_post()
        self.assertEqual(self.get_membership().state, "ended")

    def test_one_of_three(self):
        order = self.buy(quantity=3)
        self.credit(order.invoice_ids, quantity=1)
        membership = self.get_membership()
        self.assertEqual(membership.state, "active")
        self.assertEqual(str(membership.paid_until), "2026-03-30")

    def test_cancelled(self):
        self.plan.start_on = "order"
        order = self.make_sale(self.ada, [(self.month.product_id, 1)])
        order._action_cancel()
        self.assertEqual(self.get_membership().state, "ended")
        order.action_draft()
        order.action_confirm()
        membership = self.get_membership()
        self.assertEqual(membership.state, "active")
        self.assertTerms(membership, [("2026-01-31", "2026-02-27", "paid")])
        self.assertEqual(self.Membership.search_count([("partner_id", "=", self.ada.id)]), 1)

    def test_unpaid_again(self):
        order = self.buy()
        invoice = order.invoice_ids
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self.get_membership().state, "ended")
        self.pay(invoice)
        membership = self.get_membership()
        self.assertEqual(membership.state, "active")
        self.assertTerms(membership, [("2026-01-31", "2026-02-27", "paid")])

    def test_paid_again_when_the_days_are_taken(self):
        order = self.buy()
        order.invoice_ids.line_ids.remove_move_reconcile()
        self.buy(period=self.year)
        self.pay(order.invoice_ids)
        membership = self.get_membership()
        self.assertTerms(
            membership,
            [("2026-01-31", "2027-01-30", "paid"), ("2027-01-31", "2027-02-27", "paid")],
        )

    def test_refunded_by_staff_stays_refunded(self):
        order = self.buy()
        term = self.get_membership().term_ids
        term._note_refunded(term.amount)
        order._sync_memberships()
        self.assertEqual(self.get_membership().state, "ended")
        self.assertEqual(len(term.membership_id.term_ids), 1)

    def test_never_paid_and_credited(self):
        order = self.buy(paid=False)
        self.credit(order.invoice_ids)
        self.assertFalse(self.get_membership())

    def test_staff_refunds_the_first_of_three(self):
        order = self.buy(quantity=3)
        first = self.get_membership().term_ids.sorted("date_from")[0]
        first._refund(first.amount, "wrong month")
        terms = self.get_membership().term_ids
        self.assertEqual((first.state, terms.mapped("state").count("paid")), ("refunded", 2))
        order._sync_memberships()
        self.assertEqual(terms.mapped("state").count("paid"), 2)
        self.assertFalse(first.undone)

    def test_staff_refunds_a_part(self):
        order = self.buy()
        term = self.get_membership().term_ids
        term._refund(6, "late")
        order._sync_memberships()
        self.assertEqual(self.get_membership().state, "active")
        self.assertEqual(term.refunded_amount, 6)

    def test_what_cost_nothing_is_taken_back(self):
        order = self.make_sale(self.ada, [(self.month.product_id, 1, 0)])
        order._action_cancel()
        self.assertEqual(self.get_membership().state, "ended")
