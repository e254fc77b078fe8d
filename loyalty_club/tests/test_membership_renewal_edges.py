"""Renewals on a bad day."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .renewal_case import RenewalCase

JOB = "odoo.addons.loyalty_club.models.membership.renewal.renewal"


PROBLEM = "There is no journal for sales."


@tagged("post_install", "-at_install")
class TestMembershipRenewalEdges(RenewalCase):
    def test_one_that_cannot_be_invoiced_stops_nobody(self):
        ada, ben = self.start_in_january(), self.start_in_january(partner=self.ben)
        Term = type(self.env["loyalty.membership.term"])
        prepare = Term._prepare_renewal_invoice

        def refuse(term):
            if term.partner_id == self.ada:
                raise UserError(PROBLEM)
            return prepare(term)

        with patch.object(Term, "_prepare_renewal_invoice", refuse), self.assertLogs(JOB, "ERROR"):
            self.ticks("2026-02-28", "2026-02-28")
        self.assertEqual((ada.problem, str(ada.next_on)), (PROBLEM, "2026-03-01"))
        self.assertEqual((ada.state, ada._get_open_term().ids), ("active", []))
        self.assertTrue(ben._get_open_term())
        self.ticks("2026-03-01")
        self.assertEqual((ada.problem, str(ada._get_open_term().date_from)), (False, "2026-02-28"))

    def test_in_chunks(self):
        memberships = [self.start_in_january(partner=self.make_partner(f"P{number}")) for number in range(5)]
        with patch(f"{JOB}.CHUNK", 2):
            self.ticks("2026-02-28")
        self.assertEqual([len(membership._get_open_term()) for membership in memberships], [1] * 5)

    def test_a_plan_that_costs_nothing(self):
        self.month.product_id.lst_price = 0
        membership = self.start_in_january()
        self.ticks("2026-04-29")
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-05-28"))
        self.assertEqual(set(membership.term_ids.mapped("state")), {"paid"})
        self.assertEqual(self.get_open_invoice(membership).ids, [])

    def test_a_shorter_period_from_the_next_one_on(self):
        with self.at("2025-03-01 12:00:00"):
            membership = self.start(period=self.year).with_env(self.env)
        with self.at("2026-01-10 12:00:00"):
            membership._change_period(self.month)
            self.plan.invoice_days = 3
        self.ticks("2026-02-26")
        term = membership._get_open_term()
        self.assertEqual((str(term.date_from), str(term.date_to), term.price), ("2026-03-01", "2026-03-31", 12.95))
        with self.at("2026-02-27 12:00:00"):
            self.pay(term.move_id)
        self.assertEqual((membership.period_id, membership.price), (self.year, 98), "until the month begins")
        self.ticks("2026-02-28", "2026-03-01")
        self.assertEqual((membership.period_id, membership.price), (self.month, 12.95))
        self.ticks("2026-03-29")
        term = membership._get_open_term()
        self.assertEqual((str(term.date_from), str(term.date_to)), ("2026-04-01", "2026-04-30"))

    def test_a_day_begins_where_the_club_is(self):
        self.club.tz = "Pacific/Auckland"
        membership = self.start_in_january()
        self.assertEqual(str(membership.paid_until), "2026-02-28", "there it is 1 February already")
        self.tick("2026-02-28 10:30:00")
        self.assertFalse(membership._get_open_term())
        self.tick("2026-02-28 11:30:00")
        self.assertEqual(str(membership._get_open_term().date_from), "2026-03-01")

    def test_an_archived_club_rests(self):
        membership = self.start_in_january()
        self.club.active = False
        self.ticks("2026-02-28", "2026-03-20")
        self.assertEqual((membership.state, len(membership.term_ids)), ("active", 1))

    def test_a_suspended_account_is_not_asked_for_money(self):
        membership = self.start_in_january()
        membership.card_id.membership_state = "suspended"
        self.ticks("2026-02-28")
        self.assertEqual((membership.state, membership.end_reason), ("ended", "not_renewed"))

    def test_a_gift_ends_by_itself_and_says_so(self):
        self.plan.reminder_text = "14, 3"
        membership = self.start_in_january(payer=self.ben)
        self.assertFalse(membership.renews)
        self.ticks("2026-02-13", "2026-02-20", "2026-02-24", "2026-02-25")
        self.assertEqual(self.get_mails(membership), ["Plus: your membership until 02/27/2026"] * 2)
        body = self.env["mail.mail"].search([("res_id", "=", membership.id)], limit=1).body_html
        self.assertIn("does not renew by itself", body)
        self.ticks("2026-02-28")
        self.assertEqual((membership.state, membership.end_reason), ("ended", "not_renewed"))

    def test_pauses_end(self):
        membership = self.start_in_january()
        with self.at("2026-02-10 12:00:00"):
            membership._pause("Holidays", membership._get_today().replace(day=20))
        self.ticks("2026-02-20")
        self.assertEqual(membership.state, "suspended")
        self.ticks("2026-02-21")
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-10"))

    def test_paid_in_part_and_given_up(self):
        membership = self.start_in_january()
        self.ticks("2026-02-28")
        invoice = self.get_open_invoice(membership)
        with self.at("2026-03-01 12:00:00"):
            self.pay(invoice, 5)
            membership._cancel()
        self.assertEqual((membership.state, invoice.payment_state), ("ended", "reversed"))
        self.assertIn("paid in part", membership.activity_ids.note)

    def test_what_the_customer_saves_while_paying_is_kept(self):
        membership = self.start_in_january()
        self.ticks("2026-02-28")
        invoice, token = self.get_open_invoice(membership), self.make_token()
        self.assertIn("/my/invoices/", membership._get_payment_url())
        with self.at("2026-03-01 12:00:00"):
            transaction = self.env["payment.transaction"].create(
                {
                    "provider_id": token.provider_id.id,
                    "payment_method_id": token.payment_method_id.id,
                    "reference": "by the customer",
                    "amount": invoice.amount_residual,
                    "currency_id": invoice.currency_id.id,
                    "partner_id": self.ada.id,
                    "operation": "online_direct",
                    "invoice_ids": [(6, 0, invoice.ids)],
                }
            )
            transaction.token_id = token
            transaction._set_done()
            transaction._post_process()
        self.assertEqual((membership.state, membership.token_id), ("active", token))
        self.assertFalse(membership._get_payment_url())

    def test_taxes_of_the_customer(self):
        tax = self.env["account.tax"].create({"name": "Ten", "amount": 10, "price_include_override": "tax_included"})
        self.month.product_id.taxes_id = tax
        membership = self.start_in_january()
        self.assertEqual(membership._get_renewal_total(), 12.95)
        self.ticks("2026-02-28")
        term = membership._get_open_term()
        self.assertEqual((term.move_id.amount_total, term.amount, term.price), (12.95, 11.77, 12.95))

    def test_queries_do_not_grow(self):
        """Of the job's own work; what Odoo's invoices cost is not counted."""

        def count(number, name, prepare=None):
            memberships = self.Membership.union(
                *(self.start_in_january(partner=self.make_partner(f"{name} {one}")) for one in range(number))
            )
            with self.at("2026-03-02 08:00:00"):
                if prepare:
                    prepare(memberships)
                return self.count_queries(memberships.with_context(loyalty_no_mail=True, mail_notrack=True)._renew_due)

        def switch_off(memberships):
            memberships.renews = False

        def invoice(memberships):
            memberships._invoice_next_periods()

        for name, prepare in (("ends", switch_off), ("grace", invoice)):
            count(1, "warm", prepare)
            one, many = count(1, f"{name} one", prepare), count(6, f"{name} many", prepare)
            self.assertLessEqual(many, one, name)

    def test_settings_of_a_plan_hold_at_once(self):
        membership = self.start_in_january()
        with self.at("2026-02-20 12:00:00"):
            self.plan.write({"invoice_days": 10, "grace_days": 20})
        self.ticks("2026-02-20")
        self.assertEqual(str(membership._get_open_term().date_from), "2026-02-28")
        self.assertEqual(str(membership.runs_until), "2026-03-19")
