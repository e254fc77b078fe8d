""" "Reverse and create invoice" on the invoice of a renewal: the new one takes its place."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .renewal_case import RenewalCase


class ReplacedMixin:
    def replace(self, invoice):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.modify_moves()
        return wizard.new_move_ids


@tagged("post_install", "-at_install")
class TestMembershipReplaced(ReplacedMixin, RenewalCase):
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

    def test_one_that_is_deleted(self):
        """Nobody can pay an invoice that is not there: as when it is cancelled."""
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        with self.at("2026-03-01 12:00:00"):
            self.replace(self.get_open_invoice(membership)).unlink()
        self.assertEqual((membership.renews, self.get_renewal(membership).state), (False, "void"))


@tagged("post_install", "-at_install")
class TestMembershipChangeReplaced(ReplacedMixin, RenewalCase):
    """Ada has a month of Plus from 31 January to 27 February and changes to Premium on 10 February: 22.68."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.premium = cls.make_period(cls.make_plan(name="Premium"), 31)
        cls.plan.change_plan_ids = cls.premium.plan_id

    def setUp(self):
        super().setUp()
        self.membership = self.start_in_january(token=self.make_token())
        self.enterContext(self.at("2026-02-10 12:00:00"))
        self.invoice = self.membership._change_period(self.premium)

    def test_pending(self):
        """The new invoice begins the change when it is paid; what is written there is what is deducted."""
        new = self.replace(self.invoice)
        self.assertEqual((self.membership.change_move_id, self.membership.change_period_id), (new, self.premium))
        self.assertEqual(new.membership_change_id, self.membership)
        new.invoice_line_ids.filtered(lambda line: line.price_unit < 0).price_unit = -9
        new.action_post()
        self.assertEqual(self.membership._get_payable()[0], new)
        self.pay(new)
        self.assertEqual((self.membership.plan_id, self.membership.change_move_id.id), (self.premium.plan_id, False))
        self.assertEqual(str(self.membership.paid_until), "2026-03-09")
        old, term = self.membership.term_ids.sorted("date_from")
        self.assertEqual((old.refunded_amount, term.amount, term.move_id), (9, 31, new))

    def test_pending_and_about_to_be_charged(self):
        self.membership._change_and_charge(self.premium, self.membership.token_id, 22.68)
        new = self.replace(self.invoice)
        self.tick("2026-02-10 12:01:00")
        self.assertEqual(self.asked, [])
        new.action_post()
        self.assertEqual(self.membership._get_payable()[0], new)

    def test_pending_and_being_charged(self):
        """What is on its way would be money for nothing, and the new invoice would be paid a second time."""
        self.membership._change_and_charge(self.premium, self.membership.token_id, 22.68)
        self.bank = "pending"
        self.tick("2026-02-10 12:01:00")
        with self.assertRaisesRegex(UserError, "on its way"):
            self.replace(self.invoice)
        self.assertEqual((self.membership.change_move_id, len(self.asked)), (self.invoice, 1))

    def test_pending_without_the_line_that_deducts(self):
        """Staff deducts nothing: the days go all the same, and the payment is booked."""
        new = self.replace(self.invoice)
        new.invoice_line_ids.filtered(lambda line: line.price_unit < 0).unlink()
        new.action_post()
        self.pay(new)
        self.assertEqual((self.membership.plan_id, new.amount_total), (self.premium.plan_id, 31))
        self.assertEqual(str(self.membership.paid_until), "2026-03-09")

    def test_pending_and_given_up(self):
        """Nothing waits for an invoice that was credited, cancelled or deleted: the change can be chosen anew."""

        def again():
            self.assertFalse(self.membership.change_period_id or self.membership.change_move_id)
            self.invoice = self.membership._change_period(self.premium)
            self.assertEqual(self.membership._get_payable()[0], self.invoice)

        self.credit(self.invoice)
        again()
        self.replace(self.invoice).button_cancel()
        again()
        self.replace(self.invoice).unlink()
        again()
        self.assertEqual(self.membership.plan_id, self.plan)

    def test_paid(self):
        """Who paid keeps the days while the new invoice is written and the payment is put there."""
        self.pay(self.invoice)
        kinds = self.membership.event_ids.mapped("kind")
        new = self.replace(self.invoice)
        new.action_post()
        term = self.membership.term_ids.filtered(lambda term: term.period_id == self.premium)
        self.assertEqual((term.state, term.move_id, self.membership.state), ("paid", new, "active"))
        payment = self.env["account.payment"].search([], order="id desc", limit=1)
        line = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        new.js_assign_outstanding_line(line.id)
        self.assertEqual((new.amount_residual, term.state, term.refunded_amount), (0, "paid", 0))
        self.assertEqual(self.membership.event_ids.mapped("kind"), kinds)
        line.remove_move_reconcile()
        self.assertEqual((term.state, self.membership.state), ("refunded", "ended"))
