"""Birthdays and anniversaries: the daily job."""

from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestActivityDays(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.birthday = cls.make_activity("birthday")

    def make_born(self, day, **values):
        card = self.make_member(self.club, **values)
        card.partner_id.birth_date = day
        return card

    def run_cron(self, moment):
        with self.enter_registry_test_mode(), freeze_time(moment):
            job = self.env.ref("loyalty_club.ir_cron_record_days")
            job.with_user(self.env.ref("base.user_root")).method_direct_trigger()

    def run_job(self, moment):
        return self.club._record_days(now=datetime.fromisoformat(moment))

    def test_a_birthday_is_paid_once_a_year(self):
        card = self.make_born("1990-05-14")
        other = self.make_born("1990-05-15")
        self.assertEqual(self.run_job("2026-05-14 00:05:00"), 1)
        self.assertEqual(self.run_job("2026-05-14 23:05:00"), 0)
        self.assertEqual(self.points_of(card), [10])
        self.assertEqual(card.ledger_ids.posted_at, datetime(2026, 5, 14))
        self.assertFalse(other.ledger_ids)
        self.assertEqual(self.run_job("2027-05-14 00:05:00"), 2, "the other one had it in the meantime")
        self.assertEqual(self.points_of(card), [10, 10])
        self.assertLedger()

    def test_days_on_which_the_job_did_not_run_are_paid(self):
        cards = [self.make_born(f"1980-12-{day}") for day in (29, 30, 31)] + [self.make_born("1980-01-02")]
        self.assertEqual(self.run_job("2026-12-29 12:00:00"), 1)
        self.assertEqual(self.run_job("2027-01-03 12:00:00"), 3)
        days = [card.ledger_ids.posted_at.date() for card in cards]
        self.assertEqual(days, [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 2)])
        self.assertEqual(self.club.days_paid_until, date(2027, 1, 3))

    def test_a_new_club_pays_from_today_on(self):
        card = self.make_born("1980-05-13")
        self.run_job("2026-05-14 12:00:00")
        self.assertFalse(card.ledger_ids)

    def test_29_february_has_a_birthday_every_year(self):
        card = self.make_born("2000-02-29")
        self.run_job("2026-02-27 12:00:00")
        for moment in ("2026-02-28", "2026-03-01", "2027-03-01", "2028-02-28", "2028-02-29", "2028-03-01"):
            self.run_job(f"{moment} 12:00:00")
        days = [moment.date() for moment in card.ledger_ids.sorted("id").mapped("posted_at")]
        self.assertEqual(days, [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)])

    def test_the_day_is_that_of_the_club(self):
        self.club.tz = "Asia/Tehran"
        card = self.make_born("1990-05-14")
        self.run_job("2026-05-13 20:29:00")
        self.assertFalse(card.ledger_ids)
        self.run_job("2026-05-13 20:31:00")
        self.assertEqual(card.ledger_ids.posted_at, datetime(2026, 5, 13, 20, 30))

    def test_another_date_of_birth_brings_no_second_birthday(self):
        card = self.make_born("1990-12-30")
        self.run_job("2026-12-30 12:00:00")
        for day, moment in (("1990-12-31", "2026-12-31"), ("1990-01-02", "2027-01-02"), ("1990-05-01", "2027-05-01")):
            card.partner_id.birth_date = day
            self.run_job(f"{moment} 12:00:00")
            self.assertEqual(self.points_of(card), [10], moment)
        card.partner_id.birth_date = "1990-12-30"
        self.run_job("2027-12-30 12:00:00")
        self.assertEqual(self.points_of(card), [10, 10])

    def test_who_has_none(self):
        self.make_born("1990-05-14", membership_state="suspended")
        self.make_born("1990-05-14").active = False
        unborn = self.make_born("1990-05-14")
        self.env.flush_all()
        self.cr.execute("UPDATE res_partner SET birth_date = '2026-05-14' WHERE id = %s", [unborn.partner_id.id])
        self.assertEqual(self.run_job("2026-05-14 12:00:00"), 0)
        with self.assertRaises(ValidationError):
            self.make_partner(birth_date="2999-01-01")

    def test_a_closed_club_pays_none(self):
        card = self.make_born("1990-05-14", points=1)
        self.club._close_club(date(2099, 1, 1))
        self.assertEqual(self.run_job("2026-05-14 12:00:00"), 0)
        self.assertEqual(self.points_of(card), [1])

    def test_coupon_that_is_late_lasts_as_long(self):
        program = self.make_coupons()
        self.birthday.write({"points": 0, "coupon_program_id": program.id, "coupon_days": 7})
        self.make_born("1990-05-14")
        self.club.days_paid_until = "2026-05-13"
        with self.at("2026-05-16 12:00:00"):
            self.club._record_days()
        self.assertEqual(program.coupon_ids.expiration_date, date(2026, 5, 23))

    def test_anniversaries_count_the_years(self):
        self.birthday.unlink()
        self.make_activity("membership_anniversary", points=5, quantity_step=1, min_quantity=2)
        card = self.make_member(self.club, joined_on="2024-02-29")
        self.run_job("2025-02-28 12:00:00")
        self.assertFalse(card.ledger_ids, "one year is less than two")
        self.run_job("2026-02-28 12:00:00")
        self.run_job("2028-02-29 12:00:00")
        self.assertEqual(self.points_of(card), [10, 15, 20])

    def test_job(self):
        card = self.make_born("1990-05-14")
        self.club.days_paid_until = "2026-05-13"
        self.run_cron("2026-05-14 12:00:00")
        self.run_cron("2026-05-14 13:00:00")
        self.assertEqual(self.points_of(card), [10])
        self.assertEqual(self.club.days_paid_until, date(2026, 5, 14))

    def test_job_is_scheduled(self):
        job = self.env.ref("loyalty_club.ir_cron_record_days")
        self.assertEqual((job.active, job.interval_number, job.interval_type), (True, 1, "hours"))
        self.run_cron("2026-05-14 12:00:00")

    def test_chunks(self):
        cards = self.Card.union(*(self.make_born("1990-05-14") for _number in range(5)))
        self.club.days_paid_until = "2026-05-13"
        with patch("odoo.addons.loyalty_club.models.activity.program_days.CHUNK", 2):
            self.run_cron("2026-05-14 12:00:00")
        self.assertEqual(cards.mapped("points"), [10] * 5)
