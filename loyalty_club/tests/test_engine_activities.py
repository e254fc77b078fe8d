import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.activities import ActivityRule, award, points_due, yearly_codes
from ..engine.periods import PERIODS, period_start
from ..engine.points import ZERO
from .property import amounts, examples

CASES = Path(__file__).parent / "cases" / "activities.json"
NUMBERS = ("points", "step", "minimum", "max_points", "rounding")
DAYS = st.dates(date(2019, 1, 1), date(2033, 12, 31))


def rule_of(values):
    return ActivityRule(**{name: Decimal(value) if name in NUMBERS else value for name, value in values.items()})


class TestActivities(BaseCase):
    def test_cases(self):
        for case in json.loads(CASES.read_text()):
            rule, points, count = rule_of(case["rule"]), ZERO, 0
            for quantity, expected, reason in case["events"] * case.get("times", 1):
                paid = award(rule, Decimal(quantity), points, count)
                with self.subTest(case["name"], quantity=quantity):
                    self.assertEqual((paid.points, paid.reason), (Decimal(expected), reason))
                points += paid.points
                count += paid.is_paid
            with self.subTest(case["name"]):
                self.assertEqual(points, Decimal(case.get("total", points)))

    def test_beginning_of_periods(self):
        for day, week in ((date(2026, 11, 22), date(2026, 11, 16)), (date(2027, 1, 1), date(2026, 12, 28))):
            self.assertEqual(period_start(day, "week"), week)
        day = date(2028, 2, 29)
        self.assertEqual(
            [period_start(day, period) for period in PERIODS],
            [day, date(2028, 2, 28), date(2028, 2, 1), date(2028, 1, 1), None],
        )

    def test_leap_day_is_celebrated_every_year(self):
        self.assertEqual(yearly_codes(date(2026, 2, 28)), [228, 229])
        self.assertEqual(yearly_codes(date(2028, 2, 28)), [228])
        self.assertEqual(yearly_codes(date(2028, 2, 29)), [229])
        self.assertEqual(yearly_codes(date(2100, 2, 28)), [228, 229])
        self.assertEqual(yearly_codes(date(2026, 12, 31)), [1231])

    @given(st.integers(2019, 2105))
    @examples(100)
    def test_every_day_is_celebrated_once_a_year(self, year):
        days = [
            date(year, 1, 1) + timedelta(days=number)
            for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
        ]
        codes = [code for day in days for code in yearly_codes(day)]
        self.assertEqual(len(codes), 366)
        self.assertEqual(len(set(codes)), 366)

    @given(DAYS, st.sampled_from(PERIODS[:-1]))
    @examples(200)
    def test_all_days_of_a_period_have_the_same_beginning(self, day, period):
        start = period_start(day, period)
        self.assertLessEqual(start, day)
        self.assertEqual(period_start(start, period), start)
        self.assertNotEqual(period_start(start - timedelta(days=1), period), start)

    @given(
        st.lists(amounts(0.01, 90), max_size=12),
        amounts(),
        amounts(),
        st.booleans(),
        st.sampled_from([ZERO, Decimal(7)]),
    )
    @examples(200)
    def test_a_cap_is_reached_and_never_passed(self, quantities, points, cap, parts, step):
        rule = ActivityRule(points=points, step=step, parts=parts, max_points=cap)
        paid = due = ZERO
        for quantity in quantities:
            given_now = award(rule, quantity, paid)
            self.assertEqual(given_now.due, points_due(rule, quantity))
            paid += given_now.points
            due += given_now.due
        self.assertEqual(paid, min(due, cap))
