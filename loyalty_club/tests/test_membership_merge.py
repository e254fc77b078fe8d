"""Customers who turn out to be one, deleted contacts, other companies."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .membership_case import MembershipCase


@tagged("post_install", "-at_install")
class TestMembershipMerge(MembershipCase):
    def test_one_membership_moves(self):
        membership = self.start(self.ben)
        self.merge(self.ben, self.ada)
        self.assertTrue(membership.exists())
        self.assertEqual((membership.partner_id, membership.term_ids.partner_id), (self.ada, self.ada))
        self.assertEqual(membership.card_id, self.club._get_account(self.ada))
        self.assertEqual(membership.state, "active")

    def test_of_two_of_one_plan_the_longer_one_takes_the_days(self):
        with self.at("2026-03-01 12:00"):
            ada, ben = self.start(), self.start(self.ben, self.year)
        with self.at("2026-03-11 12:00"):
            self.merge(self.ben, self.ada)
            self.assertTrue(ada.exists() and ben.exists())
            self.assertEqual((ada.state, ada.end_reason), ("ended", "merged"))
            # Ada had 21 days left, the 11th included
            self.assertEqual((ben.state, str(ben.paid_until)), ("active", "2027-03-21"))
            self.assertEqual((ada | ben).partner_id, self.ada)
            self.assertEqual(self.Membership._get_open(self.ada, self.plan), ben)
            self.assertTrue(ben._is_running())
            self.assertEqual(len(ada.term_ids | ben.term_ids), 3)

    def test_active_is_better_than_suspended_and_the_token_stays(self):
        with self.at("2026-03-01 12:00"):
            ada, ben = self.start(token=self.make_token()), self.start(self.ben)
            ada._pause("away")
        with self.at("2026-03-11 12:00"):
            self.merge(self.ada, self.ben)
            # all 31 days of the one that waited since its first day
            self.assertEqual((ben.state, str(ben.paid_until)), ("active", "2026-05-01"))
            self.assertEqual((ada.state, ben.token_id.partner_id), ("ended", self.ben))

    def test_trial_days_are_not_paid_days(self):
        self.plan.trial_days = 30
        with self.at("2026-03-01 12:00"):
            trial, paid = self.Membership._start_trial(self.month, self.ada), self.start(self.ben)
            self.merge(self.ada, self.ben)
        self.assertEqual((trial.state, str(paid.paid_until)), ("ended", "2026-03-31"))

    def test_days_that_were_taken_over_go_with_their_order(self):
        with self.at("2026-03-01 12:00"):
            order, ben = self.buy(), self.start(self.ben, self.year)
            ada = self.get_membership()
        with self.at("2026-03-11 12:00"):
            self.merge(self.ben, self.ada)
            self.assertEqual((ada.state, str(ben.paid_until)), ("ended", "2027-03-21"))
            self.start(period=self.month)
            self.assertEqual(str(ben.paid_until), "2027-04-21")
            note = self.credit(order.invoice_ids)
            self.assertEqual((ben.state, str(ben.paid_until)), ("active", "2027-03-31"))
            note.button_draft()
            self.assertEqual((ben.state, str(ben.paid_until)), ("active", "2027-04-21"))
            order._sync_memberships()
            self.assertEqual((str(ben.paid_until), len(ben.term_ids)), ("2027-04-21", 3))

    def test_days_that_were_taken_over_twice(self):
        """Two merges after each other; then the first order is given back."""
        eve = self.make_partner("Eve")
        with self.at("2026-03-01 12:00"):
            order, ben, last = self.buy(), self.start(self.ben, self.year), self.start(eve, self.year)
            self.start(eve, self.year)
        with self.at("2026-03-11 12:00"):
            self.merge(self.ben, self.ada)
            self.merge(self.ada, eve)
            self.assertEqual((ben.state, last.state), ("ended", "active"))
            until = last.paid_until
            self.credit(order.invoice_ids)
            self.assertEqual((until - last.paid_until).days, 21)

    def test_ended_ones_stay_as_they_are(self):
        ada = self.start()
        ada._end("staff", "test")
        ben = self.start(self.ben)
        self.merge(self.ben, self.ada)
        self.assertEqual((ada.end_reason, ben.state), ("staff", "active"))

    def test_a_customer_with_a_membership_is_not_deleted(self):
        self.start()
        with self.assertRaisesRegex(UserError, "archive the contact"):
            self.ada.unlink()

    def test_other_companies_do_not_see_it(self):
        membership = self.start()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.make_user("manager", company_id=company.id, company_ids=[(6, 0, company.ids)])
        self.assertFalse(self.Membership.with_user(other).search([("id", "=", membership.id)]))
        self.assertFalse(self.env["loyalty.membership.month"].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.env["loyalty.membership.step"].with_user(other).create(
                {"membership_ids": [(6, 0, membership.ids)], "step": "end", "reason": "Forged"}
            )
        self.assertFalse(self.env["loyalty.membership.plan"].with_user(other).search([("id", "=", self.plan.id)]))
