import json
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.expiry import (
    ExpiryPolicy,
    change_of_policy,
    hold_until,
    next_fixed_day,
    parse_days,
    period_end,
)
from .property import examples

CASES = Path(__file__).parent / "cases"
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
COUNTS = st.integers(1, 60)
UNITS = st.sampled_from(["day", "month", "year"])
ROUNDINGS = st.sampled_from(["none", "end_of_month", "end_of_year"])


def _policy(case):
    return ExpiryPolicy(
        case["policy"],
        case.get("count", 0),
        case.get("unit", "month"),
        case.get("rounding", "none"),
        parse_days(case.get("dates", "")),
    )


class TestExpiry(BaseCase):
    def test_cases(self):
        for case in json.loads((CASES / "expiry.json").read_text()):
            with self.subTest(**case):
                expected = case["expected"] and date.fromisoformat(case["expected"])
                self.assertEqual(_policy(case).last_day(date.fromisoformat(case["start"])), expected)

    def test_only_some_policies_date_the_credits(self):
        dated = [
            policy
            for policy in ("none", "after_earning", "inactivity", "fixed_dates")
            if ExpiryPolicy(policy).on_credits
        ]
        self.assertEqual(dated, ["after_earning", "fixed_dates"])

    def test_days_are_read_sorted_and_once(self):
        self.assertEqual(parse_days(" 12-21, 06-21 ,6-21,"), ((6, 21), (12, 21)))
        self.assertEqual(parse_days("02-29"), ((2, 29),))
        self.assertEqual(parse_days(""), ())
        self.assertEqual(parse_days(None), ())

    def test_what_is_no_day_is_refused(self):
        for text in ("13-01", "02-30", "06/21", "6-31", "00-10", "june", "2026-06-21", "6-0", "-"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                parse_days(text)

    def test_points_held_three_days_are_usable_on_the_third_day_after(self):
        self.assertEqual(hold_until(date(2028, 2, 27), 3), date(2028, 3, 1))
        self.assertEqual(hold_until(date(2026, 2, 27), 0), date(2026, 2, 27))

    def test_what_a_new_policy_means_for_points_that_exist(self):
        today = date(2026, 5, 10)
        none, year = ExpiryPolicy(), ExpiryPolicy("after_earning", 12)
        half, idle = ExpiryPolicy("after_earning", 6), ExpiryPolicy("inactivity", 12)
        june, december = ExpiryPolicy("fixed_dates", days=((6, 21),)), ExpiryPolicy("fixed_dates", days=((12, 21),))
        for old, new, expected in (
            (none, year, "restart"),
            (year, half, "restart"),
            (half, year, "extend"),
            (year, ExpiryPolicy("after_earning", 365, "day"), "extend"),
            (half, ExpiryPolicy("after_earning", 6, rounding="end_of_month"), "extend"),
            (year, none, "clear"),
            (year, idle, "restart"),
            (idle, year, "restart"),
            (december, june, "restart"),
            (june, december, "extend"),
        ):
            with self.subTest(old=old, new=new):
                self.assertEqual(change_of_policy(old, new, today), expected)

    @given(DAYS, COUNTS, UNITS, ROUNDINGS)
    @examples(200)
    def test_a_period_ends_after_it_starts_and_rounding_only_lengthens_it(self, start, count, unit, rounding):
        plain, rounded = period_end(start, count, unit), period_end(start, count, unit, rounding)
        self.assertGreater(plain, start)
        self.assertGreaterEqual(rounded, plain)
        if rounding == "end_of_month":
            self.assertEqual((rounded + timedelta(1)).day, 1)
            self.assertEqual((rounded.year, rounded.month), (plain.year, plain.month))
        elif rounding == "end_of_year":
            self.assertEqual(rounded, date(plain.year, 12, 31))

    @given(DAYS, st.integers(0, 400), COUNTS, UNITS, ROUNDINGS)
    @examples(200)
    def test_earned_later_never_expires_earlier(self, start, later, count, unit, rounding):
        policy = ExpiryPolicy("after_earning", count, unit, rounding)
        self.assertLessEqual(policy.last_day(start), policy.last_day(start + timedelta(later)))

    @given(DAYS, st.sets(st.tuples(st.integers(1, 12), st.integers(1, 28)), min_size=1, max_size=4))
    @examples(200)
    def test_the_next_fixed_day_is_a_listed_one_within_a_year(self, start, days):
        day = next_fixed_day(tuple(sorted(days)), start)
        self.assertIn((day.month, day.day), days)
        self.assertTrue(start <= day <= start + timedelta(366))
        between = [start + timedelta(number) for number in range((day - start).days)]
        self.assertFalse([skipped for skipped in between if (skipped.month, skipped.day) in days])
