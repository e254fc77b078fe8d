"""Online payments hold the points that their orders spend; money taken always confirms the order."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.payment.tests.common import PaymentCommon

from .common import ClubMixin


@tagged("post_install", "-at_install")
class TestSalePayment(ClubMixin, PaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(hold_days=1)
        cls.product = cls.make_product(price=50)
        cls.card = cls.make_member(cls.club, points=100)
        cls.order = cls.make_order(cls.card.partner_id, [(cls.product, 1)])
        cls.claim(cls.order, cls.card)

    def start_payment(self, order, **values):
        self.reference = f"{order.name}-{len(order.transaction_ids) + 1}"
        return self._create_transaction(
            "redirect",
            reference=self.reference,
            amount=order.amount_total,
            currency_id=order.currency_id.id,
            partner_id=order.partner_id.id,
            sale_order_ids=[Command.set(order.ids)],
            **values,
        )

    def finish(self, transaction):
        transaction._set_done()
        transaction._post_process()

    def test_a_payment_in_progress_holds_its_points(self):
        self.start_payment(self.order)
        self.assertEqual((self.card.points, self.card.reserved_points), (100, 100))
        other = self.make_order(self.card.partner_id, [(self.product, 1)])
        self.assertFalse(other._get_claimable_rewards())
        with self.assertRaises(UserError):
            self.card._post_points(-50, "redemption")

    def test_a_second_payment_for_the_same_points_cannot_start(self):
        other = self.make_order(self.card.partner_id, [(self.product, 1)])
        self.claim(other, self.card)
        self.start_payment(self.order)
        with self.assertRaisesRegex(UserError, "only 0"), self.env.cr.savepoint():
            self.start_payment(other)

    def test_paying_confirms_and_spends(self):
        self.finish(self.start_payment(self.order))
        self.assertEqual(self.order.state, "sale")
        self.assertEqual((self.card.points, self.card.reserved_points), (0, 0))
        self.assertFalse(self.card.reservation_ids)
        self.assertLedger(self.card)

    def test_a_cancelled_payment_gives_the_points_free(self):
        self.start_payment(self.order)._set_canceled()
        self.assertEqual(self.card.reserved_points, 0)
        self.finish(self.start_payment(self.order))
        self.assertEqual(self.card.points, 0)

    def test_a_failed_payment_gives_the_points_free_unless_another_runs(self):
        first, second = self.start_payment(self.order), self.start_payment(self.order)
        first._set_error("declined")
        self.assertEqual(self.card.reserved_points, 100)
        second._set_error("declined")
        self.assertEqual(self.card.reserved_points, 0)

    def test_a_reservation_times_out(self):
        self.start_payment(self.order)
        self.env.cr._now = self.days_from_now(1)
        self.addCleanup(setattr, self.env.cr, "_now", None)
        self.card.invalidate_recordset()
        self.assertEqual(self.card.reserved_points, 0)

    def test_a_transfer_keeps_its_points_for_days(self):
        self.start_payment(self.order)._set_pending()
        self.assertGreater(self.card.reservation_ids.expires_at, self.days_from_now(6))

    def test_a_captured_payment_confirms_although_the_points_are_gone(self):
        transaction = self.start_payment(self.order)
        amount = self.order.amount_total
        self.card.reservation_ids.expires_at = self.days_from_now(-1)
        self.card._post_points(-100, "redemption")
        self.finish(transaction)
        self.assertEqual((self.order.state, self.order.amount_total), ("sale", amount))
        self.assertEqual(self.card.points, -100)
        self.assertEqual(self.card.ledger_ids[0].arrears_cause, "payment")
        self.assertLedger(self.card)

    def test_the_same_order_reserves_once(self):
        self.start_payment(self.order)
        self.start_payment(self.order)
        self.assertEqual(len(self.card.reservation_ids), 1)
        self.assertEqual(self.card.reserved_points, 100)

    def test_a_reward_that_left_the_order_is_no_longer_held(self):
        """Also when a transfer holds it for days."""
        self.start_payment(self.order)._set_pending()
        self.order.order_line.filtered("reward_id").unlink()
        self.assertEqual(self.card.reserved_points, 0)
        self.order.action_confirm()
        self.assertFalse(self.card.reservation_ids)

    def test_a_payment_that_starts_without_the_reward(self):
        self.start_payment(self.order)
        self.order.order_line.filtered("reward_id").unlink()
        self.start_payment(self.order)
        self.assertEqual(self.card.reserved_points, 0)

    def test_what_is_left_of_the_rewards_stays_held(self):
        self.card._post_points(100, "adjustment")
        self.claim(self.order, self.card)
        self.start_payment(self.order)
        self.assertEqual(self.card.reserved_points, 200)
        self.order.order_line.filtered("reward_id")[0].points_cost = 50
        self.assertEqual(self.card.reserved_points, 150)

    def test_a_cancelled_quotation_gives_the_points_free(self):
        self.start_payment(self.order)._set_pending()
        self.order._action_cancel()
        self.assertEqual(self.card.reserved_points, 0)

    def test_a_deleted_quotation_gives_the_points_free(self):
        payment = self.start_payment(self.order)
        payment._set_pending()
        self.order.unlink()
        self.card.invalidate_recordset()
        self.assertEqual(self.card.reserved_points, 0)
