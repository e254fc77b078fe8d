"""What a purchase earns: point rules and a purchase in, points by rule with reasons out.

Nothing is rounded before the end (see :func:`earn`). The conditions of a rule are in ``eligibility``, its points and
caps in ``earning_points``.
"""

from dataclasses import replace
from decimal import Decimal

from .earning_points import SMALL, give, split
from .earning_values import ONE, Earned, Purchase, RuleResult
from .eligibility import missing_goods, why_not
from .points import CENT, ZERO, round_points


def earn(rules, purchase: Purchase, rounding=CENT, method: str = "DOWN") -> Earned:
    """Points of a purchase. Rounding to 0.01 ``DOWN`` is done for each rule, as stock does; any other rounding once,
    on the sum of all rules (what qualifies is rounded alike). Caps hold for what is booked: where rounding can give
    more, a cap is taken as the last full step within it.
    """
    step = CENT if method == "DOWN" else rounding
    return _round(tuple(_apply(rule, purchase, step) for rule in rules), rounding, method)


def keep(earned: Earned, weights, given, rounding=CENT, method: str = "DOWN") -> Earned:
    """What is left of ``earned`` for a member who may not earn any more: what became less is less, what became more
    or is new gives nothing.

    :param weights: {line ref: points that the line contributed before}
    :param given: {rule ref: points that the rule gave before}
    """
    total = sum(weights.values(), ZERO)
    by_order = sum((given.get(result.rule.ref, ZERO) for result in earned.rules if result.rule.mode == "order"), ZERO)
    share = max(total - by_order, ZERO) / total if total else ZERO  # of lines' weights: what is not for the purchase
    now = Earned(ZERO, ZERO, tuple(result for result in earned.rules if result.rule.mode != "order")).weights
    shares = {ref: min(weights.get(ref, ZERO) * share / points, ONE) if points else ONE for ref, points in now.items()}
    present = {ref for result in earned.rules for ref, points in result.lines.items() if points and weights.get(ref)}
    kept = tuple(_keep(result, shares, present, given.get(result.rule.ref, ZERO)) for result in earned.rules)
    return _round(kept, rounding, method)


def _keep(result, shares, present, most):
    """One rule's result: points for the purchase while any of its lines is there, others line by line."""
    if result.rule.mode == "order":
        lines = {ref: points for ref, points in result.lines.items() if ref in present}
        most = min(most, result.points) if lines else ZERO
    else:
        lines = {ref: (points * shares[ref]).quantize(SMALL) for ref, points in result.lines.items()}
        most = min(most, sum(lines.values(), ZERO))
    if most >= round_points(result.points) and len(lines) == len(result.lines):  # what was given is known in cents
        return result
    return replace(result, points=most, lines=split(most, lines))


def _round(results, rounding, method):
    by_rule = Decimal(str(rounding)) <= CENT and method == "DOWN"
    base = [result.points for result in results if not result.rule.is_bonus]
    bonus = [result.points for result in results if result.rule.is_bonus]
    qualifying, points = _total(base, by_rule), _total(base + bonus, by_rule)
    if not by_rule:
        qualifying, points = (round_points(value, rounding, method) for value in (qualifying, points))
    return Earned(points, qualifying, results)


def _total(points, by_rule):
    return sum((round_points(value) for value in points) if by_rule else points, ZERO)


def _apply(rule, purchase, step):
    found = why_not(rule, purchase)
    if not found:
        lines = [line for line in purchase.lines if line.rules is None or rule.ref in line.rules]
        found = missing_goods(rule, lines)
    if found:
        reason, details = found
        return RuleResult(rule, reason=reason, details=details)
    return give(rule, purchase, lines, step)
