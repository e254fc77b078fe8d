"""The share of questions that were answered."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..engine.surveys import Share
from .property import examples

PARTS = st.lists(st.fractions(0, 1, max_denominator=7), max_size=30)


class TestEngineSurveys(BaseCase):
    def test_two_of_three(self):
        share = Share.of([Fraction(1), Fraction(1), Fraction(0)])
        self.assertEqual(share.percent, 66, "never more than it is")
        self.assertTrue(share.is_enough(66))
        self.assertFalse(share.is_enough(67))

    def test_nothing_to_answer_is_all_answered(self):
        self.assertTrue(Share.of([]).is_enough(100))
        self.assertEqual(Share.of([]).percent, 100)

    def test_what_is_out_of_range_counts_as_its_end(self):
        self.assertEqual(Share.of([Fraction(3), Fraction(-1)]).percent, 50)

    @examples(100)
    @given(PARTS, st.integers(0, 100))
    def test_percent_and_minimum_agree(self, parts, minimum):
        share = Share.of(parts)
        self.assertEqual(share.is_enough(minimum), share.percent >= minimum)

    @examples(100)
    @given(PARTS)
    def test_one_more_answer_is_never_less(self, parts):
        before, after = Share.of([*parts, Fraction(0)]), Share.of([*parts, Fraction(1)])
        self.assertGreater(after.answered, before.answered)
        self.assertGreaterEqual(after.percent, before.percent)
