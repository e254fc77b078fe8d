"""Changes of plan and period: when they begin, what they cost, and what becomes of the days that were paid."""

from datetime import date
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..engine.membership_change import begins_at_once
from .membership_case import MembershipCase

MARCH = "2026-03-01 12:00:00"


@tagged("post_install", "-at_install")
class TestMembershipChange(MembershipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.premium = cls.make_plan(name="Premium")
        cls.premium_month = cls.make_period(cls.premium, 31)
        cls.premium_year = cls.make_period(cls.premium, 240, unit="year")
        cls.plan.change_plan_ids = cls.premium

    def change(self, membership, period, moment=None):
        with self.at(moment or "2026-03-11 12:00:00"):
            return membership._change_period(period)

    def start_at(self, moment=MARCH, **options):
        with self.at(moment):
            return self.start(**options)

    def test_when_it_begins(self):
        for same, before, after, credit, price, expected in (
            (False, "12.95", "25", "5", "25", True),
            (False, "12.95", "25", "25", "25", True),
            (False, "12.95", "25", "25.01", "25", False),
            (False, "25", "12.95", "5", "12.95", False),
            (False, "12.95", "12.95", "0", "12.95", False),
            (True, "8.17", "12.95", "0", "12.95", False),
        ):
            with self.subTest(before=before, after=after, credit=credit):
                numbers = map(Decimal, (before, after, credit, price))
                self.assertIs(begins_at_once(same, *numbers), expected)

    def test_dearer_plan_begins_at_once(self):
        """21 of 31 days of 12.95 are left on 11 March: 8.77 (10 days: 4.18) are deducted."""
        membership = self.start_at()
        invoice = self.change(membership, self.premium_month)
        self.assertEqual(invoice.invoice_line_ids.mapped("price_unit"), [31, -8.77])
        self.assertEqual((invoice.state, invoice.amount_total), ("posted", 22.23))
        self.assertEqual((membership.plan_id, membership.change_period_id), (self.plan, self.premium_month))
        with self.at("2026-03-13 12:00:00"):
            self.pay(invoice)
        self.assertEqual((membership.plan_id, membership.period_id), (self.premium, self.premium_month))
        self.assertEqual((membership.price, membership.paid_until), (31, date(2026, 4, 10)))
        self.assertFalse(membership.change_period_id or membership.change_move_id)
        self.assertTerms(membership, [("2026-03-01", "2026-03-10", "paid"), ("2026-03-11", "2026-04-10", "paid")])
        old, new = membership.term_ids.sorted("date_from")
        self.assertEqual((old.amount, old.refunded_amount, new.amount), (12.95, 8.77, 31))
        self.assertIn("plan", membership.event_ids.mapped("kind"))
        self.assertEqual(membership.monthly_amount, 31)

    def test_no_cent_is_lost(self):
        """What is deducted and what was used are what was paid, on every day, with taxes in the price, too."""
        tax = self.env["account.tax"].create(
            {"name": "Included", "amount": 21, "price_include_override": "tax_included", "amount_type": "percent"}
        )
        (self.month | self.premium_month).product_id.taxes_id = [Command.set(tax.ids)]
        with self.at(MARCH):
            order = self.make_sale(self.ada, [(self.month.product_id, 1)])
            line = order.order_line
            values = {"amount": line.price_subtotal, "sale_line_id": line.id}
            membership = self.start(term_values=values)
        term = membership.term_ids
        self.assertAlmostEqual(term._get_charged(), 12.95)
        with self.at("2026-03-01 13:00:00"):
            preview = membership._preview_change(self.premium_month)
        self.assertEqual(preview["credits"], [(term, Decimal("12.95"))])
        self.assertAlmostEqual(preview["due"], 31 - 12.95)
        invoice = self.change(membership, self.premium_month, "2026-03-01 13:00:00")
        self.assertAlmostEqual(invoice.amount_total, 18.05)
        with self.at("2026-03-01 14:00:00"):
            self.pay(invoice)
        self.assertEqual((term.state, term.refunded_amount), ("refunded", term.amount))
        self.assertEqual(membership.paid_until, date(2026, 3, 31))

    def test_nothing_is_due(self):
        """The price is what is left: nothing to pay, it begins at once."""
        self.premium_month.price = 12.95
        self.month.price = 12
        membership = self.start_at(term_values={"amount": 12.95})
        invoice = self.change(membership, self.premium_month, MARCH)
        self.assertEqual((invoice.amount_total, membership.plan_id), (0, self.premium))
        self.assertTerms(membership, [("2026-03-01", "2026-03-31", "refunded"), ("2026-03-01", "2026-03-31", "paid")])

    def test_price_that_does_not_cover_what_is_left(self):
        membership = self.start_at(period=self.year)
        self.assertFalse(self.change(membership, self.premium_month))
        self.assertEqual(membership.next_period_id, self.premium_month)
        self.assertTrue(self.change(membership, self.premium_year))
        self.assertFalse(membership.next_period_id)

    def test_other_length_begins_with_the_next_period(self):
        membership = self.start_at()
        self.assertFalse(self.change(membership, self.year))
        self.assertEqual((membership.next_period_id, membership.period_id), (self.year, self.month))
        self.assertEqual((membership._get_renewal_period(), membership._get_renewal_price()), (self.year, 98))
        self.change(membership, self.month)
        self.assertFalse(membership.next_period_id, "what is there already gives the change up")

    def test_lesser_plan_begins_on_its_first_day(self):
        self.premium.change_plan_ids = self.plan
        membership = self.start_at(period=self.premium_month)
        self.change(membership, self.month)
        with self.at("2026-03-30 12:00:00"):
            membership._add_term(
                {
                    "kind": "renewal",
                    "period_id": self.month.id,
                    "date_from": "2026-04-01",
                    "date_to": "2026-04-30",
                    "amount": 12.95,
                }
            )._mark_paid()
            self.assertEqual((membership.plan_id, membership.paid_until), (self.premium, date(2026, 4, 30)))
            self.assertEqual(membership.next_on, date(2026, 4, 1))
        with self.at("2026-04-01 00:30:00"):
            membership._begin_next_period()
            membership._begin_next_period()
        self.assertEqual((membership.plan_id, membership.price), (self.plan, 12.95))
        self.assertEqual(membership.event_ids.mapped("kind").count("plan"), 1)
        self.assertFalse(membership.next_period_id)

    def test_change_that_is_not_paid(self):
        """Cancelling, a purchase or another change undo its invoice; asking twice makes one."""
        membership = self.start_at()
        invoice = self.change(membership, self.premium_month)
        self.assertEqual(self.change(membership, self.premium_month), invoice)
        other = self.change(membership, self.premium_year)
        self.assertNotEqual(other, invoice)
        self.assertEqual((invoice.payment_state, other.payment_state), ("reversed", "not_paid"))
        with self.at("2026-03-12 12:00:00"):
            membership._cancel()
        self.assertEqual((other.payment_state, membership.plan_id), ("reversed", self.plan))
        self.assertEqual((membership.state, membership.paid_until), ("cancelled", date(2026, 3, 31)))

    def test_purchase_undoes_an_unpaid_change(self):
        membership = self.start_at()
        invoice = self.change(membership, self.premium_month)
        with self.at("2026-03-12 12:00:00"):
            self.start()
        self.assertEqual((invoice.payment_state, membership.paid_until), ("reversed", date(2026, 4, 30)))

    def test_several_paid_periods_are_deducted(self):
        membership = self.start_at(quantity=2)
        invoice = self.change(membership, self.premium_month, "2026-03-31 12:00:00")
        self.assertEqual(invoice.invoice_line_ids.mapped("price_unit"), [31, -0.42, -12.95])
        with self.at("2026-03-31 13:00:00"):
            self.pay(invoice)
        self.assertTerms(
            membership,
            [
                ("2026-03-01", "2026-03-30", "paid"),
                ("2026-03-31", "2026-04-29", "paid"),
                ("2026-04-01", "2026-04-30", "refunded"),
            ],
        )

    def test_trial(self):
        self.plan.trial_days = 30
        with self.at(MARCH):
            membership = self.Membership._start_trial(self.month, self.ada)
        invoice = self.change(membership, self.premium_month)
        self.assertEqual(invoice.amount_total, 31)
        with self.at("2026-03-11 13:00:00"):
            self.pay(invoice)
        self.assertEqual((membership.state, membership.trial_until), ("active", date(2026, 3, 10)))
        self.assertTerms(membership, [("2026-03-01", "2026-03-10", "paid"), ("2026-03-11", "2026-04-10", "paid")])

    def test_other_plan_is_there_meanwhile(self):
        """Paid days go to the membership of the other plan; there is one of a plan."""
        membership = self.start_at()
        invoice = self.change(membership, self.premium_month)
        with self.at("2026-03-12 12:00:00"):
            other = self.start(period=self.premium_month)
            self.pay(invoice)
        self.assertEqual((membership.state, membership.end_reason), ("ended", "changed"))
        self.assertEqual((other.state, other.paid_until), ("active", date(2026, 5, 11)))
        self.assertEqual(self.get_membership(plan=self.premium), other)

    def test_refusals(self):
        membership = self.start_at()
        stranger = self.make_period(self.make_plan(name="Other"), 50)
        self.start_at(period=self.premium_month)
        for period, words in ((stranger, "cannot change"), (self.premium_year, "You have “Premium” already")):
            with self.subTest(period), self.assertRaisesRegex(UserError, words):
                self.change(membership, period)
        with self.at(MARCH):
            membership._cancel()
        with self.assertRaisesRegex(UserError, "cannot change"):
            self.change(membership, self.year)
