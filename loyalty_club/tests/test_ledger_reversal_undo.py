from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .reversal_case import ReversalCase


@tagged("post_install", "-at_install")
class TestLedgerReversalUndo(ReversalCase):
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
