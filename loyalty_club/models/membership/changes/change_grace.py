"""Changes during grace: the days since the last paid one had benefits, so they are paid, for what they were."""

from odoo import models

from ....engine.membership_change import price_with_unpaid_days
from ....engine.membership_dates import DAY


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _get_change_begin(self, period, today):
        """What a change that is chosen today counts from, and what its first period costs.

        Days with benefits that nobody paid are the first of the new period, at the price of the present one: as with
        a renewal that is paid late, nobody gains by waiting, and nobody pays the dearer plan for days without it.

        :return: (first day, price as Decimal in the terms of the product's price, number of unpaid days)
        """
        price = self._exact(period.price)
        first = self._get_next_first_day()
        unpaid = (today - first).days
        days = self._count_days(period, first)
        if not 0 < unpaid < days:  # grace is longer than the new period: that would be over before it begins
            return today, price, 0
        before = self._count_days(self._get_renewal_period(), first)
        digits = self.currency_id.decimal_places
        blend = price_with_unpaid_days(self._exact(self._get_renewal_price()), price, before, days, unpaid, digits)
        return first, blend, unpaid

    def _count_days(self, period, first):
        start, last = period._get_days(first, 0)
        return (last + DAY - start).days

    def _prepare_change_line(self, period, preview):
        """Values of the invoice line of the new period."""
        values = {"product_id": period.product_id.id, "quantity": 1, "sequence": 1}
        if preview["unpaid_days"]:
            text = self.env._(
                "From %(day)s; the first %(days)s days at the price of %(period)s",
                day=self._day(preview["day"]),
                days=preview["unpaid_days"],
                period=self._get_renewal_period().display_name,
            )
            values.update(price_unit=float(preview["price"]), name=f"{period.product_id.display_name}\n{text}")
        return values
