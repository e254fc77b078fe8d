"""What coupons come to by the terms: the difference to what was booked before becomes a movement."""

from odoo import api, models

from ...engine.coalition import Terms, exact_money, get_amount

KINDS = {"issued": "issue", "redeemed": "redemption"}


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    @api.private
    def _book_amount(self):
        """Compare what these (locked) coupons come to with what was booked, and book the difference.

        Comparing instead of counting events: however often and in whichever order news arrive, nothing is booked twice.
        """
        values_list = []
        for coupon in self:
            amount = coupon._get_amount()
            difference = coupon.currency_id.round(amount - coupon.amount)
            if not difference:
                continue
            taken_back = coupon.amount and abs(amount) < abs(coupon.amount)
            values_list.append(
                {
                    "coupon_id": coupon.id,
                    "coalition_id": coupon.coalition_id.id,
                    "kind": "reversal" if taken_back else KINDS.get(coupon.state, "adjustment"),
                    "amount": difference,
                    "order_ref": coupon.order_ref,
                }
            )
            coupon.amount = amount
        return self.env["loyalty.coalition.movement"].sudo().create(values_list)

    def _get_amount(self):
        terms = Terms(self.terms, exact_money(self.rate), self.payer)
        amount = get_amount(
            terms,
            self.direction,
            self.state,
            exact_money(self.order_amount),
            self.currency_id.decimal_places,
            is_given=not self.is_handed_over,
        )
        return float(amount)
