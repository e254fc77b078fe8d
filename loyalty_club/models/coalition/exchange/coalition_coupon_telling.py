"""What we tell partners of coupons: webhooks, and the form in which the API lists them."""

from odoo import models

from ....engine.coalition import DISPUTED, OURS, REDEEMED, THEIRS

EVENTS = {
    OURS: ("redeemed", "returned", "cancelled", "expired", "disputed", "resolved"),
    THEIRS: ("issued", "cancelled", "disputed", "resolved"),
}
"""Each side tells what it knows first: the shop where a coupon is used says what became of it, the one that gave it
to a customer that it did, or that nobody will use it. So nothing is told back to whoever told it."""


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    def _notify(self, event):
        super()._notify(event)
        self._tell(event)

    def _redeem(self, order_ref, order_amount, discount_amount, *, origin=None, partner=None, at=None):
        """Amounts that change later are told, too."""
        coupon = self.sudo()
        was_redeemed, before = coupon.state == REDEEMED, (coupon.order_amount, coupon.discount_amount)
        redeemed = super()._redeem(order_ref, order_amount, discount_amount, origin=origin, partner=partner, at=at)
        if was_redeemed and before != (coupon.order_amount, coupon.discount_amount):
            redeemed._tell("redeemed")
        return redeemed

    def _tell(self, event):
        """Have the partners hear of these coupons, if they gave an address for it and did not tell us themselves."""
        told = self.sudo().filtered(lambda coupon: coupon._is_told(event))
        for coalition, coupons in told.grouped("coalition_id").items():
            self.env["loyalty.coalition.delivery"].sudo()._queue(coalition, event, coupons)

    def _is_told(self, event):
        if event not in EVENTS[self.direction] or not self.coalition_id.webhook_url:
            return False
        if event == "issued":
            return self.offer_id.source == "pool"  # their computer knows which codes it gave out
        if event == "cancelled":
            return not self.is_cancelled_there
        return not (event in ("disputed", "resolved") and self.is_disputed_there)

    def _get_public(self):
        """The form of the API (see there), with who disputes a coupon, as the reader calls the two sides."""
        public = super()._get_public()
        if self.state == DISPUTED:
            public["disputed_by"] = "you" if self.is_disputed_there else "us"
        return public
