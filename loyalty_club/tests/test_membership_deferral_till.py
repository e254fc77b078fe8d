"""Fees of a year that were bought at a till."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .membership_case import MembershipMixin
from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestMembershipDeferralTill(MembershipMixin, TillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deferred = cls.env["account.account"].create(
            {"name": "Deferred fees", "code": "209900", "account_type": "liability_current"}
        )
        journal = cls.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.company.write(
            {
                "membership_deferral": True,
                "membership_deferral_account_id": cls.deferred.id,
                "membership_deferral_journal_id": journal.id,
            }
        )
        cls.next_month = fields.Date.today().replace(day=1) + relativedelta(months=1)

    def get_deferred(self):
        """What the job holds back at the end of this month; the entry waits for that day."""
        self.company._defer_membership_fees(self.next_month)
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.deferred.id), ("parent_state", "!=", "cancel")]
        )
        return round(-sum(lines.mapped("balance")), 2)

    def get_deferred_of_an_order(self):
        """The same for a year that is bought by an order today, by another customer."""
        self.buy(self.ben, self.year)
        [term] = self.get_membership(self.ben).term_ids
        days = (term.date_to - term.date_from).days + 1
        left = (term.date_to - self.next_month).days + 1
        return round(98 * left / days, 2)

    def test_as_one_bought_by_order(self):
        order = self.sell((self.year.product_id, 1), (self.coffee, 1), partner=self.ada)
        self.assertEqual(self.get_membership().term_ids.pos_line_id.order_id, order)
        self.assertEqual(self.get_deferred(), 0, "the session has booked nothing yet")
        self.pos_session.close_session_from_ui()
        expected = self.get_deferred_of_an_order()
        self.assertEqual(self.get_deferred(), round(2 * expected, 2))
        entry = self.env["account.move"].search([("membership_deferral_on", "!=", False)], limit=1)
        income = self.year.product_id._get_product_accounts()["income"]
        self.assertEqual(entry.line_ids.filtered("debit").account_id, income)

    def test_refunded_at_the_till(self):
        order = self.sell((self.year.product_id, 1), partner=self.ada)
        self.refund(order)
        self.pos_session.close_session_from_ui()
        self.assertEqual(self.get_deferred(), 0)

    def test_invoiced_at_the_till(self):
        self.sell((self.year.product_id, 1), partner=self.ada, to_invoice=True)
        expected = self.get_deferred_of_an_order()
        self.assertEqual(self.get_deferred(), round(2 * expected, 2), "once, by its invoice")

    def test_an_order_that_is_paid_at_the_till(self):
        order = self.make_order(self.ada, [(self.year.product_id, 1)])
        order.action_confirm()
        line = self.line(self.year.product_id, 1, sale_order_origin_id=order.id, sale_order_line_id=order.order_line.id)
        self.sell(line, partner=self.ada)
        self.assertEqual(self.get_membership().term_ids.sale_line_id, order.order_line)
        self.pos_session.close_session_from_ui()
        expected = self.get_deferred_of_an_order()
        self.assertEqual(self.get_deferred(), round(2 * expected, 2))
