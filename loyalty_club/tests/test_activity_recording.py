"""The one way in: keys, caps, periods, who earns, what else is given."""

from datetime import date, datetime

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestActivityRecording(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club, name="Ada")

    # --- keys ---

    def test_a_key_pays_once(self):
        activity = self.make_activity(is_qualifying=True)
        entry = self.record("one", quantity=3, origin=self.card.partner_id)
        self.assertEqual((entry.kind, entry.points, entry.activity_id), ("accrual", 10, activity))
        self.assertEqual((entry.key, entry.description), (f"one,{activity.id}", "custom"))
        self.assertEqual((entry.origin_model, entry.origin_id), ("res.partner", self.card.partner_id.id))
        self.assertEqual((entry.qualifying_points, entry.qualifying_orders), (10, 0))
        self.assertEqual(entry.explanation["reason"], "paid")
        self.assertEqual(self.record("one"), entry)
        self.assertEqual(self.record("two").points, 10)
        self.assertEqual(self.card.points, 20)
        self.assertLedger()

    def test_a_known_key_returns_its_entry_whatever_the_caps_say_now(self):
        activity = self.make_activity()
        entry = self.record("one")
        activity.write({"limit_count": 1, "points": 99})
        self.assertEqual(self.record("one"), entry)
        self.assertFalse(self.record("two"))

    def test_a_key_that_is_twice_in_a_batch(self):
        self.make_activity(limit_points=15)
        event = {"card_id": self.card.id, "trigger": "custom", "code": "thing"}
        entries = self.Card._record_activities([{**event, "key": key} for key in ("a", "a", "b", "a", "c")])
        self.assertEqual(entries.mapped("points"), [10, 5])
        self.assertEqual(self.points_of(), [10, 5])

    def test_every_rule_pays_with_a_key_of_its_own(self):
        first = self.make_activity()
        self.record("one")
        second = self.make_activity(points=3)
        entries = self.record("one")
        self.assertEqual(entries.activity_id, first | second)
        self.assertEqual(self.points_of(), [10, 3])

    def test_only_rules_of_the_code(self):
        self.make_activity(code="other")
        self.assertFalse(self.record("one"))
        self.assertFalse(self.card._record_activity("custom", key="one"))
        self.assertFalse(self.card._record_activity("survey_completed", key="one"))

    # --- amounts and caps ---

    def test_bank(self):
        """Bank Ayandeh: balances by day, card payments and bills with a cap a month."""
        self.club.points_rounding = 1
        short = {"code": "short-term", "points": 25, "quantity_step": 10_000_000}
        self.make_activity("balance", **short)
        month = {"limit_points": 1500, "limit_period": "month"}
        self.make_activity(code="cards", points=100, quantity_step=1_000_000, **month)
        self.make_activity(code="bills", points=50, limit_points=150, limit_period="month")
        event = {"card_id": self.card.id, "trigger": "balance", "code": "short-term", "quantity": 30_000_000}
        days = [datetime(2026, 4, day, 12) for day in range(1, 31)]
        entries = self.Card._record_activities([{**event, "key": f"{at:%Y-%m-%d}", "at": at} for at in days])
        self.assertEqual(sum(entries.mapped("points")), 2250)
        paid = self.record("april", code="cards", quantity=20_000_000, at=days[0])
        self.assertEqual(paid.points, 1500)
        self.assertEqual((paid.explanation["reason"], paid.explanation["due"]), ("cut", "2000.00"))
        self.assertIn("1,500 of 2,000", paid.activity_explanation)
        self.assertFalse(self.record("again", code="cards", quantity=1_000_000, at=days[29]))
        self.assertEqual(self.record("may", code="cards", quantity=1_000_000, at=datetime(2026, 5, 1, 12)).points, 100)
        bills = [self.record(f"bill {number}", code="bills", at=days[5]) for number in range(4)]
        self.assertEqual(sum(bill.points for bill in bills), 150)
        self.assertLedger()

    def test_an_undone_activity_frees_its_cap(self):
        self.make_activity(limit_count=1, limit_points=10)
        entry = self.record("one")
        self.assertFalse(self.record("two"))
        reversal = entry._reverse()
        second = self.record("two")
        self.assertEqual(second.points, 10)
        reversal._reverse()
        second._reverse()
        self.assertFalse(self.record("three"), "the undo was undone: the first one counts again")

    def test_an_undo_in_part_frees_the_points_but_not_the_time(self):
        activity = self.make_activity(limit_points=10)
        self.record("one")._reverse(4)
        self.assertEqual(self.record("two").points, 4)
        activity.limit_count = 2
        self.assertFalse(self.record("three"))

    def test_periods_are_those_of_the_club(self):
        """Tehran is three and a half hours ahead: its months begin in the evening of UTC's last day."""
        self.club.tz = "Asia/Tehran"
        self.make_activity(limit_count=1, limit_period="month")
        moments = {"march": "2026-03-31 20:29:59", "april": "2026-03-31 20:30:00", "april again": "2026-04-30 20:29:59"}
        found = {key: len(self.record(key, at=datetime.fromisoformat(at))) for key, at in moments.items()}
        self.assertEqual(found, {"march": 1, "april": 1, "april again": 0})

    def test_every_period(self):
        start = datetime(2026, 12, 31, 12)
        for period, free in (
            ("day", datetime(2027, 1, 1, 1)),
            ("week", datetime(2027, 1, 4)),
            ("month", datetime(2027, 1, 1)),
            ("year", datetime(2027, 1, 1)),
        ):
            with self.subTest(period):
                self.make_activity(code=period, limit_count=1, limit_period=period)
                self.assertTrue(self.record(f"{period} 1", code=period, at=start))
                self.assertFalse(self.record(f"{period} 2", code=period, at=start))
                self.assertTrue(self.record(f"{period} 3", code=period, at=free))
                self.assertFalse(self.record(f"{period} 4", code=period, at=free))

    def test_caps_are_each_members_own_and_back_dated_events_count_in_their_period(self):
        self.make_activity(limit_count=1, limit_period="month")
        other = self.make_member(self.club)
        event = {"trigger": "custom", "code": "thing"}
        at = [datetime(2026, 6, 5), datetime(2026, 5, 5)]
        entries = self.Card._record_activities(
            [
                {**event, "card_id": card.id, "key": f"{number} {moment}", "at": moment}
                for moment in at
                for card in (self.card, other)
                for number in (1, 2)
            ]
        )
        self.assertEqual(entries.mapped("points"), [10] * 4)

    def test_rounding_of_the_club(self):
        self.club.write({"points_rounding": 1, "points_rounding_method": "HALF-UP"})
        self.make_activity(points=25, quantity_step=10, count_parts=True)
        self.assertEqual(self.record("one", quantity=10.2).points, 26)

    # --- who earns, and when ---

    def test_dates_of_the_rule_are_days_of_the_club(self):
        self.club.tz = "Asia/Tehran"
        self.make_activity(date_from=date(2026, 3, 21), date_to=date(2026, 3, 21))
        for moment, paid in (
            ("2026-03-20 20:29:59", 0),
            ("2026-03-20 20:30:00", 1),
            ("2026-03-21 20:29:59", 1),
            ("2026-03-21 20:30:00", 0),
        ):  # fmt: skip
            self.assertEqual(len(self.record(moment, at=datetime.fromisoformat(moment))), paid, moment)

    def test_dates_of_the_club(self):
        self.club.write({"date_from": "2026-03-10", "date_to": "2026-03-20"})
        self.make_activity(date_to=date(2026, 3, 15))
        days = [day for day in (9, 10, 15, 16, 20) if self.record(f"{day}", at=datetime(2026, 3, day))]
        self.assertEqual(days, [10, 15])

    def test_tiers(self):
        tiers = self.env["loyalty.tier"].create(
            [{"name": name, "program_id": self.club.id, "min_points": points} for name, points in (("A", 1), ("B", 2))]
        )
        self.make_activity(tier_ids=[Command.set(tiers[1].ids)])
        self.assertFalse(self.record("one"))
        self.card.sudo().tier_id = tiers[1]
        self.assertTrue(self.record("one"))

    def test_who_earns_nothing(self):
        self.make_activity()
        for values in ({"membership_state": "suspended"}, {"membership_state": "left"}, {"active": False}):
            with self.subTest(values):
                card = self.make_member(self.club)
                card.write(values)
                self.assertFalse(self.record("one", card=card))
        card = self.make_member(self.club, points=5)
        self.club._close_club(date(2099, 1, 1))
        self.assertFalse(self.record("one", card=card))

    def test_opt_in(self):
        self.club.enrollment = "opt_in"
        self.make_activity()
        self.card.joined_on = False
        self.assertFalse(self.record("one"))

    def test_activities_of_a_merged_member_go_to_the_survivor(self):
        activity = self.make_activity(limit_count=1)
        kept = self.make_member(self.club)
        entry = self.record("one")
        self.card._merge_into(kept)
        self.assertEqual(self.record("one"), entry, "the key is known")
        self.assertFalse(self.record("two"), "the cap, too")
        activity.limit_count = 0
        self.assertEqual(self.record("three").card_id, kept)
        self.assertLedger()

    # --- coupons ---

    def test_coupons(self):
        program = self.make_coupons()
        self.make_activity(points=0, coupon_program_id=program.id, coupon_days=7, limit_count=1)
        with self.at("2026-03-10 12:00:00"):
            entry = self.record("one")
            self.assertEqual((entry.kind, entry.points), ("accrual", 0))
            self.assertEqual(program.coupon_ids.partner_id, self.card.partner_id)
            self.assertEqual(program.coupon_ids.expiration_date, date(2026, 3, 17))
            self.assertEqual(self.record("one"), entry)
            self.assertFalse(self.record("two"))
            self.assertEqual(len(program.coupon_ids), 1)
            entry._reverse()
            self.assertTrue(self.record("two"))
        self.assertLedger()

    # --- bad settings ---

    def test_bad_settings_say_what_to_change(self):
        activity = self.make_activity()
        archived = self.make_coupons(active=False)
        stranger = self.env["loyalty.tier"].create({"name": "X", "program_id": self.make_club().id, "min_points": 1})
        for values, text in (
            ({"points": 0}, "_gives_check"),
            ({"points": -1}, "_check"),
            ({"quantity_step": -1}, "_amounts_check"),
            ({"limit_points": -1}, "_limits_check"),
            ({"limit_count": -1}, "_limits_check"),
            ({"date_from": "2026-02-01", "date_to": "2026-01-01"}, "_dates_check"),
            ({"code": False}, "code"),
            ({"trigger": "social_follow", "code": False}, "approval"),
            ({"coupon_program_id": archived.id}, "archived"),
            ({"tier_ids": [Command.set(stranger.ids)]}, "tiers of that club"),
            ({"program_id": archived.id}, "no club"),
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(Exception, text),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                activity.write(values)
                self.env.flush_all()
            self.env.invalidate_all()

    def test_a_paid_activity_cannot_be_deleted(self):
        activity = self.make_activity()
        self.record("one")
        with self.assertRaisesRegex(UserError, "Archive"):
            activity.unlink()
        activity.active = False
        self.assertFalse(self.record("two"))
        self.make_activity(code="b").unlink()

    def test_voucher_program_cannot_be_archived_under_an_activity_unseen(self):
        program = self.make_coupons()
        self.make_activity(coupon_program_id=program.id)
        program.active = False
        self.assertEqual(self.record("one").points, 10, "the points are booked; there is no coupon to give")
        self.assertFalse(program.coupon_ids)
        with self.assertRaises(ValidationError):
            self.make_activity(coupon_program_id=program.id, code="b")
