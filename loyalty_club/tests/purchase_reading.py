"""A reader of purchases, for tests of files and of rows."""

from datetime import date, datetime
from decimal import Decimal

from ..engine.purchase_reader import Layout, PurchaseReader
from ..engine.purchase_text import Clock
from ..engine.purchases import Currencies, PointRule, PointRules

NOW = datetime(2026, 6, 1, 9, 0)


def reader(columns=("ref", "date", "amount"), zone="UTC", rules=(), **layout):
    """A reader of files with these columns; ``None``: a column that is not needed."""
    places = {target: place for place, target in enumerate(columns) if target}
    currencies = Currencies(
        "USD",
        {"usd": "USD", "$": "USD", "eur": "EUR", "€": "EUR", "irr": "IRR"},
        {
            "USD": [(date(2020, 1, 1), Decimal(1))],
            "EUR": [(date(2020, 1, 1), Decimal("0.8")), (date(2024, 1, 1), Decimal("0.5"))],
        },
    )
    rules = rules or (PointRule("money", Decimal(1)),)
    return PurchaseReader(Layout(places, len(columns), **layout), Clock(zone), PointRules(rules), currencies, NOW)
