"""A dearer plan that is chosen during grace: the days since the last paid one are paid, for what they were."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from ..engine.membership_change import price_with_unpaid_days
from .membership_case import MembershipCase

CHOSEN = "2026-04-05 12:00:00"
BLEND = 28.59  # 4 of 30 days of 12.95 (1.73) and 26 of 30 days of 31 (26.87), rounded once


@tagged("post_install", "-at_install")
class TestMembershipChangeGrace(MembershipCase):
    """Plus is paid for March; since 1 April it is in grace."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.premium = cls.make_plan(name="Premium")
        cls.premium_month = cls.make_period(cls.premium, 31)
        cls.plan.change_plan_ids = cls.premium

    def setUp(self):
        super().setUp()
        with self.at("2026-03-01 12:00:00"):
            self.membership = self.start()
        with self.at("2026-04-01 08:00:00"):
            self.membership._renew_due()
        self.assertEqual(self.membership.state, "grace")

    def change(self, moment=CHOSEN):
        with self.at(moment):
            due = self.membership._preview_change(self.premium_month)["due"]
            invoice = self.membership._change_period(self.premium_month)
            self.assertAlmostEqual(invoice.amount_total, due)
            return invoice

    def test_days_of_grace_are_paid(self):
        renewal = self.membership._get_open_term().move_id
        invoice = self.change()
        self.assertEqual((invoice.amount_total, str(invoice.invoice_date)), (BLEND, "2026-04-05"))
        self.assertIn("the first 4 days at the price of Plus", invoice.invoice_line_ids.name)
        self.assertEqual(renewal.payment_state, "reversed")
        with self.at("2026-04-06 12:00:00"):
            self.pay(invoice)
        april = "2026-04-01", "2026-04-30"
        self.assertTerms(self.membership, [("2026-03-01", "2026-03-31", "paid"), (*april, "void"), (*april, "paid")])
        self.assertEqual((self.membership.state, self.membership.price), ("active", 31))
        term = self.membership.term_ids.sorted("id")[-1]
        self.assertEqual((term.amount, float(term._get_refundable())), (BLEND, BLEND))
        with self.at("2026-04-07 12:00:00"):
            self.credit(invoice)
        self.assertEqual((term.state, self.membership.state), ("refunded", "ended"))

    def test_with_taxes_in_the_price(self):
        tax = self.env["account.tax"].create(
            {"name": "Included", "amount": 21, "price_include_override": "tax_included", "amount_type": "percent"}
        )
        (self.month | self.premium_month).product_id.taxes_id = [Command.set(tax.ids)]
        self.assertEqual(self.change().amount_total, BLEND)

    def test_what_the_customer_reads(self):
        with self.at(CHOSEN):
            [row] = [one for one in self.membership._get_change_rows() if one["period"] == self.premium_month]
            first = self.membership._day(self.membership._get_next_first_day())
        self.assertIn("28.59", row["sentence"])
        self.assertIn(f"counts from {first}", row["sentence"])
        self.assertEqual(row["due"], BLEND)

    def test_on_the_first_day_of_grace_nothing_is_unpaid(self):
        self.assertEqual(self.change("2026-04-01 12:00:00").amount_total, 31)

    def test_after_the_benefits_stopped(self):
        """The job did not come to end it: the days since then had none."""
        with self.at("2026-04-20 12:00:00"):
            preview = self.membership._preview_change(self.premium_month)
        self.assertEqual((str(preview["day"]), preview["due"], preview["unpaid_days"]), ("2026-04-20", 31, 0))

    def test_the_price(self):
        for numbers, expected in (
            (("12.95", "31", 30, 30, 4), "28.59"),
            (("12.95", "31", 30, 30, 29), "13.55"),
            (("98", "31", 365, 30, 10), "23.35"),
            (("31", "31.01", 28, 31, 10), "31.01"),
        ):
            with self.subTest(numbers):
                before, after, *days = numbers
                found = price_with_unpaid_days(Decimal(before), Decimal(after), *days)
                self.assertEqual(found, Decimal(expected))
