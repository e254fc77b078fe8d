"""How many points a rule that applies gives, line by line, within its caps."""

from decimal import ROUND_FLOOR, Decimal

from .earning_values import ONE, Purchase, Rule, RuleResult
from .points import CENT, ZERO, floor_points

SMALL = Decimal("1e-10")


def give(rule: Rule, purchase: Purchase, lines, step=CENT) -> RuleResult:
    """The result of a rule that applies to ``lines``. A base rule is multiplied by the tier before its caps.

    :param step: caps are rounded down to a multiple of so many points
    """
    goods = [line for line in lines if line.kind == "goods" and line.quantity > 0]
    factor = ONE if rule.is_bonus else purchase.multiplier
    shares, caps = _SHARES[rule.mode](rule, lines, goods, factor)
    details = {} if factor == ONE else {"multiplier": str(factor)}
    if rule.limit is not None:
        details["given"] = str(purchase.given.get(rule.ref, ZERO))
    shares, by_unit = _cap_units(rule, shares, goods, step)
    shares, more = _cap_total(rule, shares, purchase, step)
    points = sum(shares.values(), ZERO)
    caps = (by_unit or caps) + more
    if points:
        return RuleResult(rule, points, details=details, caps=caps, lines=shares)
    reason = "limit" if "limit" in caps else "step" if rule.mode == "money" and rule.amount_step else "nothing"
    return RuleResult(rule, reason=reason, details=details)


def _cap_units(rule, shares, goods, step):
    """Points by line, made less where rounding the purchase could give more than its units may have together."""
    if rule.max_per_unit is None or Decimal(str(step)) <= CENT:
        return shares, ()
    most = floor_points(rule.max_per_unit * sum((line.quantity for line in goods), ZERO), step)
    return (split(most, shares), ("unit",)) if sum(shares.values(), ZERO) > most else (shares, ())


def _cap_total(rule, shares, purchase, step):
    """Points by line, made less in proportion where the order or the member's period gives no more."""
    total, caps = sum(shares.values(), ZERO), ()
    wanted = total
    if rule.max_per_order is not None and wanted > floor_points(rule.max_per_order, step):
        wanted, caps = floor_points(rule.max_per_order, step), ("order",)
    if rule.limit is not None:
        left = floor_points(max(rule.limit - purchase.given.get(rule.ref, ZERO), ZERO), step)
        if wanted > left:
            wanted, caps = left, (*caps, "limit")
    if wanted == total:
        return shares, caps
    return split(wanted, shares), caps


# --- modes: points by line, with the cap per unit ---


def _by_money(rule, lines, goods, factor):
    """Discounts, delivery and negative lines change what each line of goods cost, in proportion."""
    amounts = _paid_amounts(rule, lines, goods)
    rate = rule.points * factor / (rule.amount_step or ONE)
    capped = {}
    if rule.max_per_unit is not None:
        most = {line.ref: rule.max_per_unit * line.quantity for line in goods}
        capped = {ref: most[ref] for ref, amount in amounts.items() if amount * rate > most[ref]}
    free = {ref: amount for ref, amount in amounts.items() if ref not in capped}
    if not rule.amount_step:
        return {**{ref: amount * rate for ref, amount in free.items()}, **capped}, ("unit",) if capped else ()
    each = rule.points * factor
    whole, rest = (_steps(rule, shares) * each for shares in (amounts, free))
    if whole <= rest + sum(capped.values(), ZERO):
        return split(whole, amounts), ()
    return {**split(rest, free), **capped}, ("unit",)


def _steps(rule, amounts):
    return (sum(amounts.values(), ZERO) / rule.amount_step).quantize(ONE, ROUND_FLOOR)


def _paid_amounts(rule, lines, goods):
    """{line ref: what was paid for it}, never less than 0."""
    amounts = {line.ref: max(line.amount(rule.taxed), ZERO) if line.in_amount else ZERO for line in goods}
    refs = set(amounts)
    extra = sum(
        (
            line.amount(rule.taxed)
            for line in lines
            if line.in_amount and line.ref not in refs and (line.kind != "delivery" or rule.delivery)
        ),
        ZERO,
    )
    total = sum(amounts.values(), ZERO)
    if not extra:
        return amounts
    if total + extra <= 0:
        return dict.fromkeys(amounts, ZERO)
    return split(total + extra, amounts if total else {line.ref: line.quantity for line in goods})


def _by_unit(rule, lines, goods, factor):
    each, caps = rule.points * factor, ()
    if rule.max_per_unit is not None and each > rule.max_per_unit:
        each, caps = rule.max_per_unit, ("unit",)
    shares = {line.ref: max(line.quantity - line.free, ZERO) for line in goods}
    quantity = sum((line.quantity - line.free for line in lines if line.kind == "goods"), ZERO)
    return split(max(quantity, ZERO) * each, shares), caps


def _by_order(rule, lines, goods, factor):
    points, caps = rule.points * factor, ()
    if rule.max_per_unit is not None:
        most = rule.max_per_unit * sum((line.quantity for line in goods), ZERO)
        if points > most:
            points, caps = most, ("unit",)
    amounts = {line.ref: max(line.taxed, ZERO) for line in goods}
    return split(points, amounts if any(amounts.values()) else {line.ref: line.quantity for line in goods}), caps


_SHARES = {"money": _by_money, "unit": _by_unit, "order": _by_order}


def split(points, shares):
    """``points`` in proportion to ``shares``, each to ten digits; the largest (of equal ones the last) takes what is
    left, so that the sum is exact.
    """
    total = sum(shares.values(), ZERO)
    if not total:
        return dict.fromkeys(shares, ZERO)
    result = {ref: (points * share / total).quantize(SMALL) for ref, share in shares.items()}
    largest = max(reversed(shares), key=shares.get)
    result[largest] += points - sum(result.values(), ZERO)
    return result
