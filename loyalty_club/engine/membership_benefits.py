"""What the memberships of one customer give together: of each benefit the better one.

* multiplier: the highest; a tier's multiplier does not come on top, the higher of the two holds
* free delivery: any plan that gives it for this delivery method and amount
* price list: that of the first plan in the order of plans; before that of a tier, because it is paid for
* early access: the longest
* tier, welcome points, coupons, cash back: each plan its own
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

ONE = Decimal(1)


@dataclass(frozen=True)
class FreeShipping:
    """Free delivery from an amount (money, company currency) on, by these delivery methods (none named: by all)."""

    minimum: Decimal = Decimal(0)
    carriers: frozenset = frozenset()

    def applies(self, amount: Decimal, carrier) -> bool:
        return amount >= self.minimum and (not self.carriers or carrier in self.carriers)


@dataclass(frozen=True)
class Benefits:
    """Benefits of one running membership, or of several together.

    ``plans``: refs of the plans; ``multipliers``: {club ref: factor}.
    """

    plans: tuple = ()
    multipliers: dict = field(default_factory=dict)
    pricelist: int | None = None
    shipping: tuple[FreeShipping, ...] = ()
    early_days: int = 0

    def multiplier(self, club, earned: Decimal = ONE) -> Decimal:
        """The factor in a club for somebody whose tier gives ``earned``."""
        return max(earned, self.multipliers.get(club, ONE))

    def ships_free(self, amount: Decimal, carrier) -> bool:
        return any(shipping.applies(amount, carrier) for shipping in self.shipping)


NOTHING = Benefits()


def together(several: Sequence[Benefits]) -> Benefits:
    """The benefits of several memberships, given in the order of their plans."""
    multipliers: dict = {}
    for benefits in several:
        for club, factor in benefits.multipliers.items():
            multipliers[club] = max(factor, multipliers.get(club, ONE))
    return Benefits(
        plans=tuple(dict.fromkeys(plan for benefits in several for plan in benefits.plans)),
        multipliers=multipliers,
        pricelist=next((benefits.pricelist for benefits in several if benefits.pricelist), None),
        shipping=tuple(shipping for benefits in several for shipping in benefits.shipping),
        early_days=max((benefits.early_days for benefits in several), default=0),
    )
