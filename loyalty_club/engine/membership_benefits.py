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
    """Free delivery from an amount (money, company currency) on, by these delivery methods (none named: by all).

    ``plan``: ref of the plan that gives it.
    """

    minimum: Decimal = Decimal(0)
    carriers: frozenset = frozenset()
    plan: int | None = None

    def goes_by(self, carrier) -> bool:
        return not self.carriers or carrier in self.carriers

    def applies(self, amount: Decimal, carrier) -> bool:
        return amount >= self.minimum and self.goes_by(carrier)


@dataclass(frozen=True)
class Benefits:
    """Benefits of one running membership, or of several together.

    ``plans``: refs of the plans; ``multipliers``: {club ref: (factor, ref of the plan that gives it)}.
    """

    plans: tuple = ()
    multipliers: dict = field(default_factory=dict)
    pricelist: int | None = None
    shipping: tuple[FreeShipping, ...] = ()
    early_days: int = 0

    def multiplier(self, club, earned: Decimal = ONE) -> Decimal:
        """The factor in a club for somebody whose tier gives ``earned``."""
        return self.best_multiplier(club, earned)[0]

    def best_multiplier(self, club, earned: Decimal = ONE) -> tuple[Decimal, int | None]:
        """(factor, ref of the plan that gives it); no plan where the tier gives as much."""
        factor, plan = self.multipliers.get(club, (earned, None))
        return (factor, plan) if factor > earned else (earned, None)

    def ships_free(self, amount: Decimal, carrier) -> bool:
        return self.free_shipping(amount, carrier) is not None

    def free_shipping(self, amount: Decimal, carrier) -> FreeShipping | None:
        """What makes the delivery of an order of ``amount`` free; None: nothing."""
        return next((shipping for shipping in self.shipping if shipping.applies(amount, carrier)), None)

    def nearest_shipping(self, amount: Decimal, carriers=None) -> tuple[FreeShipping, Decimal] | None:
        """What makes delivery free with the least more to buy, and how much that is (0: it is free now).

        :param carriers: the delivery methods that there are; None: any
        """
        fits = [
            (max(shipping.minimum - amount, Decimal(0)), number, shipping)
            for number, shipping in enumerate(self.shipping)
            if carriers is None or any(shipping.goes_by(carrier) for carrier in carriers)
        ]
        missing, _number, shipping = min(fits, default=(None, 0, None))
        return shipping and (shipping, missing)


NOTHING = Benefits()


def together(several: Sequence[Benefits]) -> Benefits:
    """The benefits of several memberships, given in the order of their plans."""
    multipliers: dict = {}
    for benefits in several:
        for club, given in benefits.multipliers.items():
            if club not in multipliers or given[0] > multipliers[club][0]:
                multipliers[club] = given
    return Benefits(
        plans=tuple(dict.fromkeys(plan for benefits in several for plan in benefits.plans)),
        multipliers=multipliers,
        pricelist=next((benefits.pricelist for benefits in several if benefits.pricelist), None),
        shipping=tuple(shipping for benefits in several for shipping in benefits.shipping),
        early_days=max((benefits.early_days for benefits in several), default=0),
    )
