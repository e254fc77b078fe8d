"""Purchases made up at random, with what the server's engine says of them: the till's engine must say the same."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from ..engine.earning import earn
from .test_engine_earning import read_purchase, read_rule

STEPS = (("0.01", "DOWN"), ("0.01", "HALF-UP"), ("0.5", "UP"), ("1", "DOWN"), ("1", "HALF-UP"), ("10", "UP"))
METHODS = ("pos,1", "pos,2", "online,1")
TIERS = ("silver", "gold")


def random_cases(count, seed):
    """``count`` cases as in ``cases/earning.json``; the same ones for the same ``seed``."""
    dice = random.Random(seed)
    return [_solved(_random_case(dice, number)) for number in range(count)]


def _solved(case):
    found = earn(
        [read_rule(rule) for rule in case["rules"]], read_purchase(case), Decimal(case["rounding"]), case["method"]
    )
    case["expected"] = {
        "points": str(found.points),
        "qualifying": str(found.qualifying),
        "rules": [[str(result.points), result.reason] for result in found.rules],
        "caps": [list(result.caps) for result in found.rules],
        "weights": {ref: str(points) for ref, points in found.weights.items()},
    }
    return case


def _random_case(dice, number):
    rounding, method = dice.choice(STEPS)
    rules = [_random_rule(dice, ref) for ref in range(1, dice.randint(2, 5))]
    refs = [rule["ref"] for rule in rules]
    return {
        "name": f"random {number}",
        "rounding": rounding,
        "method": method,
        "rules": rules,
        "purchase": _random_purchase(dice, refs),
        "lines": [_random_line(dice, f"line {place}", refs) for place in range(dice.randint(1, 6))],
    }


def _random_purchase(dice, refs):
    moment = datetime(2026, 11, 1) + timedelta(minutes=dice.randint(0, 60 * 24 * 60))
    return {
        "at": moment.isoformat(),
        "channel": dice.choice(("pos", "pos", "pos", "pos", "sale")),
        "tier": dice.choice((None, *TIERS)),
        "multiplier": dice.choice(("1", "1.2", "1.75", "2")),
        "first": dice.random() < 0.5,
        "payment_methods": dice.sample(METHODS, dice.randint(0, 2)),
        "given": {str(ref): _amount(dice, 60) for ref in refs if dice.random() < 0.5},
    }


def _random_rule(dice, ref):
    rule = {
        "ref": ref,
        "mode": dice.choice(("money", "money", "unit", "order")),
        "points": dice.choice(("1", "0.1", "0.333", "2.5", "10")),
        "amount_step": dice.choice(("0", "0", "10", "7.5")),
        "taxed": dice.random() < 0.7,
        "delivery": dice.random() < 0.3,
        "is_bonus": dice.random() < 0.3,
        "minimum_quantity": dice.choice(("0", "0", "2")),
        "minimum_amount": dice.choice(("0", "0", "50")),
        "minimum_taxed": dice.random() < 0.5,
    }
    caps = {"max_per_order": 90, "max_per_unit": 20, "limit": 90}
    rule.update({name: _amount(dice, most, least=1) for name, most in caps.items() if dice.random() < 0.3})
    conditions = {
        "tiers": lambda: dice.sample(TIERS, 1),
        "payment_methods": lambda: dice.sample(METHODS, 1),
        "weekdays": lambda: dice.sample(range(7), 5),
        "date_from": lambda: "2026-11-10",
        "date_to": lambda: "2026-12-20",
        "first_purchase_only": lambda: True,
        "channels": lambda: ["pos"],
    }
    rule.update({name: make() for name, make in conditions.items() if dice.random() < 0.1})
    if dice.random() < 0.1:
        rule["minute_from"], rule["minute_to"] = dice.choice(((1320, 120), (480, 1080)))
    return rule


def _random_line(dice, ref, refs):
    kind = dice.choice(("goods", "goods", "goods", "discount", "delivery"))
    taxed = Decimal(_amount(dice, 80))
    sign = -1 if kind == "discount" or dice.random() < 0.1 else 1
    quantity = dice.randint(1, 4)
    return {
        "ref": ref,
        "quantity": str(sign * quantity if kind == "goods" else 1),
        "taxed": str(sign * taxed),
        "untaxed": str(sign * (taxed / Decimal("1.19")).quantize(Decimal("0.01"))),
        "kind": kind,
        "rules": [found for found in refs if dice.random() < 0.8],
        "in_amount": dice.random() < 0.9,
        "in_minimum": dice.random() < 0.9,
        "free": str(dice.choice((0, 0, 1)) if sign > 0 else 0),
    }


def _amount(dice, most, least=0):
    return str(Decimal(dice.randint(least * 100, most * 100)) / 100)
