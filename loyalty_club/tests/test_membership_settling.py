"""Charges of which nobody heard: staff says what became of them."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .renewal_case import RenewalCase


@tagged("post_install", "-at_install")
class TestMembershipSettling(RenewalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = cls.make_token()
        cls.plan.retry_text = "3"

    def setUp(self):
        super().setUp()
        self.bank = "pending"
        self.membership = self.start_in_january(token=self.token)
        self.ticks("2026-02-28")
        self.charge = self.membership._get_open_term().transaction_ids
        self.assertEqual(self.charge.state, "pending")

    def settle(self, outcome, moment="2026-03-01 12:00:00", user=None, **values):
        with self.at(moment):
            values = {"membership_ids": self.membership.ids, "step": "settle", "outcome": outcome, **values}
            env = self.env(user=user) if user else self.env
            env["loyalty.membership.step"].create({"reason": "The bank knows nothing of it.", **values}).action_do()
        self.env.invalidate_all()

    def test_failed(self):
        """It is in the history, and the plan's further charge is made."""
        self.settle("failed")
        self.assertEqual(self.charge.state, "error")
        event = self.membership.event_ids.filtered(lambda event: event.kind == "charge")
        self.assertEqual((event.reason, event.user_id), ("The bank knows nothing of it.", self.env.user))
        self.bank = "done"
        self.ticks("2026-03-02", "2026-03-03")
        self.assertEqual((len(self.asked), self.membership.state), (2, "active"))

    def test_paid(self):
        self.settle("paid")
        self.assertEqual((self.charge.state, self.membership.state), ("done", "active"))
        self.assertEqual(str(self.membership.paid_until), "2026-03-30")
        self.assertIn("Charge made: The bank knows nothing of it.", self.membership.event_ids.mapped("reason"))
        with self.assertRaisesRegex(UserError, "known by now"):
            self.settle("failed")

    def test_failed_and_paid_after_all(self):
        self.settle("failed")
        with self.at("2026-03-01 13:00:00"):
            self.charge._set_done()
            self.charge._post_process()
        self.assertEqual(str(self.membership.paid_until), "2026-03-30")

    def test_sent_and_never_heard_of(self):
        self.charge.state = "draft"
        self.settle("failed")
        self.assertEqual(self.charge.state, "error")

    def test_guards(self):
        """Not at once, not without looking, not by everybody, not without a reason."""
        with self.assertRaisesRegex(UserError, "known by now"):
            self.settle("failed", "2026-02-28 08:30:00")
        with self.assertRaisesRegex(UserError, "Look at the provider"):
            self.settle(False)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.settle("failed", reason=" ")
        with self.assertRaisesRegex(UserError, "one membership at a time"):
            self.settle("failed", membership_ids=(self.membership | self.start(self.ben)).ids)
        with self.assertRaises(AccessError):
            self.settle("failed", user=self.make_user("loyalty_club.group_club_user"))
        self.assertEqual(self.charge.state, "pending")

    def test_shown(self):
        """On the form of who has one, in one query for many."""
        other = self.start_in_january(partner=self.ben)
        with self.at("2026-02-28 08:30:00"):
            self.assertFalse(self.membership.unknown_charge)
        self.env.invalidate_all()
        with self.at("2026-03-01 12:00:00"):
            self.assertIn(self.charge.reference, self.membership.unknown_charge)
            self.assertFalse(other.unknown_charge)
