from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .reversal_case import ReversalCase


@tagged("post_install", "-at_install")
class TestLedgerReversal(ReversalCase):
    # --- of what was earned ---

    def test_undoing_what_was_earned_takes_it_from_that_credit_first(self):
        early, late = self.earn(50, date(2030, 1, 1)), self.earn(100, date(2031, 1, 1))
        reversal = late._reverse()
        self.assertRecordValues(
            reversal,
            [{"kind": "reversal", "points": -100, "reversed_id": late.id, "uncovered": 0, "card_id": self.card.id}],
        )
        self.assertEqual((early.remaining, late.remaining, self.card.points), (50, 0, 50))
        self.assertLedger()

    def test_then_as_spending_does_and_the_rest_is_owed(self):
        earned = self.earn(100, date(2031, 1, 1))
        self.spend(80)
        other = self.earn(30)
        reversal = earned._reverse()
        self.assertEqual((earned.remaining, other.remaining), (0, 0))
        self.assertRecordValues(reversal, [{"points": -100, "uncovered": 50, "arrears_cause": "refund"}])
        self.assertEqual(self.card.points, -50)
        self.assertLedger()

    def test_without_arrears_the_rest_is_forgiven(self):
        self.club.debit_policy = "within_balance"
        earned = self.earn(100)
        self.spend(80)
        reversal = earned._reverse()
        self.assertRecordValues(reversal, [{"points": -20, "forgiven": 80, "uncovered": 0, "balance": 0}])
        self.assertLedger()
        self.assertEqual(earned._get_reversible_points(), {earned: 0})

    def test_without_a_cause_nothing_leads_below_zero(self):
        earned = self.earn(100)
        self.spend(80)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            earned._reverse(arrears_cause=None)
        earned._reverse(20, arrears_cause=None)
        self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_what_had_expired_counts_as_taken_back(self):
        with self.at("2026-01-10 12:00:00"):
            earned = self.earn(100, date(2026, 1, 31))
            other = self.earn(40, date(2026, 12, 31))
            self.spend(30)
        with self.at("2026-02-01 12:00:00"):
            self.card._expire_points()
            self.assertEqual((earned.remaining, self.card.points), (0, 40))
            reversal = earned._reverse()
            self.assertRecordValues(reversal, [{"points": -30, "forgiven": 70}])
            self.assertEqual((other.remaining, self.card.points), (10, 10))
        self.assertLedger()

    def test_what_expired_is_counted_once(self):
        with self.at("2026-01-10 12:00:00"):
            earned = self.earn(100, date(2026, 1, 31))
            self.earn(100)
            self.spend(60)
        with self.at("2026-02-01 12:00:00"):
            self.card._expire_points()
            parts = [earned._reverse(30) for _turn in range(3)] + [earned._reverse()]
        self.assertEqual([part.forgiven for part in parts], [30, 10, 0, 0])
        self.assertEqual([part.points for part in parts], [0, -20, -30, -10])
        self.assertEqual(self.card.points, 40)
        self.assertLedger()

    def test_parts_add_up_and_no_more_than_was_earned_is_taken(self):
        earned = self.earn(100)
        self.earn(500)
        earned._reverse(33.33)
        earned._reverse(33.33)
        self.assertEqual(earned._get_reversible_points(), {earned: 33.34})
        with self.assertRaisesRegex(UserError, "33.34"), self.env.cr.savepoint():
            earned._reverse(33.35)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            earned._reverse(-1)
        earned._reverse()
        self.assertEqual(self.card.points, 500)
        with self.assertRaises(UserError):
            earned._reverse()
        self.assertLedger()

    def test_qualifying_values_go_back_by_their_share_and_on_their_date(self):
        moment = datetime(2026, 1, 5, 10)
        earned = self.earn(100, at=moment, qualifying={"points": 100, "amount": 99.99, "orders": 1})
        first = earned._reverse(33.33)
        self.assertRecordValues(
            first,
            [
                {
                    "qualifying_points": -33.33,
                    "qualifying_amount": -33.33,
                    "qualifying_orders": 0,
                    "qualifying_at": moment,
                }
            ],
        )
        last = earned._reverse()
        self.assertRecordValues(
            last, [{"qualifying_points": -66.67, "qualifying_amount": -66.66, "qualifying_orders": -1}]
        )
        last._reverse()
        entries = earned + earned.reversal_ids + earned.reversal_ids.reversal_ids
        self.assertEqual(sum(entries.mapped("qualifying_orders")), 1)
        self.assertAlmostEqual(sum(entries.mapped("qualifying_amount")), 66.66)

    # --- of what was spent ---

    def test_undoing_what_was_spent_gives_the_points_back_to_their_credits(self):
        early, late = self.earn(50, date(2030, 1, 1)), self.earn(100, date(2031, 1, 1))
        debit = self.spend(120)
        part = debit._reverse(90)
        self.assertEqual((early.remaining, late.remaining), (20, 100), "last taken, first given back")
        self.assertRecordValues(part, [{"points": 90, "remaining": 0, "balance": 120, "expires_on": False}])
        given = debit.debit_allocation_ids.filtered(lambda allocation: allocation.points < 0)
        self.assertEqual(sorted(given.mapped("points")), [-70, -20])
        debit._reverse()
        self.assertEqual((early.remaining, late.remaining, self.card.points), (50, 100, 150))
        self.assertLedger()

    def test_what_expired_meanwhile_comes_back_for_some_days(self):
        self.club.reversal_grace_days = 10
        with self.at("2026-01-10 12:00:00"):
            early, late = self.earn(50, date(2026, 1, 31)), self.earn(100, date(2026, 12, 31))
            debit = self.spend(120)
        with self.at("2026-02-05 12:00:00"):
            reversal = debit._reverse()
            self.assertRecordValues(reversal, [{"points": 120, "remaining": 50, "expires_on": date(2026, 2, 15)}])
            self.assertEqual((early.remaining, late.remaining, self.card.points), (0, 100, 150))
            self.assertLedger()
        with self.at("2026-02-15 12:00:00"):
            self.card._expire_points()
            self.assertEqual(self.card.points, 150)
        with self.at("2026-02-16 12:00:00"):
            self.card._expire_points()
            self.assertEqual(self.card.points, 100)
        self.assertLedger()

    def test_what_was_never_paid_is_cancelled_first(self):
        earned = self.earn(30)
        debit = self.spend(100, arrears_cause="offline")
        debit._reverse(80)
        self.assertEqual((debit.uncovered, earned.remaining, self.card.points), (0, 10, 10))
        self.assertLedger()

    def test_points_given_back_repay_other_arrears(self):
        self.earn(50)
        first = self.spend(50)
        second = self.spend(20, arrears_cause="offline")
        first._reverse()
        self.assertEqual((second.uncovered, self.card.points), (0, 30))
        self.assertLedger()

    # --- the manager's button ---

    def test_the_wizard_shows_what_is_left_and_asks_for_a_reason(self):
        earned = self.earn(100)
        earned._reverse(30)
        wizard = self.env["loyalty.ledger.reverse"].create({"entry_id": earned.id, "reason": "Wrong member"})
        self.assertEqual((wizard.max_points, wizard.points), (70, 70))
        wizard.points = 20
        wizard.action_reverse()
        reversal = self.card.ledger_ids[:1]
        self.assertRecordValues(reversal, [{"points": -20, "reversed_id": earned.id, "description": "Wrong member"}])
        wizard = self.env["loyalty.ledger.reverse"].create({"entry_id": earned.id, "reason": "Wrong member"})
        wizard.action_reverse()
        self.assertEqual(self.card.points, 0)
        wizard = self.env["loyalty.ledger.reverse"].create({"entry_id": earned.id, "reason": "Once more"})
        with self.assertRaises(UserError):
            wizard.action_reverse()
