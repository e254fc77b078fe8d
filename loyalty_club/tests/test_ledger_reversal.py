from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerReversal(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)

    def earn(self, points, expires_on=None, **values):
        return self.card._post_points(points, "accrual", expires_on=expires_on, **values)

    def spend(self, points, **values):
        return self.card._post_points(-points, "redemption", **values)

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

    # --- of an undo ---

    def test_a_refund_taken_back_restores_the_very_points(self):
        earned = self.earn(100, date(2031, 1, 1))
        reversal = earned._reverse(60)
        back = reversal._reverse()
        self.assertRecordValues(back, [{"points": 60, "remaining": 0, "reversed_id": reversal.id}])
        self.assertEqual((earned.remaining, self.card.points), (100, 100))
        self.assertEqual(earned._get_reversible_points(), {earned: 100})
        earned._reverse()
        self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_what_was_forgiven_returns_without_moving_points(self):
        self.club.debit_policy = "within_balance"
        earned = self.earn(100)
        self.spend(80)
        reversal = earned._reverse()
        back = reversal._reverse(90)
        self.assertRecordValues(back, [{"points": 10, "forgiven": 80}])
        self.assertEqual(earned._get_reversible_points(), {earned: 90})
        self.assertEqual(self.card.points, 10)
        self.assertLedger()

    def test_undoing_to_and_fro_makes_no_points(self):
        """Given back, spent elsewhere, taken back (nothing there: forgiven), given back again: that gives nothing."""
        self.club.debit_policy = "within_balance"
        self.earn(100)
        debit = self.spend(100)
        back = debit._reverse()
        self.spend(100)
        self.assertRecordValues(back._reverse(), [{"points": 0, "forgiven": 100}])
        self.assertRecordValues(debit._reverse(), [{"points": 0, "forgiven": 100}])
        self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_an_undo_of_spending_taken_back(self):
        self.earn(100)
        debit = self.spend(60)
        back = debit._reverse()
        back._reverse(25)
        self.assertEqual((self.card.points, debit._get_reversible_points()[debit]), (75, 25))
        debit._reverse()
        self.assertEqual(self.card.points, 100)
        self.assertLedger()

    def test_there_is_no_third_level(self):
        earned = self.earn(100)
        again = earned._reverse()._reverse()
        with self.assertRaises(UserError):
            again._reverse()

    # --- several at once ---

    def test_many_at_once_keep_the_books_in_order(self):
        """The points of the first undo come back in two pieces; the entries after it still fit."""
        with self.at("2026-01-10 12:00:00"):
            self.earn(10, date(2026, 1, 31))
            self.earn(20, date(2030, 1, 31))
            first, second, third = self.spend(15), self.spend(5), self.earn(7)
        with self.at("2026-02-05 12:00:00"):
            entries = (first + second + third)._reverse()
        self.assertEqual(entries.ids, sorted(entries.ids))
        self.assertEqual(self.card.points, 30)
        self.assertLedger()

    def test_pieces_of_many_undos_do_not_meet(self):
        """Each undo gives points back for two different days: every entry has its own place."""
        other = self.make_member(self.club)
        with self.at("2026-01-10 12:00:00"):
            debits = self.Entry
            for _turn in range(3):
                other._post_points(10, "accrual", expires_on=date(2026, 1, 31))
                other._post_points(10, "accrual", expires_on=date(2030, 1, 31))
                debits += other._post_points(-20, "redemption")
        other._merge_into(self.card)
        with self.at("2026-02-05 12:00:00"):
            entries = debits._reverse()
        self.assertEqual(len(entries), 6)
        self.assertEqual(entries.ids, sorted(entries.ids))
        self.assertEqual(set(entries.mapped("expires_on")), {date(2026, 3, 7), date(2030, 1, 31)})
        self.assertEqual(self.card.points, 60)
        self.assertLedger()

    def test_a_debt_that_is_paid_and_undone_in_one_batch(self):
        """The undo of the first gives points back that pay the debt; the undo of the second returns them again."""
        earned = self.earn(100, date(2030, 1, 1))
        part = earned._reverse(30)
        self.spend(70)
        rest = earned._reverse()
        self.assertEqual(self.card.points, -70)
        (part + rest)._reverse()
        self.assertEqual((self.card.points, earned.remaining), (30, 30))
        self.assertEqual(self.card.expiring_on, date(2030, 1, 1))
        self.assertLedger()

    def test_the_same_entry_twice_in_one_batch(self):
        self.earn(10)
        self.earn(20)
        debit = self.spend(25)
        values = {"entry": debit, "points": 10}
        self.card._post_reversals([values, dict(values)])
        self.assertEqual((self.card.points, debit._get_reversible_points()[debit]), (25, 5))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.card._post_reversals([{**values, "points": 3}, {**values, "points": 3}])
        self.assertLedger()

    def test_the_same_key_never_undoes_twice(self):
        earned = self.earn(100)
        first = earned._reverse(10, key="refund,1")
        self.assertEqual(earned._reverse(10, key="refund,1"), first)
        values = {"entry": earned, "points": 10, "key": "refund,2"}
        self.card._post_reversals([values, dict(values)])
        self.assertEqual(self.card.points, 80)
        self.assertLedger()

    def test_an_expiration_can_be_undone(self):
        with self.at("2026-01-10 12:00:00"):
            self.earn(100, date(2026, 1, 31))
        with self.at("2026-02-05 12:00:00"):
            self.card._expire_points()
            expiration = self.card.ledger_ids.filtered(lambda entry: entry.kind == "expiration")
            reversal = expiration._reverse(description="A mistake of ours")
            self.assertRecordValues(reversal, [{"points": 100, "remaining": 100, "expires_on": date(2026, 3, 7)}])
            self.assertFalse(self.card._expire_points())
        with self.at("2026-03-08 12:00:00"):
            self.card._expire_points()
            self.assertEqual(self.card.points, 0)
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
