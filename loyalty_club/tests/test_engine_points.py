import json
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.points import METHODS, exact, floor_points, round_points
from .property import amounts, examples

CASES = Path(__file__).parent / "cases"
STEPS = st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal("0.25"), Decimal(1), Decimal(10), Decimal(100)])


class TestPoints(BaseCase):
    def test_cases_of_rounding(self):
        for case in json.loads((CASES / "points_rounding.json").read_text()):
            with self.subTest(**case):
                value, rounding = Decimal(case["value"]), Decimal(case["rounding"])
                expected = Decimal(case["expected"])
                self.assertEqual(round_points(value, rounding, case["method"]), expected)
                self.assertEqual(round_points(float(value), float(rounding), case["method"]), expected)

    def test_floats_mean_what_they_print(self):
        self.assertEqual(exact(0.1 + 0.2), Decimal("0.30"))
        self.assertEqual(exact(1.005), Decimal("1.01"))
        self.assertEqual(exact(2.675), Decimal("2.68"))
        self.assertEqual(exact(123456789.01), Decimal("123456789.01"))
        self.assertEqual(exact(-0.005), Decimal("-0.01"))
        self.assertEqual([exact(value) for value in (None, False, 0, "7")], [0, 0, 0, 7])

    def test_what_may_be_spent_is_rounded_towards_minus_infinity(self):
        self.assertEqual(floor_points(10.99, 1), 10)
        self.assertEqual(floor_points(-0.5, 1), -1)
        self.assertEqual(floor_points(149, 50), 100)
        self.assertEqual(floor_points(0.3, 0.1), Decimal("0.30"))

    @given(amounts(-500), STEPS, st.sampled_from(sorted(METHODS)))
    @examples(200)
    def test_rounding_gives_the_next_multiple(self, value, step, method):
        rounded = round_points(value, step, method)
        self.assertEqual(rounded % step, 0)
        self.assertLess(abs(rounded - value), step)
        self.assertEqual(round_points(rounded, step, method), rounded, "rounding twice changes nothing")
        self.assertEqual(round_points(-value, step, method), -rounded, "both signs alike")
        if method == "DOWN":
            self.assertLessEqual(abs(rounded), abs(value))
        elif method == "UP":
            self.assertGreaterEqual(abs(rounded), abs(value))
        else:
            self.assertLessEqual(abs(rounded - value) * 2, step)

    @given(amounts(-500), STEPS)
    @examples(200)
    def test_spendable_is_never_more_than_there_is(self, value, step):
        spendable = floor_points(value, step)
        self.assertEqual(spendable % step, 0)
        self.assertTrue(0 <= value - spendable < step)

    @given(amounts(-99999999.99, 99999999.99))
    @examples(200)
    def test_a_float_keeps_every_cent(self, value):
        self.assertEqual(exact(float(value)), value)
