"""Days for an answer are days of work: weekends, nights and holidays do not count."""

from datetime import datetime, timedelta

from odoo.tests import TransactionCase, tagged

from ..engine.working_time import add_working_time
from .feedback_case import ALL_WEEK, FeedbackMixin

WEEK = range(5)
FRIDAY, SATURDAY = "2026-03-06 14:00:00", "2026-03-07 10:00:00"


@tagged("post_install", "-at_install")
class TestFeedbackDays(FeedbackMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.work(WEEK, 8, 16)

    def get_moment(self, since, days=2):
        since = datetime.fromisoformat(since)
        return str(self.env.company._add_working_days({(since, days)})[since, days])

    def rest(self, first, last):
        self.env["resource.calendar.leaves"].create(
            {"name": "Holidays", "calendar_id": self.calendar.id, "date_from": first, "date_to": last}
        )

    def test_adding_working_time(self):
        monday = datetime(2026, 3, 2, 8)
        hours = [(monday + timedelta(days=day), monday + timedelta(days=day, hours=8)) for day in range(2)]
        for since, needed, expected in (
            (monday, 0, monday),
            (monday - timedelta(hours=5), 0, monday - timedelta(hours=5)),
            (monday, 8, monday + timedelta(hours=8)),
            (monday + timedelta(hours=6), 8, monday + timedelta(days=1, hours=6)),
            (monday + timedelta(hours=9), 1, monday + timedelta(days=1, hours=1)),
            (monday - timedelta(days=3), 16, monday + timedelta(days=1, hours=8)),
            (monday, 17, None),
            (monday + timedelta(days=2), 1, None),
        ):
            with self.subTest(since=since, needed=needed):
                self.assertEqual(add_working_time(since, timedelta(hours=needed), hours), expected)

    def test_weekends_nights_and_holidays(self):
        for since, days, expected in (
            ("2026-03-02 08:00:00", 1, "2026-03-02 16:00:00"),
            ("2026-03-02 12:00:00", 2, "2026-03-04 12:00:00"),
            (FRIDAY, 2, "2026-03-10 14:00:00"),
            (SATURDAY, 2, "2026-03-10 16:00:00"),
            ("2026-03-03 23:00:00", 1, "2026-03-04 16:00:00"),
            (SATURDAY, 0, SATURDAY),
        ):
            with self.subTest(since=since, days=days):
                self.assertEqual(self.get_moment(since, days), expected)
        self.rest("2026-03-09 00:00:00", "2026-03-09 23:59:59")
        self.assertEqual(self.get_moment(FRIDAY), "2026-03-11 14:00:00")

    def test_where_the_shop_is(self):
        self.calendar = self.work((5, 6, 0, 1, 2), 9, 17, tz="Asia/Tehran")
        self.assertEqual(self.get_moment("2026-03-04 12:30:00", 1), "2026-03-07 12:30:00", "Thursday, Friday are free")

    def test_long_holidays(self):
        self.rest("2026-03-07 00:00:00", "2026-06-30 23:59:59")
        self.assertEqual(self.get_moment(FRIDAY), "2026-07-02 14:00:00")
        self.rest("2026-07-01 00:00:00", "2036-01-01 00:00:00")
        self.assertEqual(self.get_moment(FRIDAY), "2026-03-08 14:00:00", "nobody ever works: days of the calendar")

    def test_no_working_hours(self):
        self.calendar.attendance_ids.unlink()
        self.assertEqual(self.get_moment(FRIDAY), "2026-03-08 14:00:00")
        self.calendar.hours_per_day = 0
        self.assertEqual(self.get_moment(FRIDAY), "2026-03-08 14:00:00")
        self.env.company.resource_calendar_id = False
        self.assertEqual(self.get_moment(FRIDAY), "2026-03-08 14:00:00")

    def test_reminders_follow(self):
        with self.at(FRIDAY):
            feedback = self.make_feedback()
            self.assertEqual(str(feedback.answer_by), "2026-03-10 14:00:00")
            self.assertEqual(str(feedback.activity_ids.date_deadline), "2026-03-10")
        with self.at("2026-03-09 14:01:00"):
            self.assertEqual((self.Feedback._remind_late(), feedback.is_late), (0, False))
        with self.at("2026-03-10 14:01:00"):
            feedback.invalidate_recordset(["is_late"])
            self.assertEqual((self.Feedback._remind_late(), feedback.is_late), (1, True))
            feedback.with_user(self.clerk).kind = "suggestion"
            self.assertEqual(str(feedback.answer_by), "2026-03-17 14:00:00", "7 days for suggestions")
            self.assertEqual(str(feedback.activity_ids.date_deadline), "2026-03-17")

    def test_many_cost_what_one_costs(self):
        monday = datetime(2026, 3, 2, 12)
        wanted = {(monday + timedelta(hours=number), number % 8) for number in range(50)}

        def count(some):
            return self.count_queries(self.env.company._add_working_days, some)

        count(wanted)
        self.assertEqual(count(wanted), count({(monday, 2)}))

    def test_day_and_night(self):
        self.work(ALL_WEEK, 0, 24)
        self.assertEqual(self.get_moment(SATURDAY, 30), "2026-04-06 10:00:00")
