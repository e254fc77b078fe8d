import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.earning import earn
from ..engine.earning_values import Line, Purchase, Rule
from ..engine.periods import period_of
from .property import amounts, examples

CASES = Path(__file__).parent / "cases"
DECIMALS = {"points", "amount_step", "minimum_quantity", "minimum_amount", "max_per_order", "max_per_unit", "limit"}
SETS = {"channels", "tiers", "weekdays", "payment_methods"}
DATES = {"date_from", "date_to"}


def read_rule(values):
    """A rule of a case as a value of the engine."""
    read = {}
    for name, value in values.items():
        if name in DECIMALS:
            value = Decimal(value)
        elif name in SETS:
            value = frozenset(value)
        elif name in DATES:
            value = date.fromisoformat(value)
        read[name] = value
    return Rule(**read)


def read_line(values):
    read = {**values, **{name: Decimal(values[name]) for name in ("quantity", "taxed", "untaxed")}}
    if "free" in read:
        read["free"] = Decimal(read["free"])
    if "rules" in read:
        read["rules"] = frozenset(read["rules"])
    return Line(**read)


def read_purchase(case):
    values = {"at": "2026-11-20T12:00:00", **case.get("purchase", {})}
    return Purchase(
        lines=tuple(map(read_line, case["lines"])),
        at=datetime.fromisoformat(values.pop("at")),
        multiplier=Decimal(values.pop("multiplier", "1")),
        payment_methods=frozenset(values.pop("payment_methods", ())),
        given={int(ref): Decimal(points) for ref, points in values.pop("given", {}).items()},
        **values,
    )


rules = st.builds(
    Rule,
    ref=st.integers(1, 3),
    mode=st.sampled_from(["money", "unit", "order"]),
    points=amounts(0.01, 20),
    amount_step=st.sampled_from([Decimal(0), Decimal(7), Decimal(10)]),
    max_per_order=st.none() | amounts(1, 200),
    max_per_unit=st.none() | amounts(1, 50),
    limit=st.none() | amounts(1, 200),
    is_bonus=st.booleans(),
)
goods = st.lists(
    st.builds(lambda quantity, price: (Decimal(quantity), price), st.integers(1, 5), amounts(0, 300)), max_size=4
).map(lambda pairs: tuple(Line(ref, quantity, price, price) for ref, (quantity, price) in enumerate(pairs)))
discounts = amounts(0, 100).map(lambda amount: Line("discount", Decimal(1), -amount, -amount, "discount"))


class TestEarning(BaseCase):
    def test_cases(self):
        for case in json.loads((CASES / "earning.json").read_text()):
            with self.subTest(case["name"]):
                found = earn(
                    [read_rule(rule) for rule in case["rules"]],
                    read_purchase(case),
                    Decimal(case.get("rounding", "0.01")),
                    case.get("method", "DOWN"),
                )
                expected = case["expected"]
                self.assertEqual(found.points, Decimal(expected["points"]))
                self.assertEqual(found.qualifying, Decimal(expected["qualifying"]))
                if "rules" in expected:
                    self.assertEqual(
                        [(result.points, result.reason) for result in found.rules],
                        [(Decimal(points), reason) for points, reason in expected["rules"]],
                    )
                if "caps" in expected:
                    self.assertEqual([list(result.caps) for result in found.rules], expected["caps"])
                if "weights" in expected:
                    self.assertEqual(
                        found.weights, {ref: Decimal(points) for ref, points in expected["weights"].items()}
                    )

    @given(st.lists(rules, max_size=4), goods, discounts, amounts(0, 250))
    @examples(200)
    def test_caps_hold_and_lines_add_up(self, some_rules, lines, discount, before):
        purchase = Purchase((*lines, discount), datetime(2026, 1, 1), multiplier=Decimal("1.25"), given={1: before})
        found = earn(some_rules, purchase)
        self.assertTrue(0 <= found.qualifying <= found.points)
        quantity = sum(line.quantity for line in lines)
        for result in found.rules:
            rule = result.rule
            self.assertEqual(sum(result.lines.values(), Decimal(0)), result.points)
            self.assertTrue(all(points >= 0 for points in result.lines.values()))
            if rule.max_per_order is not None:
                self.assertLessEqual(result.points, rule.max_per_order)
            if rule.max_per_unit is not None:
                self.assertLessEqual(result.points, rule.max_per_unit * quantity)
            if rule.limit is not None:
                self.assertLessEqual(result.points, max(rule.limit - purchase.given.get(rule.ref, 0), 0))

    @given(st.lists(rules, min_size=1, max_size=4), goods)
    @examples(200)
    def test_a_bonus_never_qualifies_and_a_cap_never_gives_more(self, some_rules, lines):
        purchase = Purchase(lines, datetime(2026, 1, 1), multiplier=Decimal(2))
        found = earn(some_rules, purchase)
        self.assertEqual(found.qualifying, earn([rule for rule in some_rules if not rule.is_bonus], purchase).points)
        free = [replace(rule, max_per_order=None, max_per_unit=None, limit=None) for rule in some_rules]
        self.assertLessEqual(found.points, earn(free, purchase).points)

    def test_periods(self):
        for period, day, first, after in (
            ("day", "2024-02-29", "2024-02-29", "2024-03-01"),
            ("week", "2026-11-22", "2026-11-16", "2026-11-23"),
            ("week", "2026-11-23", "2026-11-23", "2026-11-30"),
            ("month", "2024-02-29", "2024-02-01", "2024-03-01"),
            ("month", "2026-12-31", "2026-12-01", "2027-01-01"),
            ("year", "2026-12-31", "2026-01-01", "2027-01-01"),
        ):
            with self.subTest(period=period, day=day):
                found = period_of(period, date.fromisoformat(day))
                self.assertEqual(found, (date.fromisoformat(first), date.fromisoformat(after)))
        self.assertEqual(period_of("ever", date(2026, 1, 1)), (None, None))
