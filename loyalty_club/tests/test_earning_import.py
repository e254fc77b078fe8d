"""Purchases of a file are judged by the same rules, as far as a file says what they ask for."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..engine.earning import earn
from ..engine.earning_values import Line, Purchase, Rule
from ..engine.explained import explain_result
from ..engine.purchases import PointRule, PointRules
from .common import ClubCase
from .property import amounts, examples

ROUNDINGS = st.sampled_from([("0.01", "DOWN"), ("0.01", "UP"), ("1", "DOWN"), ("1", "HALF-UP"), ("10", "UP")])
plain_rules = st.lists(
    st.builds(
        PointRule,
        mode=st.sampled_from(["money", "unit", "order"]),
        points=amounts(0.01, 20),
        minimum_amount=st.sampled_from([Decimal(0), Decimal(50)]),
        minimum_quantity=st.sampled_from([Decimal(0), Decimal(2)]),
    ),
    max_size=4,
)


class TestPlainRules(BaseCase):
    @given(plain_rules, amounts(0.01, 300), st.integers(1, 5), ROUNDINGS)
    @examples(300)
    def test_the_short_way_gives_what_orders_get(self, rules, amount, quantity, rounding):
        """Rules without conditions are counted by a few lines of their own, for a file of a million rows."""
        step, method = rounding
        line = Line("a", Decimal(quantity), amount, amount)
        same = [
            Rule(
                number,
                mode=rule.mode,
                points=rule.points,
                minimum_amount=rule.minimum_amount,
                minimum_quantity=rule.minimum_quantity,
            )
            for number, rule in enumerate(rules)
        ]
        expected = earn(same, Purchase((line,), datetime(2026, 1, 1)), Decimal(step), method)
        numbered = tuple(replace(rule, ref=number) for number, rule in enumerate(rules))
        short = PointRules(numbered, float(step), method)
        self.assertEqual(short.points(amount, Decimal(quantity)), expected.points)
        self.assertEqual(
            short.explain(amount, Decimal(quantity)),
            [explain_result(result, short.by_rule) for result in expected.rules],
        )


@tagged("post_install", "-at_install")
class TestImportRules(ClubCase):
    def set_rules(self, *rules):
        base = {"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0}
        self.club.rule_ids = [Command.clear(), *(Command.create({**base, **rule}) for rule in rules)]
        return self.club.rule_ids

    def new_import(self):
        return self.env["loyalty.import.purchase"].new({"program_id": self.club.id})

    def points(self, amount, quantity=1, day=date(2026, 11, 20)):
        return self.new_import()._get_point_rules().points(Decimal(amount), Decimal(quantity), day)

    def test_days_steps_and_caps_count(self):
        self.set_rules({"amount_step": 10, "max_points_per_order": 50, "weekday_sun": False, "date_to": "2026-11-30"})
        self.assertEqual(self.points("99.99"), 9)
        self.assertEqual(self.points("5000"), 50)
        self.assertEqual(self.points("99", day=date(2026, 11, 22)), 0)
        self.assertEqual(self.points("99", day=date(2026, 12, 1)), 0)

    def test_a_cap_by_unit(self):
        self.set_rules({"max_points_per_unit": 30})
        self.assertEqual([self.points("100", quantity) for quantity in (1, 2, 4)], [30, 60, 100])

    def test_what_a_file_does_not_say_is_left_out(self):
        tier = self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Gold", "min_points": 10})
        method = self.env["payment.method"].search([], limit=1)
        rules = self.set_rules(
            {"name": "Base"},
            {"tier_ids": [Command.set(tier.ids)]},
            {"hour_from": 8},
            {"hour_to": 12},
            {"first_purchase_only": True},
            {"channel_pos": False},
            {"is_bonus": True},
            {"limit_points": 5},
            {"payment_method_ids": [Command.set(method.ids)]},
        )
        self.assertEqual(self.new_import()._get_applied_rules(), rules[0])
        self.assertEqual(self.points("100"), 100)
        self.assertIn("8 rules are left out", self.new_import()._get_rules_text())
