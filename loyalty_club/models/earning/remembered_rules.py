"""Rules as they were when an order was confirmed, as values for JSON."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

from ...engine.earning_values import Rule

SETS = {"channels", "tiers", "weekdays", "payment_methods"}
DAYS = {"date_from", "date_to"}
DEFAULTS = {field.name: field.default for field in fields(Rule)}
DECIMALS = {
    "points",
    "amount_step",
    "minimum_quantity",
    "minimum_amount",
    "max_per_order",
    "max_per_unit",
    "limit",
}


def dump_rule(rule):
    """The engine rule as a dictionary for JSON: what differs from a rule without conditions."""
    values = {name: getattr(rule, name) for name in DEFAULTS}
    return {name: _dump(name, value) for name, value in values.items() if name == "ref" or value != DEFAULTS[name]}


def gives_for(values, products):
    """Products among ``products`` that a remembered rule, which may be gone, is for.

    :param values: what :func:`dump_rule` wrote; ``products``: the rule's domain (none: all products)
    """
    return products.filtered_domain(values["products"]) if values.get("products") else products


def load_rule(values):
    """The engine rule that :func:`dump_rule` wrote."""
    return Rule(**{name: _load(name, value) for name, value in values.items() if name in DEFAULTS})


def _dump(name, value):
    if name in SETS:
        return sorted(value)
    if name in DECIMALS:
        return str(value)
    return value.isoformat() if name in DAYS else value


def _load(name, value):
    if name in SETS:
        return frozenset(value)
    if name in DECIMALS:
        return Decimal(value)
    return date.fromisoformat(value) if name in DAYS else value
