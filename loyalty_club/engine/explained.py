"""What the rules of a purchase gave and why, as values for JSON: the explanation that accruals carry."""

from .earning_values import RuleResult
from .points import CENT, ZERO, round_points


def explain_result(result: RuleResult, by_rule: bool) -> dict:
    """What one rule gave: ``rule``, ``points`` (text), ``reason``, what the rule gives, and what the reason is about.

    :param by_rule: points of each rule are rounded down as they are booked
    """
    rule = result.rule
    found = explain_giving(rule, result.points, result.reason, by_rule)
    if rule.mode == "money" and rule.amount_step:
        found["step"] = str(rule.amount_step)
    if rule.is_bonus:
        found["bonus"] = True
    if result.caps:
        caps = {"unit": rule.max_per_unit, "order": rule.max_per_order, "limit": rule.limit}
        found["caps"] = {cap: str(caps[cap]) for cap in result.caps}
    if rule.limit is not None:
        found.update(limit=str(rule.limit), period=rule.period)
    return {**found, **result.details}


def explain_giving(rule, points=ZERO, reason: str = "applied", by_rule: bool = True) -> dict:
    """What every rule says of itself (``ref``, ``mode`` and ``points`` are asked), with the points that it gave."""
    given = round_points(points, CENT, "DOWN" if by_rule else "HALF-UP")
    return {"rule": rule.ref, "points": str(given), "reason": reason, "mode": rule.mode, "rate": str(rule.points)}
