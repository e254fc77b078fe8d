"""Which days of an occasion have their turn: every day once, nothing of before the switch."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..engine.communications import LATE_DAYS, after, before

SINCE = date(2026, 3, 10)


@tagged("post_install", "-at_install")
class TestEngineCommunications(BaseCase):
    def runs(self, window, day, days, skipped=()):
        """The first of the daily runs since the switch that finds an occasion of this day; None: none does."""
        for number in range(60):
            today = SINCE + timedelta(days=number)
            if number not in skipped and day in window(days, SINCE, today):
                return today
        return None

    def test_told_on_its_day_or_never(self):
        for days in (0, 1, 14):
            for number in range(-20, 40):
                day = SINCE + timedelta(days=number)
                for window, turn in ((before, day - timedelta(days=days)), (after, day + timedelta(days=days))):
                    with self.subTest(f"{window.__name__} {days} {day}"):
                        self.assertEqual(self.runs(window, day, days), turn if turn >= SINCE else None)

    def test_runs_that_did_not_take_place(self):
        day, skipped = SINCE + timedelta(days=20), range(6, 6 + LATE_DAYS)
        self.assertEqual(self.runs(before, day, 14, skipped), SINCE + timedelta(days=6 + LATE_DAYS))
        self.assertEqual(self.runs(after, SINCE, 6, skipped), SINCE + timedelta(days=6 + LATE_DAYS))
        self.assertIsNone(self.runs(after, SINCE, 6, range(6, 7 + LATE_DAYS)), "too late")
        self.assertEqual(self.runs(before, day, 14, range(6, 20)), day, "up to the day itself")
        self.assertIsNone(self.runs(before, day, 14, range(6, 21)))
