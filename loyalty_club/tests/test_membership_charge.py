"""Renewals charged to the saved means of payment: success, failure, late success, whose means it is."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .renewal_case import RenewalCase


@tagged("post_install", "-at_install")
class TestMembershipCharge(RenewalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"invoice_days": 3, "retry_text": "1, 3, 5"})
        cls.token = cls.make_token()

    def start_with_token(self):
        return self.start_in_january(token=self.token)

    def test_success(self):
        membership = self.start_with_token()
        self.ticks("2026-02-25")
        self.assertFalse(membership._get_open_term(), "charged on the first day, not before")
        self.ticks("2026-02-28", "2026-02-28")
        self.assertEqual(len(self.asked), 1)
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))
        term = membership.term_ids[0]
        self.assertEqual((term.state, term.charges, str(term.charge_from)), ("paid", 1, "2026-02-28"))
        self.assertEqual((term.transaction_ids.state, term.transaction_ids.amount), ("done", 12.95))
        self.assertEqual(term.move_id.payment_state, "paid")
        self.assertHistory(membership, ["started", "renewed"])
        self.assertEqual(self.get_mails(membership), ["Plus goes on"])

    def test_failures_then_grace_then_the_end(self):
        membership = self.start_with_token()
        self.bank = "error"
        self.ticks("2026-02-28")
        term = membership._get_open_term()
        self.assertEqual((term.charges, term.transaction_ids.state), (1, "error"))
        self.ticks("2026-02-28")
        self.assertEqual((membership.state, str(membership.grace_from)), ("grace", "2026-02-28"))
        for day, number in (
            ("2026-03-01", 2),
            ("2026-03-02", 2),
            ("2026-03-03", 3),
            ("2026-03-05", 4),
            ("2026-03-06", 4),
        ):
            self.ticks(day, day)
            self.assertEqual(len(self.asked), number, day)
        self.ticks("2026-03-07")
        self.assertEqual((membership.state, membership.end_reason, term.state), ("ended", "unpaid", "void"))
        self.assertEqual(term.move_id.payment_state, "reversed")
        self.assertEqual(self.get_mails(membership), ["Plus: your payment did not work"] * 4 + ["Plus has ended"])
        charges = membership.event_ids.filtered(lambda event: event.kind == "charge")
        self.assertEqual(charges.mapped("reason"), ["The card has expired."] * 4)

    def test_success_after_a_failure(self):
        membership = self.start_with_token()
        self.bank = "refuse"
        self.ticks("2026-02-28", "2026-02-28")
        self.assertEqual(membership.state, "grace")
        self.bank = "done"
        self.ticks("2026-03-01")
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))
        self.assertFalse(membership.grace_from)

    def test_late_success(self):
        """A direct debit is pending beyond grace: nothing is charged again, the end waits, benefits do not."""
        membership = self.start_with_token()
        self.bank = "pending"
        self.ticks("2026-02-28", "2026-03-01", "2026-03-04", "2026-03-08", "2026-03-10")
        self.assertEqual((len(self.asked), membership.state), (1, "grace"))
        transaction = membership._get_open_term().transaction_ids
        with self.at("2026-03-10 12:00:00"):
            self.assertFalse(membership._is_running())
            transaction._set_done()
            transaction._post_process()
            self.assertTrue(membership._is_running())
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))

    def test_a_pending_charge_is_not_waited_for_forever(self):
        membership = self.start_with_token()
        self.bank = "pending"
        self.ticks("2026-02-28", "2026-03-01", "2026-03-21")
        transaction = membership._get_open_term().transaction_ids
        self.assertEqual(membership.state, "grace")
        self.ticks("2026-03-22")
        self.assertEqual(membership.state, "ended")
        with self.at("2026-03-25 12:00:00"):
            transaction._set_done()
            transaction._post_process()
        self.assertEqual(membership.state, "ended")
        self.assertIn("give it back", membership.activity_ids.note)

    def test_paid_by_the_customer_meanwhile(self):
        membership = self.start_with_token()
        self.bank = "error"
        self.ticks("2026-02-28")
        with self.at("2026-02-28 12:00:00"):
            self.pay(self.get_open_invoice(membership))
        self.bank = "done"
        self.ticks("2026-03-01", "2026-03-03")
        self.assertEqual((len(self.asked), membership.state), (1, "active"))

    def test_another_means_of_payment_is_charged_at_once(self):
        membership = self.start_with_token()
        self.bank = "error"
        self.ticks("2026-02-28", "2026-02-28")
        self.bank = "done"
        other = self.make_token()
        with self.at("2026-02-28 12:00:00"):
            membership._set_token(other)
        self.ticks("2026-02-28")
        self.assertEqual((len(self.asked), membership.state), (2, "active"))
        self.assertEqual(membership.term_ids[0].transaction_ids.mapped("token_id"), self.token | other)

    def test_a_deleted_means_of_payment(self):
        membership = self.start_with_token()
        self.assertEqual([info["name"] for info in self.token.get_linked_records_info()], ["Plus"])
        with self.at("2026-02-01 12:00:00"):
            self.token.active = False
        self.assertFalse(membership.token_id)
        self.ticks("2026-02-25")
        self.assertEqual(self.get_mails(membership), ["Plus: your next payment"])
        self.ticks("2026-02-28")
        self.assertEqual(self.asked, [])

    def test_means_of_payment_of_somebody_else(self):
        membership = self.start_in_january()
        with self.assertRaisesRegex(UserError, "one of your own"):
            membership._set_token(self.make_token(self.ben))
        self.assertFalse(membership.token_id)
        company = self.make_partner("Company", is_company=True)
        self.ada.parent_id = company
        membership._set_token(self.make_token(company))
        self.assertTrue(membership.token_id)

    def test_a_charge_that_is_not_wanted_any_more_is_not_sent(self):
        membership = self.start_with_token()
        with self.at("2026-02-28 12:00:00"):
            membership._renew_due()
            transaction = membership._get_open_term().transaction_ids
            self.assertEqual((transaction.state, membership.state), ("draft", "active"))
            membership._cancel()
        self.assertEqual(transaction.state, "cancel")
        self.ticks("2026-02-28")
        self.assertEqual(self.asked, [])

    def test_sent_and_unknown(self):
        """Whoever sent it was killed: it is never sent again, and staff is asked to look."""
        membership = self.start_with_token()
        with self.at("2026-02-28 07:00:00"):
            membership._renew_due()
            transaction = membership._get_open_term().transaction_ids
            transaction.membership_sent_at = self.env.cr.now()
        self.ticks("2026-02-28", "2026-03-01", "2026-03-02")
        self.assertEqual((self.asked, membership.state, len(membership.term_ids)), ([], "grace", 2))
        self.assertEqual(len(membership.activity_ids), 1)
        self.assertIn(transaction.reference, membership.activity_ids.note)
        with self.at("2026-03-02 12:00:00"):
            transaction._set_canceled()
            transaction._post_process()
        self.ticks("2026-03-02")
        self.assertEqual((len(self.asked), membership.state), (1, "active"))

    def test_the_provider_breaks(self):
        """An answer that nobody expected: as if the worker was killed."""
        membership = self.start_with_token()
        self.bank = None
        with self.assertLogs("odoo.addons.loyalty_club.models.membership.renewal.payment_transaction", "ERROR"):
            self.ticks_with_broken_bank("2026-02-28")
        self.ticks("2026-03-01")
        self.assertEqual((self.asked, membership.term_ids[0].transaction_ids.state), ([], "draft"))

    def ticks_with_broken_bank(self, day):
        Transaction = type(self.env["payment.transaction"])
        before = Transaction._charge_with_token

        def broken(_transaction):
            raise KeyError("answer")

        Transaction._charge_with_token = broken
        try:
            self.ticks(day)
        finally:
            Transaction._charge_with_token = before
