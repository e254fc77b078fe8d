"""How memberships begin, move and end."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .membership_case import MembershipCase


@tagged("post_install", "-at_install")
class TestMembershipStates(MembershipCase):
    def test_a_month_is_paid_to_the_day_before(self):
        with self.at("2026-01-31 12:00"):
            membership = self.start()
            self.assertEqual(membership.state, "active")
            self.assertTerms(membership, [("2026-01-31", "2026-02-27", "paid")])
            self.start()
            self.start()
            days = [("2026-01-31", "2026-02-27"), ("2026-02-28", "2026-03-30"), ("2026-03-31", "2026-04-29")]
            self.assertTerms(membership, days)
            self.assertEqual(str(membership.paid_until), "2026-04-29")

    def test_the_same_purchase_counts_once(self):
        membership = self.start(key="sale.order.line,1", quantity=2)
        self.assertEqual(self.start(key="sale.order.line,1", quantity=2), membership)
        self.assertEqual(len(membership.term_ids), 2)

    def test_cancelled_runs_to_the_end_and_can_be_taken_back(self):
        with self.at("2026-03-01 12:00"):
            membership = self.start()
            membership._cancel("too dear")
            self.assertEqual(membership.state, "cancelled")
            self.assertTrue(membership._is_running())
            membership._take_back()
            self.assertHistory(
                membership, [("started", "active"), ("state", "cancelled"), ("state", "active")]
            )  # fmt: skip
            membership._cancel()
        with self.at("2026-04-01 12:00"):
            self.assertFalse(membership._is_running())

    def test_an_ended_one_cannot_be_cancelled(self):
        membership = self.start()
        membership._end("staff", "test")
        with self.assertRaisesRegex(UserError, "cannot become"):
            membership._move_to("cancelled")

    def test_an_order_and_its_invoice(self):
        """The helpers of the case themselves."""
        order = self.buy()
        self.assertEqual(order.invoice_ids.payment_state, order.invoice_ids._get_invoice_in_payment_state())
        note = self.credit(order.invoice_ids)
        self.assertEqual(note.amount_total, 12.95)
        self.assertEqual(self.make_token().partner_id, self.ada)
