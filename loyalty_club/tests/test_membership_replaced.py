""" "Reverse and create invoice" on the invoice of a renewal: the new one takes its place."""

from odoo.tests import tagged

from .renewal_case import RenewalCase


@tagged("post_install", "-at_install")
class TestMembershipReplaced(RenewalCase):
    def replace(self, invoice):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.modify_moves()
        return wizard.new_move_ids

    def get_renewal(self, membership):
        return membership.term_ids.filtered(lambda term: term.kind == "renewal")

    def test_a_renewal_that_is_not_paid(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        old = self.get_open_invoice(membership)
        with self.at("2026-03-01 12:00:00"):
            new = self.replace(old)
            self.assertEqual((old.payment_state, new.state), ("reversed", "draft"))
            self.assertEqual((self.get_open_invoice(membership), membership.renews), (new, True))
            new.invoice_line_ids.price_unit = 10
            new.action_post()
            self.pay(new)
        term = self.get_renewal(membership)
        self.assertEqual((term.state, term.amount, term.move_id), ("paid", 10, new))
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))

    def test_a_renewal_that_is_charged(self):
        membership = self.start_in_january(token=self.make_token())
        self.bank = "error"
        self.tick("2026-02-28 08:00:00")
        self.bank = "done"
        with self.at("2026-02-28 12:00:00"):
            new = self.replace(self.get_open_invoice(membership))
        self.tick("2026-03-01 08:00:00")
        self.assertEqual(len(self.asked), 1, "a draft is not charged")
        with self.at("2026-03-01 12:00:00"):
            new.action_post()
        self.tick("2026-03-01 18:00:00")
        self.assertEqual((len(self.asked), new.amount_residual), (2, 0))
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))

    def test_a_renewal_that_is_paid(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        old = self.get_open_invoice(membership)
        with self.at("2026-03-01 12:00:00"):
            self.pay(old)
            kinds = membership.event_ids.mapped("kind")
            new = self.replace(old)
            term = self.get_renewal(membership)
            self.assertEqual((term.state, term.move_id, membership.state), ("paid", new, "active"))
            new.action_post()
            self.assertEqual((term.state, term.refunded_amount), ("paid", 0))
            payment = old._get_reconciled_payments() or self.env["account.payment"].search([], order="id desc", limit=1)
            line = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
            new.js_assign_outstanding_line(line.id)
            self.assertEqual((new.amount_residual, term.state, membership.renews), (0, "paid", True))
            self.assertEqual(membership.event_ids.mapped("kind"), kinds)
            self.credit(new)
            self.assertEqual((term.state, membership.state), ("refunded", "ended"))

    def test_the_new_one_is_not_wanted_either(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        with self.at("2026-03-01 12:00:00"):
            new = self.replace(self.get_open_invoice(membership))
            new.button_cancel()
        self.assertEqual((membership.renews, self.get_renewal(membership).state), (False, "void"))

    def test_a_paid_one_that_is_cancelled(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        old = self.get_open_invoice(membership)
        with self.at("2026-03-01 12:00:00"):
            self.pay(old)
            self.replace(old).button_cancel()
        self.assertEqual((self.get_renewal(membership).state, membership.state), ("refunded", "ended"))
