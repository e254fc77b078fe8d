"""Whether a point rule applies to a purchase; the one place that decides it."""

from datetime import timedelta

from .earning_values import Purchase, Rule
from .points import ZERO


def why_not(rule: Rule, purchase: Purchase) -> tuple | None:
    """The first condition of the rule (but for goods) that the purchase does not meet: (reason, details); else None."""
    if rule.code_missing:
        return "code", {}
    if purchase.channel not in rule.channels:
        return "channel", {"channel": purchase.channel}
    found = _wrong_time(rule, purchase.at)
    if found:
        return found
    if rule.tiers and purchase.tier not in rule.tiers:
        return "tier", {"tier": purchase.tier}
    if rule.first_purchase_only and not purchase.first:
        return "first_purchase", {}
    if rule.payment_methods and not rule.payment_methods & purchase.payment_methods:
        return "payment_method", {}
    return None


def _wrong_time(rule, at):
    minute, day = at.hour * 60 + at.minute, at.date()
    over_midnight = rule.minute_to < rule.minute_from
    if over_midnight and minute < rule.minute_to:
        day -= timedelta(days=1)
    if rule.date_from and day < rule.date_from:
        return "too_early", {"date": rule.date_from.isoformat()}
    if rule.date_to and day > rule.date_to:
        return "too_late", {"date": rule.date_to.isoformat()}
    if day.weekday() not in rule.weekdays:
        return "weekday", {"weekday": day.weekday()}
    inside = (minute >= rule.minute_from, minute < rule.minute_to)
    if not (any(inside) if over_midnight else all(inside)):
        return "hour", {"from": rule.minute_from, "to": rule.minute_to}
    return None


def missing_goods(rule: Rule, lines) -> tuple | None:
    """What the rule asks for and its ``lines`` of the purchase do not have: (reason, details); else None."""
    goods = [line for line in lines if line.kind == "goods"]
    if not any(line.quantity > 0 for line in goods):
        return "products", {}
    quantity = sum(line.quantity for line in goods)
    if quantity < rule.minimum_quantity:
        return "minimum_quantity", {"needed": str(rule.minimum_quantity), "found": str(quantity)}
    if rule.minimum_amount:
        amount = sum((line.amount(rule.minimum_taxed) for line in lines if line.in_minimum), ZERO)
        if amount < rule.minimum_amount:
            return "minimum_amount", {"needed": str(rule.minimum_amount), "found": str(amount)}
    return None
