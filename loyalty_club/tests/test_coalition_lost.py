"""Accounting cancels or reverses what settlements and packages made: staff hears of it, and can put it right."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_coalition_settling import SettlingCase


@tagged("post_install", "-at_install")
class TestCoalitionLost(SettlingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.responsible = cls.make_user("manager")
        cls.coalition.user_id = cls.responsible

    def make_settlement(self, post=True):
        self.use_theirs(2)
        settlement = self.settle()
        if post:
            settlement.move_id.action_post()
        return settlement

    def reverse(self, move):
        move._reverse_moves([{"invoice_date": move.invoice_date}], cancel=True)
        self.assertEqual(move.payment_state, "reversed")

    def run_job(self):
        self.env["loyalty.coalition.partner"]._warn()

    def get_activities(self, record):
        return record.activity_ids.filtered(
            lambda activity: activity.activity_type_id.get_external_id()[activity.activity_type_id.id].endswith(
                ("coalition_lost", "coalition_short")
            )
        )

    def assert_told(self, settlement):
        self.assertTrue(settlement.document_lost)
        for _run in range(2):
            self.run_job()
        activity = self.get_activities(settlement)
        self.assertEqual(activity.user_id, self.responsible)
        self.assertIn("was cancelled, reversed or deleted in accounting", str(activity.note))

    def test_nothing_is_told_without_a_cause(self):
        for settlement in (self.make_settlement(), self.make_settlement(post=False)):
            self.run_job()
            self.assertFalse(settlement.document_lost or self.get_activities(settlement))

    def test_cancelled_and_settled_again(self):
        settlement = self.make_settlement(post=False)
        settlement.move_id.button_cancel()
        self.assert_told(settlement)
        settlement.with_user(self.responsible).action_cancel()
        self.assertFalse(settlement.document_lost or self.get_activities(settlement))
        self.assertEqual((self.coalition.balance, self.settle().net), (10, 10))

    def test_reversed_and_made_again(self):
        settlement = self.make_settlement()
        before = settlement.move_id
        self.reverse(before)
        self.assert_told(settlement)
        for _click in range(2):
            settlement.with_user(self.responsible).action_make_again()
        self.assertFalse(settlement.document_lost or self.get_activities(settlement))
        after = settlement.move_id
        self.assertEqual((after.state, after.amount_untaxed, after.move_type), ("draft", 10, "out_invoice"))
        moves = self.env["account.move"].search([("invoice_origin", "=", settlement.number)])
        self.assertEqual(moves - before - before.reversal_move_ids, after)
        self.assertIn(before.name, settlement.message_ids[0].body)
        after.button_cancel()
        self.assert_told(settlement)

    def test_paid_before_it_was_reversed(self):
        """Accounting leaves it “paid”: the money is a matter between the payment and the credit note."""
        settlement = self.make_settlement()
        wizard = self.env["account.payment.register"]
        wizard.with_context(active_model="account.move", active_ids=settlement.move_id.ids).create(
            {}
        )._create_payments()
        with self.assertRaisesRegex(UserError, "Reverse it in accounting first"), self.env.cr.savepoint():
            settlement.action_cancel()
        settlement.move_id._reverse_moves([{"invoice_date": settlement.move_id.invoice_date}]).action_post()
        self.assertNotEqual(settlement.payment_state, "reversed")
        self.assert_told(settlement)
        settlement.action_cancel()
        self.assertEqual((settlement.state, self.coalition.balance), ("cancelled", 10))

    def test_what_accounting_posted_is_owed(self):
        settlement = self.make_settlement(post=False)
        self.assertEqual(self.coalition.outstanding, 10)
        settlement.move_id.invoice_line_ids.price_unit = 1
        settlement.move_id.action_post()
        self.env.invalidate_all()
        self.assertEqual((settlement.move_id.amount_untaxed, self.coalition.outstanding), (2, 2))

    def test_put_right_in_accounting(self):
        settlement = self.make_settlement(post=False)
        settlement.move_id.button_cancel()
        self.assert_told(settlement)
        settlement.move_id.button_draft()
        self.run_job()
        self.assertFalse(settlement.document_lost or self.get_activities(settlement))

    def test_a_draft_that_is_deleted_is_made_again(self):
        settlement = self.make_settlement(post=False)
        kept = settlement.movement_ids
        settlement.move_id.with_user(self.make_user("account.group_account_invoice", login="books")).unlink()
        self.assertEqual((settlement.state, settlement.movement_ids, settlement.due), ("confirmed", kept, 10))
        self.assertFalse(settlement.move_id)
        self.assert_told(settlement)
        for _click in range(2):
            settlement.with_user(self.responsible).action_make_again()
        self.assertFalse(settlement.document_lost or self.get_activities(settlement))
        after = settlement.move_id
        self.assertEqual((after.state, after.amount_untaxed, after.move_type), ("draft", 10, "out_invoice"))
        self.assertEqual(self.env["account.move"].search([("invoice_origin", "=", settlement.number)]), after)
        self.assertIn("was deleted in accounting", settlement.message_ids[0].body)
        after.unlink()
        settlement.with_user(self.responsible).action_cancel()
        self.assertEqual((self.coalition.balance, self.settle().net), (10, 10), "or settled again")

    def test_nothing_due_needs_no_document(self):
        package = self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 12})
        package.action_confirm()
        settlement = self.make_settlement(post=False)
        self.assertEqual((settlement.due, settlement.document_lost), (0, False))

    def test_the_invoice_of_a_package_goes_with_it(self):
        package = self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 12})
        package.action_confirm()
        with self.assertRaisesRegex(UserError, "Cancel the package"), self.env.cr.savepoint():
            package.move_id.unlink()
        package.action_cancel()
        package.move_id.unlink()
        self.assertEqual((package.state, package.move_id.id, self.coalition.prepaid_left), ("cancelled", False, 0))

    def test_a_package_that_was_paid_and_reversed_can_be_cancelled(self):
        package = self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 12})
        package.action_confirm()
        move = package.move_id
        move.action_post()
        payments = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        payments.create({}).action_create_payments()
        with self.assertRaisesRegex(UserError, "Reverse it"), self.env.cr.savepoint():
            package.action_cancel()
        move._reverse_moves([{"invoice_date": move.invoice_date}]).action_post()
        self.assertNotEqual(move.payment_state, "reversed")
        self.assertEqual((package.state, self.coalition.prepaid_left), ("confirmed", 0), "nobody pays it any more")
        package.action_cancel()
        self.assertEqual((package.state, self.coalition.prepaid_left), ("cancelled", 0))

    def test_who_may(self):
        settlement = self.make_settlement(post=False)
        settlement.move_id.button_cancel()
        with self.assertRaises(AccessError):
            settlement.with_user(self.make_user("club_user")).action_make_again()

    def test_more_was_used_than_prepaid(self):
        package = self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 12})
        package.action_confirm()
        package.move_id.action_post()
        self.make_settlement(post=False)
        self.run_job()
        self.assertFalse(self.coalition.prepaid_short or self.get_activities(self.coalition))
        self.reverse(package.move_id)
        self.env.invalidate_all()
        for _run in range(2):
            self.run_job()
        activity = self.get_activities(self.coalition)
        self.assertEqual((self.coalition.prepaid_left, activity.user_id), (-10, self.responsible))
        self.assertIn("10.00", str(activity.note))
        package.action_cancel()
        self.run_job()
        self.assertEqual(len(self.get_activities(self.coalition)), 1, "the package is gone, the gap is not")
        self.env["loyalty.coalition.package"].create({"coalition_id": self.coalition.id, "amount": 12}).action_confirm()
        self.run_job()
        self.assertFalse(self.get_activities(self.coalition))
