"""What a purchase earns: point rules and a purchase in, points by rule with reasons out.

Nothing is rounded before the end (see :func:`earn`). The conditions of a rule are in ``eligibility``, its points and
caps in ``earning_points``.
"""

from decimal import Decimal

from .earning_points import give
from .earning_values import Earned, Purchase, RuleResult
from .eligibility import missing_goods, why_not
from .points import CENT, ZERO, round_points


def earn(rules, purchase: Purchase, rounding=CENT, method: str = "DOWN") -> Earned:
    """Points of a purchase. Rounding to 0.01 ``DOWN`` is done for each rule, as stock does; any other rounding once,
    on the sum of all rules (what qualifies is rounded alike).
    """
    by_rule = Decimal(str(rounding)) <= CENT and method == "DOWN"
    results = tuple(_apply(rule, purchase) for rule in rules)
    base = [result.points for result in results if not result.rule.is_bonus]
    bonus = [result.points for result in results if result.rule.is_bonus]
    qualifying, points = _total(base, by_rule), _total(base + bonus, by_rule)
    if not by_rule:
        qualifying, points = (round_points(value, rounding, method) for value in (qualifying, points))
    return Earned(points, qualifying, results)


def _total(points, by_rule):
    return sum((round_points(value) for value in points) if by_rule else points, ZERO)


def _apply(rule, purchase):
    found = why_not(rule, purchase)
    if not found:
        lines = [line for line in purchase.lines if line.rules is None or rule.ref in line.rules]
        found = missing_goods(rule, lines)
    if found:
        reason, details = found
        return RuleResult(rule, reason=reason, details=details)
    return give(rule, purchase, lines)
