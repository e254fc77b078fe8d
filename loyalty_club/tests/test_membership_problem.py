"""Renewals that fail every day: staff sees it once, and figures do not count on them."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .renewal_case import RenewalCase

JOB = "odoo.addons.loyalty_club.models.membership.renewal.renewal"
PROBLEM = "There is no journal for sales."


@tagged("post_install", "-at_install")
class TestMembershipProblem(RenewalCase):
    def setUp(self):
        super().setUp()
        self.membership = self.start_in_january()

    def fail(self, *days):
        Term = type(self.env["loyalty.membership.term"])

        def refuse(_term):
            raise UserError(PROBLEM)

        with patch.object(Term, "_prepare_renewal_invoice", refuse), self.assertLogs(JOB, "ERROR"):
            self.ticks(*days)

    def get_recurring(self):
        """(now, at risk, what the history adds up to)"""
        told = sum(self.membership.event_ids.mapped("monthly_change"))
        return self.membership.monthly_amount, self.membership.at_risk_amount, told

    def test_staff_is_told_once(self):
        self.fail("2026-02-28", "2026-03-01", "2026-03-02")
        [activity] = self.membership.activity_ids
        self.assertIn(PROBLEM, activity.note)
        activity.action_done()
        self.fail("2026-03-03")
        self.assertFalse(self.membership.activity_ids, "who has done it is not told again of the same")
        self.ticks("2026-03-04")
        self.assertFalse(self.membership.problem)
        self.membership._get_open_term()._withdraw()
        self.membership.next_on = "2026-03-05"
        self.fail("2026-03-05")
        self.assertTrue(self.membership.activity_ids, "a new problem")

    def test_recurring_amount(self):
        self.assertEqual(self.get_recurring(), (12.95, 0, 12.95))
        self.fail("2026-02-28", "2026-03-01")
        self.assertEqual((self.membership.state, self.membership.renewal_stuck), ("active", True))
        self.assertEqual(self.get_recurring(), (0, 12.95, 0))
        self.assertEqual(self.membership.event_ids.mapped("kind").count("problem"), 1)
        self.assertEqual(self.plan.recurring_amount, 0)
        self.ticks("2026-03-02")
        self.assertEqual(self.get_recurring(), (12.95, 0, 12.95))
        self.assertEqual(self.membership.event_ids.mapped("kind").count("problem"), 2)

    def test_before_the_paid_days_are_over(self):
        """What fails earlier is a problem, and no money is at risk yet."""
        with self.at("2026-02-01 12:00:00"):
            self.plan.invoice_days = 5
        self.fail("2026-02-24")
        self.assertEqual((self.membership.problem, self.get_recurring()), (PROBLEM, (12.95, 0, 12.95)))

    def test_bought_meanwhile(self):
        self.fail("2026-02-28")
        with self.at("2026-02-28 12:00:00"):
            self.start()
        self.assertEqual((self.membership.problem, self.membership.renewal_stuck), (False, False))
        self.assertEqual(self.get_recurring(), (12.95, 0, 12.95))

    def test_nobody_can_be_told(self):
        """An activity that fails stops no renewal."""
        Model = type(self.membership)
        failing = patch.object(Model, "_tell_staff", side_effect=UserError("Nobody works here."))
        with failing, self.assertLogs(f"{JOB}_problem", "ERROR"):
            self.fail("2026-02-28")
        self.assertEqual(self.membership.problem, PROBLEM)

    def test_found(self):
        self.fail("2026-02-28")
        view = self.Membership.get_view(view_type="search")["arch"]
        self.assertIn('name="problem"', view)
        other = self.start_in_january(partner=self.ben)
        found = self.Membership.search([("problem", "!=", False), ("state", "!=", "ended")])
        self.assertEqual((found & (self.membership | other)), self.membership)
