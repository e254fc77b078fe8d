"""What customers and staff do at the wrong moment, and what must come of it all the same."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .renewal_case import RenewalCase


@tagged("post_install", "-at_install")
class TestMembershipBadDays(RenewalCase):
    # --- grace ---

    def test_renewal_switched_off_in_grace(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        self.assertEqual(membership.state, "grace")
        invoice = self.get_open_invoice(membership)
        token = self.make_token()
        with self.at("2026-03-01 12:00:00"):
            membership._set_token(token)
            membership._set_renewal(False)
        self.ticks("2026-03-01", "2026-03-02")
        self.assertEqual(self.asked, [])
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(membership.term_ids.filtered(lambda term: term.state == "open").ids, [])
        self.assertEqual(membership.state, "ended")

    def test_staff_cancels_the_invoice_in_grace(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        with self.at("2026-03-01 12:00:00"):
            self.credit(self.get_open_invoice(membership))
        self.ticks("2026-03-01", "2026-03-02")
        self.assertEqual(len(membership.term_ids.filtered(lambda term: term.kind == "renewal")), 1)
        self.assertEqual(membership.state, "ended")

    def test_bought_anew_in_grace_is_no_gap(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        with self.at("2026-03-05 12:00:00"):
            self.start(key="in the shop")
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))

    def test_bought_anew_after_benefits_stopped(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        with self.at("2026-03-20 12:00:00"):  # the job did not run
            self.start(key="in the shop")
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-04-19"))

    # --- counting ---

    def test_bought_after_a_pause(self):
        with self.at("2026-01-15 12:00:00"):
            membership = self.start()
        with self.at("2026-02-01 12:00:00"):
            membership._pause("holiday")
        with self.at("2026-02-21 12:00:00"):
            membership._resume()
            self.assertEqual(str(membership.paid_until), "2026-03-06")
            self.start(key="again")
        self.assertTerms(membership, [("2026-01-15", "2026-03-06", "paid"), ("2026-03-07", "2026-04-06", "paid")])

    def test_bought_after_a_payment_that_came_back(self):
        order = self.buy()
        membership = self.get_membership()
        invoice = order.invoice_ids
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(membership.state, "ended")
        self.pay(invoice)
        self.assertEqual(membership.state, "active")
        until = membership.paid_until
        self.start(key="again")
        self.assertGreater(membership.paid_until, until)
        self.assertEqual(len(membership.term_ids.filtered(lambda term: term.state == "paid")), 2)

    # --- gifts ---

    def test_a_gift_changes_no_renewal(self):
        membership = self.start_in_january(token=self.make_token())
        with self.at("2026-02-10 12:00:00"):
            self.start(period=self.year, key="gift", payer=self.ben)
            self.assertEqual((membership.period_id, membership.price), (self.month, 12.95))
            self.assertEqual(str(membership.paid_until), "2027-02-27")
        self.tick("2027-02-28 08:00:00")
        self.assertEqual(membership.term_ids.filtered(lambda term: term.kind == "renewal").amount, 12.95)
        self.assertEqual(str(membership.paid_until), "2027-03-27")

    def test_days_for_nothing_change_no_renewal(self):
        membership = self.start_in_january()
        with self.at("2026-02-10 12:00:00"):
            self.start(period=self.year, key="thanks", term_values={"kind": "gift", "amount": 0})
        self.assertEqual((membership.period_id, membership.price), (self.month, 12.95))

    # --- settings ---

    def test_a_period_that_was_bought_keeps_its_length(self):
        self.start()
        for values in ({"unit": "year"}, {"count": 2}, {"product_id": self.make_product(1).id}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "bought already"):
                self.month.write(values)
        self.month.write({"count": 1, "unit": "month", "sequence": 3, "price": 14})
        self.year.write({"count": 2})

    # --- whose ---

    def test_a_means_of_payment_that_is_not_theirs_any_more(self):
        company = self.make_partner("Works", is_company=True)
        self.ada.parent_id = company
        membership = self.start_in_january(token=self.make_token(company))
        self.assertTrue(membership._can_charge())
        self.ada.parent_id = False
        self.tick("2026-02-28 08:00:00")
        self.assertEqual((self.asked, membership.state), ([], "grace"))

    def test_a_trial_for_each_person(self):
        self.plan.trial_days = 14
        self.Membership._start_trial(self.month, self.ada)
        again = self.make_partner("Ada again", email="ADA@example.com")
        with self.assertRaisesRegex(UserError, "never had it"):
            self.Membership._start_trial(self.month, again)
        self.Membership._start_trial(self.month, self.ben)

    def test_taken_back_in_a_trial_that_was_paid(self):
        self.plan.trial_days = 14
        with self.at("2026-01-31 12:00:00"):
            membership = self.Membership._start_trial(self.month, self.ada)
            self.start()
            self.assertEqual(membership.state, "active")
            membership._cancel()
            membership._take_back()
            self.assertEqual(membership.state, "active")

    def test_a_plan_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        club = self.make_club(name="There", company_id=other.id)
        plan = self.make_plan(club, company_id=other.id)
        period = self.make_period(plan, 5)
        order = self.make_order(self.ada, [(period.product_id, 1)])
        with self.assertRaisesRegex(UserError, "Elsewhere"):
            order.action_confirm()

    def test_paid_with_a_credit_of_the_customer(self):
        credit = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.ada.id,
                "invoice_date": "2026-01-31",
                "invoice_line_ids": [
                    (0, 0, {"product_id": self.make_product(20).id, "price_unit": 20, "tax_ids": False})
                ],
            }
        )
        credit.action_post()
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        invoice = self.get_open_invoice(membership)
        with self.at("2026-03-01 12:00:00"):
            line = credit.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
            invoice.js_assign_outstanding_line(line.id)
        self.assertEqual(invoice.amount_residual, 0)
        self.tick("2026-03-02 08:00:00")
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))

    def test_another_price_is_told(self):
        membership = self.start()
        membership.with_user(self.make_user("manager")).price = 20
        self.assertEqual(membership.monthly_amount, 20)
        self.assertAlmostEqual(sum(membership.event_ids.mapped("monthly_change")), 20)
