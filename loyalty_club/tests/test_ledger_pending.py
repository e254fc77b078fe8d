from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerPending(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"hold_days": 14, "expiry_policy": "after_earning", "expiry_count": 1, "expiry_unit": "month"})
        cls.card = cls.make_member(cls.club)

    def hold(self, points, day="2026-01-15", **values):
        return self.card._post_points(points, "accrual", available_on=date.fromisoformat(day), **values)

    def test_pending_points_are_there_but_cannot_be_spent(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.hold(100)
            self.assertRecordValues(
                entry, [{"state": "pending", "points": 100, "balance": 0, "remaining": 0, "expires_on": False}]
            )
            self.assertRecordValues(self.card, [{"points": 0, "pending_points": 100, "expiring_on": False}])
            self.assertEqual(self.card._get_spendable()[self.card], 0)
            with self.assertRaises(UserError):
                self.card._post_points(-1, "redemption")
            self.assertLedger()

    def test_a_day_that_has_come_is_not_pending(self):
        with self.at("2026-01-15 00:00:00"):
            self.assertEqual(self.hold(100).state, "posted")

    def test_points_are_released_on_their_day_and_valid_from_then(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.hold(100)
        with self.at("2026-01-14 23:59:59"):
            self.assertEqual(self.card._release_pending(), 0)
            self.assertEqual(self.card.points, 0)
        with self.at("2026-01-15 00:00:00"):
            self.assertEqual(self.card._release_pending(), 1)
            self.assertRecordValues(
                entry, [{"state": "posted", "balance": 100, "remaining": 100, "expires_on": date(2026, 2, 15)}]
            )
            self.assertRecordValues(self.card, [{"points": 100, "pending_points": 0}])
            self.assertEqual(self.card._release_pending(), 0, "once")
        self.assertLedger()

    def test_a_release_days_late_gives_the_full_period(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.hold(100)
        with self.at("2026-01-20 12:00:00"):
            self.card._release_pending()
        self.assertEqual(entry.expires_on, date(2026, 2, 20))

    def test_a_date_that_was_given_is_kept(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.hold(100, expires_on=date(2026, 12, 31))
            self.assertEqual(entry.state, "pending")
        with self.at("2026-01-15 12:00:00"):
            self.card._release_pending()
        self.assertEqual(entry.expires_on, date(2026, 12, 31))
        self.assertLedger()

    def test_the_balances_of_later_entries_move_with_a_release(self):
        with self.at("2026-01-01 12:00:00"):
            first = self.hold(100)
            second = self.card._post_points(30, "adjustment")
            third = self.hold(50, "2026-01-10")
            fourth = self.card._post_points(-10, "redemption")
            self.assertEqual(self.card.points, 20)
        with self.at("2026-01-10 12:00:00"):
            self.card._release_pending()
            self.assertEqual([entry.balance for entry in (first, second, third, fourth)], [0, 30, 80, 70])
            self.assertLedger()
        with self.at("2026-01-15 12:00:00"):
            self.card._release_pending()
            self.assertEqual([entry.balance for entry in (first, second, third, fourth)], [100, 130, 180, 170])
        self.assertLedger()

    def test_released_points_repay_arrears(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.hold(100)
            debit = self.card._post_points(-30, "redemption", arrears_cause="offline")
        with self.at("2026-01-15 12:00:00"):
            self.card._release_pending()
        self.assertEqual((entry.remaining, debit.uncovered, self.card.points), (70, 0, 70))
        self.assertLedger()

    # --- undone while pending ---

    def test_returned_inside_the_window_nothing_was_ever_spendable(self):
        product = self.make_product(25)
        with self.at("2026-01-01 12:00:00"):
            order = self.make_sale(self.card.partner_id, [(product, 1)])
            self.assertRecordValues(self.card, [{"points": 0, "pending_points": 25}])
        with self.at("2026-01-05 12:00:00"):
            order._action_cancel()
            self.assertRecordValues(self.card, [{"points": 0, "pending_points": 0}])
        with self.at("2026-01-16 12:00:00"):
            self.card._release_pending()
            self.assertRecordValues(self.card, [{"points": 0, "pending_points": 0, "lifetime_points": 0}])
        self.assertFalse(self.card.ledger_ids.filtered("remaining"))
        self.assertLedger()

    def test_a_part_undone_while_pending_is_released_together(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.hold(100)
            reversal = entry._reverse(40)
            self.assertRecordValues(
                reversal, [{"state": "pending", "points": -40, "available_on": date(2026, 1, 15), "balance": 0}]
            )
            self.assertEqual(self.card.pending_points, 60)
            back = reversal._reverse(15)
            self.assertRecordValues(back, [{"state": "pending", "points": 15}])
            self.assertEqual(entry._get_reversible_points(), {entry: 75})
        with self.at("2026-01-15 12:00:00"):
            self.card._release_pending()
            self.assertEqual((self.card.points, self.card.pending_points), (75, 0))
        self.assertLedger()

    def test_undone_while_pending_and_again_after_the_release(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.hold(100)
            entry._reverse(40)
        with self.at("2026-01-15 12:00:00"):
            self.card._release_pending()
            with self.assertRaises(UserError), self.env.cr.savepoint():
                entry._reverse(61)
            entry._reverse()
            self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_an_undo_while_pending_does_not_take_other_points(self):
        with self.at("2026-01-01 12:00:00"):
            other = self.card._post_points(50, "adjustment", expires_on=date(2026, 1, 20))
            entry = self.hold(100)
            entry._reverse(100)
            self.assertEqual(self.card.points, 50)
        with self.at("2026-01-15 12:00:00"):
            self.card._release_pending()
        self.assertEqual((other.remaining, entry.remaining, self.card.points), (50, 0, 50))
        self.assertLedger()

    # --- days are days of the club ---

    def test_a_day_begins_at_midnight_of_the_club(self):
        for tz, last_moment, first_moment in (
            ("Asia/Tehran", "2026-01-14 20:29:59", "2026-01-14 20:30:00"),
            ("America/New_York", "2026-01-15 04:59:59", "2026-01-15 05:00:00"),
            ("Pacific/Auckland", "2026-01-14 10:59:59", "2026-01-14 11:00:00"),
        ):
            with self.subTest(tz=tz):
                club = self.make_club(tz=tz)
                card = self.make_member(club)
                with self.at("2026-01-01 12:00:00"):
                    card._post_points(5, "accrual", available_on=date(2026, 1, 15))
                with self.at(last_moment):
                    self.assertEqual(card._release_pending(), 0)
                with self.at(first_moment):
                    self.assertEqual(card._release_pending(), 1)

    # --- the job ---

    def test_a_limit_and_a_moment(self):
        cards = self.card + self.make_member(self.club) + self.make_member(self.club)
        with self.at("2026-01-01 12:00:00"):
            self.Card._post_points_batch(
                [
                    {"card_id": card.id, "points": 5, "kind": "accrual", "available_on": date(2026, 1, 15)}
                    for card in cards
                ]
            )
            moment = self.env.cr.now().replace(month=2)
            self.assertEqual(self.Card._release_pending(now=moment, limit=2), 2)
            self.assertEqual(cards.mapped("points"), [5, 5, 0])
            self.assertEqual(cards[2]._release_pending(), 0)
            self.assertEqual(self.Card._release_pending(now=moment, limit=2), 1)
            self.assertEqual(self.Card._release_pending(now=moment, limit=2), 0)
        self.assertEqual(cards.mapped("points"), [5, 5, 5])
        self.assertLedger()
