"""Changes of a membership to another period or plan: when they begin. Values in, a decision out."""

from decimal import Decimal

from .membership_money import money


def begins_at_once(is_same_plan: bool, before: Decimal, after: Decimal, credit: Decimal, price: Decimal) -> bool:
    """Whether a change begins today, with the days that are left deducted from the price, or with the next period.

    Another length of the same plan gives nothing new: it begins when what is paid is over. Another plan begins today
    where it costs more a month, so that nobody gets a plan's benefits for the price of a lesser one, and nobody pays
    for a lesser plan while the better one is paid for. A price that does not cover what is left would give money back:
    it begins with the next period, too.

    :param before: what the present period costs a month
    :param after: what the new one costs a month
    :param credit: what was paid for the days that are left
    :param price: what the new period costs
    """
    return not is_same_plan and after > before and price >= credit


def price_with_unpaid_days(before: Decimal, after: Decimal, days_before: int, days: int, unpaid: int, digits: int = 2):
    """The price of the first period of a dearer plan whose first ``unpaid`` days had the lesser plan's benefits.

    :param before: what the lesser plan costs for ``days_before`` days
    :param after: what the new one costs for ``days`` days
    :return: Decimal; never more than ``after``
    """
    had, rest = before * unpaid / days_before, after * (days - unpaid) / days
    return min(money(had + rest, digits), money(after, digits))
