"""Renewals that the customer pays: reminder, invoice, link, late payment, grace, end."""

from odoo.tests import tagged

from .renewal_case import RenewalCase


@tagged("post_install", "-at_install")
class TestMembershipRenewal(RenewalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"invoice_days": 3, "reminder_text": "14"})

    def test_paid_by_the_customer(self):
        membership = self.start_in_january()
        self.assertEqual((str(membership.paid_until), str(membership.next_on)), ("2026-02-27", "2026-02-13"))
        self.ticks("2026-02-12")
        self.assertEqual(self.get_mails(membership), [])
        self.ticks("2026-02-13", "2026-02-13", "2026-02-14")
        self.assertEqual(self.get_mails(membership), ["Plus: your membership until 02/27/2026"])
        self.assertEqual(str(membership.next_on), "2026-02-25")
        self.ticks("2026-02-25", "2026-02-25")
        term = membership._get_open_term()
        self.assertEqual((str(term.date_from), str(term.date_to)), ("2026-02-28", "2026-03-30"))
        self.assertEqual((term.amount, term.price, term.move_id.state), (12.95, 12.95, "posted"))
        self.assertEqual(str(term.move_id.invoice_date_due), "2026-02-28")
        self.assertEqual(self.get_mails(membership)[1:], ["Plus: your next payment"])
        with self.at("2026-02-26 12:00:00"):
            self.pay(term.move_id)
        self.assertEqual((term.state, str(term.paid_on)), ("paid", "2026-02-26"))
        self.assertEqual(str(membership.paid_until), "2026-03-30")
        self.assertEqual(self.get_mails(membership)[2:], ["Plus goes on"])
        self.assertEqual((membership.state, membership.anchor_count), ("active", 2))
        self.ticks("2026-02-27", "2026-02-28")
        self.assertHistory(membership, ["started", "renewed"])

    def test_late_payment_within_grace_leaves_no_gap(self):
        membership = self.start_in_january()
        self.ticks("2026-02-25", "2026-02-28")
        self.assertEqual((membership.state, str(membership.grace_from)), ("grace", "2026-02-28"))
        self.assertEqual(str(membership.runs_until), "2026-03-06")
        self.assertEqual(self.get_mails(membership)[-1], "Plus: your next payment", "asked again")
        with self.at("2026-03-06 23:00:00"):
            self.assertTrue(membership._is_running())
            self.pay(self.get_open_invoice(membership))
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))
        self.assertFalse(membership.grace_from)
        self.assertTerms(membership, [("2026-01-31", "2026-02-27", "paid"), ("2026-02-28", "2026-03-30", "paid")])

    def test_not_paid(self):
        membership = self.start_in_january()
        self.ticks("2026-02-25", "2026-02-28", "2026-03-06")
        invoice = self.get_open_invoice(membership)
        self.assertEqual(membership.state, "grace")
        self.ticks("2026-03-07")
        self.assertEqual((membership.state, membership.end_reason), ("ended", "unpaid"))
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("reversed", 0))
        self.assertTerms(membership, [("2026-01-31", "2026-02-27", "paid"), ("2026-02-28", "2026-03-30", "void")])
        self.assertEqual(self.get_mails(membership)[-1], "Plus has ended")
        self.assertFalse(membership.next_on)
        self.ticks("2026-03-08")
        self.assertEqual(len(membership.term_ids), 2)

    def test_a_job_that_did_not_run_for_days(self):
        membership = self.start_in_january()
        self.ticks("2026-03-02")
        self.assertEqual((membership.state, str(membership.grace_from)), ("grace", "2026-03-02"))
        self.assertEqual(str(membership.runs_until), "2026-03-08", "all of grace, although asked late")
        self.assertEqual(str(membership._get_open_term().date_from), "2026-02-28")
        self.assertEqual(self.get_mails(membership), ["Plus: your next payment"], "once")
        self.ticks("2026-03-08")
        self.assertEqual(membership.state, "grace")
        self.ticks("2026-03-09")
        self.assertEqual(membership.state, "ended")

    def test_nobody_pays_for_days_without_benefits(self):
        membership = self.start_in_january()
        with self.at("2026-04-10 12:00:00"):
            self.assertFalse(membership._is_running())
        self.ticks("2026-04-10")
        term = membership._get_open_term()
        self.assertEqual((str(term.date_from), str(term.date_to)), ("2026-04-10", "2026-05-09"))
        with self.at("2026-04-10 12:00:00"):
            self.pay(term.move_id)
            self.assertTrue(membership._is_running())
        self.assertEqual((str(membership.paid_until), str(membership.anchor_on)), ("2026-05-09", "2026-04-10"))

    def test_unpaid_again(self):
        membership = self.start_in_january()
        self.ticks("2026-02-25")
        term = membership._get_open_term()
        with self.at("2026-02-26 12:00:00"):
            self.pay(term.move_id)
        with self.at("2026-03-05 12:00:00"):
            term.move_id.line_ids.remove_move_reconcile()
            self.assertEqual((term.state, membership.state), ("open", "grace"))
            self.assertEqual((str(membership.paid_until), str(membership.grace_from)), ("2026-02-27", "2026-03-05"))
            self.pay(term.move_id)
        self.assertEqual((term.state, membership.state, str(membership.paid_until)), ("paid", "active", "2026-03-30"))
        self.assertEqual((str(membership.anchor_on), membership.anchor_count), ("2026-01-31", 2))

    def test_cancelling_withdraws_the_invoice(self):
        membership = self.start_in_january()
        self.ticks("2026-02-25")
        invoice = self.get_open_invoice(membership)
        with self.at("2026-02-26 12:00:00"):
            membership._cancel()
            self.assertEqual((membership.state, invoice.payment_state), ("cancelled", "reversed"))
            membership._take_back()
        self.ticks("2026-02-26")
        self.assertEqual(membership.state, "active")
        self.assertEqual(len(membership.term_ids.filtered(lambda term: term.state == "open")), 1, "asked anew")

    def test_staff_credits_the_invoice(self):
        membership = self.start_in_january()
        self.ticks("2026-02-25")
        invoice = self.get_open_invoice(membership)
        with self.at("2026-02-26 12:00:00"):
            self.credit(invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertFalse(membership.renews)
        self.ticks("2026-02-26", "2026-02-28")
        self.assertEqual((membership.state, membership.end_reason), ("ended", "not_renewed"))
        self.assertEqual(len(membership.term_ids), 2)
