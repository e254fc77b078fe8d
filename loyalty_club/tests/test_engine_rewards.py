"""The conditions of rewards, by the table ``cases/rewards.json``."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..engine.periods import period_start
from ..engine.points import exact
from ..engine.rewards import Offer, Taker, choice_problem, choice_range, pieces_left, pieces_of, refusal

CASES = json.loads(Path(__file__).with_name("cases").joinpath("rewards.json").read_text())
DAY = date(2026, 3, 10)


def read(values):
    """Texts of days become days, lists ranks, numbers of points and money decimals."""
    result = dict(values)
    for name in ("date_from", "date_to"):
        if name in result:
            result[name] = date.fromisoformat(result[name])
    for name in ("price", "points", "amount_left"):
        if name in result:
            result[name] = exact(result[name])
    for name in ("rank", "min_rank"):
        if name in result:
            result[name] = tuple(result[name])
    return result


@tagged("post_install", "-at_install")
class TestEngineRewards(BaseCase):
    def test_refusal(self):
        for case in CASES["refusal"]:
            with self.subTest(case["name"]):
                offer, taker = Offer(**read(case["offer"])), Taker(**read(case["taker"]))
                found = refusal(offer, taker, DAY, case.get("pieces", 1), exact(case.get("amount", 0)))
                self.assertEqual(found, case["expected"])

    def test_choice(self):
        for case in CASES["choice"]:
            with self.subTest(case=case):
                found = choice_range(exact(case["spendable"]), exact(case["worth"]), exact(case["price"]), case["step"])
                self.assertEqual(found, tuple(exact(value) for value in case["expected"]))

    def test_choice_problem(self):
        for case in CASES["choice_problem"]:
            with self.subTest(case=case):
                found = choice_problem(case["points"], exact(case["least"]), exact(case["most"]), case["step"])
                self.assertEqual(found, case["expected"])

    def test_period_start(self):
        for case in CASES["period_start"]:
            with self.subTest(case=case):
                expected = case["expected"] and date.fromisoformat(case["expected"])
                self.assertEqual(period_start(date.fromisoformat(case["day"]), case["period"]), expected)

    def test_pieces(self):
        for case in CASES["pieces_of"]:
            with self.subTest(case=case):
                self.assertEqual(pieces_of(Decimal(case["points"]), Decimal(case["price"])), case["expected"])
        self.assertIsNone(pieces_left(Offer(), Taker()))
        self.assertEqual(pieces_left(Offer(limit=3, count_left=5), Taker(taken=1)), 2)
        self.assertEqual(pieces_left(Offer(limit=3, count_left=1), Taker(taken=1)), 1)
        self.assertEqual(pieces_left(Offer(limit=1), Taker(taken=4)), 0)
