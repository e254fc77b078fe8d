"""Fees of a year are earned month by month; no cent is lost."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .membership_case import MembershipCase


@tagged("post_install", "-at_install")
class TestMembershipDeferral(MembershipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.deferred = cls.env["account.account"].create(
            {"name": "Deferred fees", "code": "209900", "account_type": "liability_current"}
        )
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.company.write(
            {
                "membership_deferral": True,
                "membership_deferral_account_id": cls.deferred.id,
                "membership_deferral_journal_id": cls.journal.id,
            }
        )
        cls.income = cls.year.product_id._get_product_accounts()["income"]

    def bill(self, day="2026-01-15", partner=None, period=None, pay=True):
        """A period that began and was billed on a day."""
        period, partner = period or self.year, partner or self.ada
        with self.at(f"{day} 12:00"):
            invoice = self.make_invoice(partner, period.product_id, period.price)
            if pay:
                self.pay(invoice)
            return self.start(partner, period, term_values={"move_id": invoice.id})

    def run_on(self, *days):
        """What the job posts on these days."""
        moves = self.env["account.move"]
        for day in days:
            with self.at(f"{day} 03:00"):
                moves |= self.company._defer_membership_fees()
        return moves

    def balance(self, account, until=None):
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        if until:
            domain.append(("date", "<=", until))
        lines = self.env["account.move.line"].search(domain)
        return round(sum(lines.mapped("balance")), 2)

    def test_a_year_is_earned_day_by_day(self):
        start = self.balance(self.income)
        self.bill()
        [entry] = self.run_on("2026-02-01")
        # 17 of 365 days are over: 98 × 17 / 365 = 4.56
        self.assertEqual(entry.state, "posted")
        self.assertEqual((str(entry.date), str(entry.membership_deferral_on)), ("2026-01-31", "2026-01-31"))
        self.assertEqual(self.balance(self.deferred), -93.44)
        self.assertEqual(self.balance(self.income) - start, -4.56)
        self.assertFalse(self.run_on("2026-02-01", "2026-02-27"))

    def test_all_of_it_is_earned_in_the_end(self):
        start = self.balance(self.income)
        self.bill()
        self.bill("2026-01-31", self.ben)
        for month in range(2, 13):
            self.assertEqual(len(self.run_on(f"2026-{month:02}-02")), 1)
        self.run_on("2027-01-01", "2027-02-01")
        self.assertEqual(self.balance(self.deferred), 0)
        self.assertAlmostEqual(self.balance(self.income) - start, -196)
        self.assertFalse(self.run_on("2027-03-01"))

    def test_months_without_the_job_are_booked_one_by_one(self):
        self.bill()
        self.run_on("2026-02-01")
        moves = self.run_on("2026-05-20")
        self.assertEqual([str(move.date) for move in moves], ["2026-02-28", "2026-03-31", "2026-04-30"])

    def test_months_and_unpaid_terms_without_an_invoice_are_not_spread(self):
        self.bill(period=self.month)
        with self.at("2026-01-20 12:00"):
            self.start(self.ben, self.year)
        self.assertFalse(self.run_on("2026-02-01"))

    def test_a_refund_and_an_end(self):
        start = self.balance(self.income)
        ada, ben = self.bill(), self.bill(partner=self.ben)
        self.run_on("2026-02-01")
        with self.at("2026-02-10 12:00"):
            ada.term_ids._refund(98, "Asked")
            self.assertEqual(ada.state, "ended")
            ben._end("staff", "Asked")
        self.run_on("2026-03-01")
        self.assertEqual(self.balance(self.deferred), 0)
        self.assertEqual(round(self.balance(self.income) - start, 2), -98)

    def test_the_days_of_a_pause_are_not_earned(self):
        membership = self.bill()
        self.run_on("2026-02-01")
        with self.at("2026-02-01 12:00"):
            membership._pause("holiday")
        self.run_on("2026-03-01", "2027-02-01")
        self.assertEqual(self.balance(self.deferred), -93.44)
        with self.at("2027-02-01 12:00"):
            membership._resume()
        self.run_on("2027-03-01")
        # 17 + 28 of 365 days are over
        self.assertEqual(str(membership.paid_until), "2028-01-14")
        self.assertEqual(self.balance(self.deferred), round(-(98 - 98 * 45 / 365), 2))

    def test_an_entry_undone_by_hand_is_made_good(self):
        self.bill()
        [entry] = self.run_on("2026-02-01")
        entry._reverse_moves([{"date": date(2026, 1, 31)}], cancel=True)
        self.assertEqual(self.balance(self.deferred), 0)
        self.run_on("2026-03-01")
        # 45 of 365 days are over
        self.assertEqual(self.balance(self.deferred), -85.92)

    def test_a_locked_month_is_booked_after_it(self):
        self.bill()
        self.company.fiscalyear_lock_date = date(2026, 1, 31)
        [entry] = self.run_on("2026-02-03")
        self.assertEqual((str(entry.date), str(entry.membership_deferral_on)), ("2026-02-01", "2026-01-31"))

    def test_another_account_takes_over(self):
        self.bill()
        self.run_on("2026-02-01")
        other = self.deferred.copy({"code": "209901"})
        self.company.membership_deferral_account_id = other
        self.run_on("2026-03-01")
        self.assertEqual((self.balance(self.deferred), self.balance(other)), (0, -85.92))

    def test_switched_off_nothing_stays_behind(self):
        self.bill()
        self.run_on("2026-02-01")
        self.company.membership_deferral = False
        with self.at("2026-03-01 03:00"), self.enter_registry_test_mode():
            self.env.ref("loyalty_club.ir_cron_defer_membership_fees").method_direct_trigger()
        self.assertEqual(self.balance(self.deferred), 0)

    def test_analytic_accounts_follow_the_income(self):
        plan = self.env["account.analytic.plan"].create({"name": "Shops"})
        shop, other = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("Shop", "Other")]
        )
        with self.at("2026-01-15 12:00"):
            for partner, analytic in ((self.ada, {shop.id: 75, other.id: 25}), (self.ben, False)):
                order = self.make_order(partner, [(self.year.product_id, 1)])
                order.order_line.analytic_distribution = analytic
                order.action_confirm()
                order.order_line.tax_ids = False
                invoice = order._create_invoices()
                invoice.invoice_date = "2026-01-15"
                invoice.action_post()
                self.pay(invoice)
        [entry] = self.run_on("2026-02-01")
        income = entry.line_ids.filtered(lambda line: line.account_id == self.income)
        self.assertEqual(sorted(income.mapped("debit")), [93.44, 93.44])
        both = {str(shop.id): 75, str(other.id): 25}
        self.assertEqual([line.analytic_distribution or {} for line in income.sorted("id")], [{}, both])
        self.assertFalse((entry.line_ids - income).analytic_distribution)
        items = self.env["account.analytic.line"].search([("move_line_id", "in", entry.line_ids.ids)])
        self.assertEqual(sorted(items.mapped("amount")), [-70.08, -23.36])
        self.assertFalse(self.run_on("2026-02-01"))
        for month in range(3, 13):
            self.run_on(f"2026-{month:02}-01")
        self.run_on("2027-01-01", "2027-02-01")
        items = self.env["account.analytic.line"].search([("account_id", "in", (shop + other).ids)])
        entries = items.filtered(lambda item: item.move_line_id.move_id.membership_deferral_on)
        self.assertAlmostEqual(sum(entries.mapped("amount")), 0)
        self.assertEqual(self.balance(self.deferred), 0)

    def test_days_that_another_membership_took_over(self):
        """Customers who are merged: the fee is earned with the days that it is for, wherever they are."""
        start = self.balance(self.income)
        self.bill()
        self.run_on("2026-02-01")
        with self.at("2026-01-15 12:00"):
            long = self.start(self.ben, self.year, quantity=2)
        with self.at("2026-03-01 12:00"):
            self.merge(self.ada, self.ben)
        # 45 of 365 days are over, the other 320 follow on 15 January 2028
        self.assertEqual(str(long.paid_until), "2028-11-29")
        for day in ("2026-04-01", "2028-01-01"):
            self.run_on(day)
            self.assertEqual(self.balance(self.deferred), -85.92)
        with self.at("2028-01-20 12:00"):
            long._pause("holiday")
        self.run_on("2028-03-01")
        self.assertEqual(self.balance(self.deferred), -84.58, "5 days more")
        with self.at("2028-03-01 12:00"):
            long._resume()
        self.run_on("2028-12-01")
        self.assertLess(self.balance(self.deferred), 0)
        self.run_on("2029-02-01")
        self.assertEqual(self.balance(self.deferred), 0)
        self.assertEqual(round(self.balance(self.income) - start, 2), -98)

    def test_days_that_were_taken_over_and_given_back(self):
        ada = self.bill()
        eve = self.make_partner("Eve")
        with self.at("2026-01-15 12:00"):
            self.start(self.ben, self.year, quantity=2)
            last = self.start(eve, self.year, quantity=4)
        with self.at("2026-03-01 12:00"):
            self.merge(self.ada, self.ben)
            self.merge(self.ben, eve)
        self.run_on("2026-04-01")
        self.assertEqual(self.balance(self.deferred), -85.92, "taken over twice")
        with self.at("2026-04-02 12:00"):
            ada.term_ids._refund(8, "Asked")
        self.run_on("2026-05-01")
        self.assertEqual(self.balance(self.deferred), round(-90 * 320 / 365, 2))
        with self.at("2026-05-02 12:00"):
            last._end("staff", "Asked")
        self.run_on("2026-06-01")
        self.assertEqual(self.balance(self.deferred), 0)

    def test_settings_are_complete(self):
        with self.assertRaisesRegex(ValidationError, "choose the account and the journal"):
            self.company.membership_deferral_account_id = False

    def test_where_the_edition_spreads_lines_are_told_their_days(self):
        """Its fields are not here: what would be written is caught."""
        self.bill()
        written = {}
        Line = self.env.registry["account.move.line"]
        real = Line.write

        def write(lines, values):
            days = {name: values[name] for name in values if name.startswith("deferred_")}
            written.update(days)
            rest = {name: value for name, value in values.items() if name not in days}
            return real(lines, rest) if rest else True

        with (
            patch.object(self.env.registry["res.company"], "_defers_by_itself", lambda company: True),
            patch.object(Line, "write", write),
        ):
            self.bill("2026-03-01", self.ben)
            self.assertFalse(self.run_on("2026-04-01"))
        self.assertEqual(
            {name: str(value) for name, value in written.items()},
            {"deferred_start_date": "2026-03-01", "deferred_end_date": "2027-02-28"},
        )
