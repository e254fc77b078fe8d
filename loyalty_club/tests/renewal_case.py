"""What tests of renewals share: a clock, the job, and a bank that does as it is told."""

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import ValidationError

from .membership_case import MembershipCase

NONE = {"none": {"mode": "multi", "type": ("bank",)}}

REFUSAL = "The bank says no."


class RenewalMixin:
    """``tick`` runs the job at a moment; ``bank`` says what the provider answers, ``asked`` what it was asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "loyalty_no_mail": False})
        cls.env.company.write({"club_quiet_from": 0, "club_quiet_to": 0})
        cls.book_payments_of(cls.make_token().provider_id)

    @classmethod
    def book_payments_of(cls, provider):
        """Payments of the test bank are booked in a journal, as those of a real provider are."""
        Method = cls.env["account.payment.method"]
        known = Method._get_payment_method_information()
        with patch.object(type(Method), "_get_payment_method_information", lambda _self: {**known, **NONE}):
            Method.create({"name": "Test bank", "code": "none", "payment_type": "inbound"})
            provider.journal_id = cls.env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", provider.company_id.id)], limit=1
            )

    def setUp(self):
        super().setUp()
        self.bank = "done"
        self.asked = []
        Transaction = type(self.env["payment.transaction"])
        test = self

        def send(transaction):
            test.asked.append(transaction.reference)
            answer = test.bank
            if answer == "done":
                transaction._set_done()
            elif answer == "pending":
                transaction._set_pending()
            elif answer == "error":
                transaction._set_error("The card has expired.")
            elif answer == "refuse":
                raise ValidationError(REFUSAL)

        patched = patch.object(Transaction, "_send_payment_request", send)
        patched.start()
        self.addCleanup(patched.stop)

    def tick(self, moment):
        """Run the job as Odoo does, at a moment (text, UTC)."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), freeze_time(moment):
            cron = self.env.ref("loyalty_club.ir_cron_renew_memberships")
            before, self.env.cr._now = self.env.cr._now, datetime.fromisoformat(moment)
            try:
                cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
                self.env["loyalty.message"]._send_due()
            finally:
                self.env.cr._now = before
        self.env.invalidate_all()

    def ticks(self, *days):
        for day in days:
            self.tick(f"{day} 08:00:00")

    def get_mails(self, membership):
        """Subjects of the mails to the customer, oldest first."""
        self.env["loyalty.message"]._send_due()
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", "loyalty.membership"), ("res_id", "=", membership.id)], order="id")
            .mapped("subject")
        )

    def get_open_invoice(self, membership):
        return membership._get_open_term().move_id


class RenewalCase(RenewalMixin, MembershipCase):
    """A membership of Ada that was bought on 31 January 2026: a month, paid to 27 February."""

    def start_in_january(self, **options):
        with self.at("2026-01-31 12:00:00"):
            membership = self.start(**options)
        return membership.with_env(self.env)
