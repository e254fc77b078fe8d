"""Codes of ours that a partner has in a file: they are settled when its customers get them, on both sides."""

from odoo import api, models

from ....engine.coalition import EXPIRED, ISSUED, REDEEMED


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    @api.private
    def _note_given_out(self, moment=None):
        """The partner gave these codes of a file to its customers: the terms of this day hold, and they are booked.

        :param datetime moment: of UTC, when; by default now
        """
        now = self.env.cr.now().replace(microsecond=0)
        for coupon in self._lock().filtered("is_handed_over"):
            values = {"is_handed_over": False, "issued_at": min(moment.replace(microsecond=0), now) if moment else now}
            if coupon.state in (ISSUED, EXPIRED):
                agreed = coupon.offer_id._prepare_issued()
                values |= {name: agreed[name] for name in ("terms", "rate", "payer")}
            coupon.write(values)
            coupon._book_amount()

    @api.private
    def _move_to(self, state, values=None, event=None):
        """A code that was used was given to somebody, whether we heard of it or not."""
        if state == REDEEMED:
            values = {**(values or {}), "is_handed_over": False}
        return super()._move_to(state, values, event)
