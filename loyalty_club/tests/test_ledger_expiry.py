from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .expiry_case import ExpiryCase


@tagged("post_install", "-at_install")
class TestLedgerExpiry(ExpiryCase):
    # --- which day ---

    def test_each_policy_dates_its_credits(self):
        for settings, earned, expected in (
            (("none",), "2026-01-31", False),
            (("after_earning", 1, "month"), "2026-01-31", "2026-02-28"),
            (("after_earning", 30, "day"), "2026-01-31", "2026-03-02"),
            (("after_earning", 2, "year"), "2024-02-29", "2026-02-28"),
            (("after_earning", 1, "month", "end_of_month"), "2028-01-05", "2028-02-29"),
            (("after_earning", 1, "year", "end_of_year"), "2026-01-05", "2027-12-31"),
            (("fixed_dates", 1, "month", "none", "06-21,12-21"), "2026-06-21", "2026-06-21"),
            (("fixed_dates", 1, "month", "none", "06-21,12-21"), "2026-06-22", "2026-12-21"),
            (("inactivity", 6, "month"), "2026-01-31", False),
        ):
            with self.subTest(settings=settings, earned=earned):
                self.club = self.make_club()
                self.policy(*settings)
                card = self.make_member(self.club)
                with self.noon(earned):
                    entry = self.earn(10, card=card)
                self.assertEqual(entry.expires_on, expected and self.day(expected))
                if settings[0] == "inactivity":
                    self.assertEqual(card.points_expire_on, self.day("2026-07-31"))

    def test_a_day_is_a_day_of_the_club(self):
        moment = "2026-01-31 21:00:00"
        for tz, expected in (
            ("Asia/Tehran", "2026-03-01"),
            ("America/New_York", "2026-02-28"),
            ("Pacific/Auckland", "2026-03-01"),
            ("UTC", "2026-02-28"),
        ):
            with self.subTest(tz=tz):
                self.club = self.make_club(tz=tz)
                self.policy("after_earning", 1, "month")
                card = self.make_member(self.club)
                with self.at(moment):
                    entry = self.earn(10, card=card)
                self.assertEqual(entry.expires_on, self.day(expected))

    def test_the_time_zone_is_that_of_the_company(self):
        company = self.env.company
        for tz, expected in (("Asia/Tehran", "Asia/Tehran"), (False, "UTC")):
            company.partner_id.tz = tz
            self.assertEqual(self.env["loyalty.program"].new({"company_id": company.id}).tz, expected)

    def test_a_posting_into_the_past_expires_by_its_own_moment(self):
        self.policy("after_earning", 1, "month")
        with self.noon("2026-05-01"):
            entry = self.earn(10, at=datetime(2026, 1, 10))
            self.assertRecordValues(entry, [{"expires_on": self.day("2026-02-10"), "remaining": 10}])
            self.assertEqual(self.card.points, 10)
            self.card._expire_points()
            self.assertEqual(self.card.points, 0)
        self.assertLedger()

    # --- expiring ---

    def test_points_are_usable_up_to_and_on_their_last_day(self):
        self.policy("after_earning", 1, "month")
        with self.noon("2026-01-10"):
            entry = self.earn(100)
        self.assertEqual(self.expire("2026-02-10"), 0)
        self.assertEqual(self.card.points, 100)
        self.assertEqual(self.expire("2026-02-11"), 1)
        self.assertEqual((self.card.points, entry.remaining), (0, 0))
        expiration = self.card.ledger_ids[:1]
        self.assertRecordValues(
            expiration,
            [
                {
                    "kind": "expiration",
                    "points": -100,
                    "balance": 0,
                    "posted_at": datetime(2026, 2, 11),
                    "expires_on": self.day("2026-02-10"),
                }
            ],
        )
        self.assertEqual(expiration.debit_allocation_ids.credit_id, entry)
        self.assertEqual(self.expire("2026-02-12"), 0, "once")
        self.assertLedger()

    def test_the_end_of_a_day_is_that_of_the_club(self):
        self.club.tz = "America/New_York"
        self.policy("after_earning", 1, "day")
        with self.noon("2026-01-10"):
            self.earn(100)
        with self.at("2026-01-12 04:59:59"):
            self.assertEqual(self.card._expire_points(), 0)
        with self.at("2026-01-12 05:00:00"):
            self.assertEqual(self.card._expire_points(), 1)
        self.assertEqual(self.card.ledger_ids[:1].posted_at, datetime(2026, 1, 12, 5))

    def test_one_entry_for_each_day_in_their_order(self):
        for day, points in (("2026-02-10", 5), ("2026-02-01", 7), ("2026-02-10", 11), ("2026-04-01", 13)):
            self.earn(points, expires_on=self.day(day))
        self.expire("2026-03-01")
        expirations = self.card.ledger_ids.filtered(lambda entry: entry.kind == "expiration").sorted("id")
        self.assertEqual(expirations.mapped("points"), [-7, -16])
        self.assertEqual(expirations.mapped("balance"), [29, 13])
        self.assertEqual(self.card.points, 13)
        self.assertLedger()

    def test_only_what_is_left_expires(self):
        with self.noon("2026-01-01"):
            self.earn(100, expires_on=self.day("2026-02-10"))
            self.earn(50, expires_on=self.day("2027-02-10"))
            self.earn(-80, "redemption")
        self.expire("2026-03-01")
        self.assertEqual(self.card.points, 50)
        self.assertLedger()

    def test_pending_points_and_other_accounts_do_not_expire(self):
        other = self.make_member(self.club)
        self.earn(100, card=other, expires_on=self.day("2026-02-10"))
        with self.noon("2026-01-01"):
            self.earn(100, available_on=self.day("2026-06-01"), expires_on=self.day("2026-02-10"))
        self.assertEqual(self.expire("2026-03-01"), 0)
        self.assertEqual(other.points, 100)
        with self.noon("2026-03-01"):
            self.assertEqual(self.Card._expire_points(), 1)
        self.assertEqual(other.points, 0)
        self.assertLedger()

    def test_points_past_their_day_cannot_be_spent_before_the_job_runs(self):
        self.earn(100, expires_on=self.day("2026-02-10"))
        late = self.earn(30, expires_on=self.day("2026-05-10"))
        with self.noon("2026-02-11"):
            with self.assertRaisesRegex(UserError, " 30 .*available"), self.env.cr.savepoint():
                self.earn(-40, "redemption")
            self.earn(-10, "redemption")
        self.assertEqual((self.card.points, late.remaining), (20, 20))
        self.assertEqual(self.card.ledger_ids.mapped("kind"), ["redemption", "expiration", "accrual", "accrual"])
        self.assertLedger()

    # --- inactivity ---

    def test_activity_moves_the_day_of_all_points(self):
        self.policy("inactivity", 6, "month")
        with self.noon("2026-01-10"):
            self.earn(100)
            july = self.day("2026-07-10")
            self.assertRecordValues(
                self.card, [{"points_expire_on": july, "expiring_on": july, "expiring_points": 100}]
            )
        with self.noon("2026-03-10"):
            self.earn(-10, "redemption")
        self.assertEqual(self.card.points_expire_on, self.day("2026-09-10"))
        with self.noon("2026-04-10"):
            self.earn(5, "adjustment")
        self.assertEqual(self.card.points_expire_on, self.day("2026-09-10"), "no activity of the member")
        with self.noon("2026-05-10"):
            self.earn(0)
        self.assertEqual(self.card.points_expire_on, self.day("2026-11-10"), "a purchase, also of 0 points")
        self.assertEqual(self.expire("2026-11-10"), 0)
        self.assertEqual(self.expire("2026-11-11"), 1)
        self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_a_posting_into_the_past_never_shortens(self):
        self.policy("inactivity", 6, "month")
        with self.noon("2026-03-10"):
            self.earn(100)
            self.earn(5, at=datetime(2026, 1, 1))
        self.assertEqual(self.card.points_expire_on, self.day("2026-09-10"))

    def test_other_credits_start_a_period_where_none_runs(self):
        self.policy("inactivity", 6, "month")
        with self.noon("2026-01-10"):
            self.earn(100, "adjustment")
        self.assertEqual(self.card.points_expire_on, self.day("2026-07-10"))
        self.expire("2026-08-01")
        with self.noon("2026-09-01"):
            self.earn(100, "adjustment")
        self.assertEqual((self.card.points, self.card.points_expire_on), (100, self.day("2027-03-01")))

    def test_a_purchase_after_the_day_does_not_save_what_is_lost(self):
        """The result must not depend on whether the job ran before the purchase."""
        self.policy("inactivity", 6, "month")
        with self.noon("2026-01-10"):
            self.earn(100)
        with self.noon("2026-07-11"):
            self.earn(10)
        self.assertEqual((self.card.points, self.card.points_expire_on), (10, self.day("2027-01-11")))
        self.assertLedger()

    def test_pending_points_are_activity_when_they_are_released(self):
        self.policy("inactivity", 6, "month")
        with self.noon("2026-01-10"):
            self.earn(100, available_on=self.day("2026-02-01"))
        self.assertFalse(self.card.points_expire_on)
        with self.noon("2026-02-01"):
            self.card._release_pending()
        self.assertEqual(self.card.points_expire_on, self.day("2026-08-01"))

    def test_an_undo_after_the_day_gives_days_of_grace(self):
        self.policy("inactivity", 6, "month", reversal_grace_days=10)
        with self.noon("2026-01-10"):
            self.earn(100)
            debit = self.earn(-60, "redemption")
        self.expire("2026-07-11")
        self.assertEqual(self.card.points, 0)
        with self.noon("2026-07-20"):
            debit._reverse()
        self.assertEqual((self.card.points, self.card.points_expire_on), (60, self.day("2026-07-30")))
        self.expire("2026-07-31")
        self.assertEqual(self.card.points, 0)
        self.assertLedger()

    # --- the job ---

    def test_a_limit_and_a_moment(self):
        cards = self.card + self.make_member(self.club) + self.make_member(self.club)
        for card in cards:
            self.earn(10, card=card, expires_on=self.day("2026-02-10"))
        moment = datetime(2026, 2, 11)
        self.assertEqual(self.Card._expire_points(now=moment, limit=2), 2)
        self.assertEqual(cards.mapped("points"), [0, 0, 10])
        self.assertEqual(self.Card._expire_points(now=moment, limit=2), 1)
        self.assertEqual(self.Card._expire_points(now=moment, limit=2), 0)
        self.assertLedger()

    def test_archived_accounts_and_clubs_expire_too(self):
        self.earn(10, expires_on=self.day("2026-02-10"))
        self.card.active = False
        self.club.active = False
        with self.noon("2026-03-01"):
            self.assertEqual(self.Card._expire_points(), 1)
        self.assertEqual(self.card.points, 0)

    # --- settings ---

    @mute_logger("odoo.sql_db")
    def test_settings_that_make_no_sense_are_refused(self):
        for values in (
            {"expiry_policy": "after_earning", "expiry_count": 0},
            {"expiry_policy": "inactivity", "expiry_count": -1},
            {"hold_days": -1},
            {"reversal_grace_days": -1},
            {"points_rounding": 0},
            {"reservation_minutes": 0},
        ):
            with self.subTest(values=values), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.club.write(values)
        for values in (
            {"expiry_policy": "fixed_dates", "expiry_dates": False},
            {"expiry_policy": "fixed_dates", "expiry_dates": "02-30"},
            {"expiry_dates": "tomorrow"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.club.write(values)
