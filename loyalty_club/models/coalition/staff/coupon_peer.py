"""Companies of one database share coupons without files: what happens to one of a pair happens to the other."""

from odoo import api, models

from ....engine.coalition import CANCELLED, DISPUTED, EXPIRED, ISSUED, REDEEMED


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    def _notify(self, event):
        super()._notify(event)
        self._mirror()

    @api.private
    def _redeem(self, order_ref, order_amount, discount_amount, *, origin=None, partner=None, at=None):
        coupon = super()._redeem(order_ref, order_amount, discount_amount, origin=origin, partner=partner, at=at)
        self._mirror()  # amounts that changed are told to nobody else
        return coupon

    def _mirror(self):
        """Bring the coupons of the other companies to where these are.

        Compared, not passed on: the other side does the same, finds both alike, and it ends there.
        """
        for coupon in self.sudo().filtered("peer_id"):
            if not coupon._is_mirrored():
                coupon._mirror_state()

    def _is_mirrored(self):
        peer = self.peer_id
        if self.state == REDEEMED == peer.state:
            names = ("order_amount", "discount_amount")
            there = all(self._convert(self[name], peer) == peer[name] for name in names)
            back = all(peer._convert(peer[name], self) == self[name] for name in names)
            return self.order_ref == peer.order_ref and (there or back)
        return self.state == peer.state

    def _mirror_state(self):
        peer = self.peer_id
        if self.state == REDEEMED:
            if peer.state == DISPUTED:
                peer._move_to(REDEEMED)
            peer._redeem(
                self.order_ref,
                self._convert(self.order_amount, peer),
                self._convert(self.discount_amount, peer),
                at=self.redeemed_at,
            )
        elif self.state in (ISSUED, EXPIRED):
            peer._take_back()  # what is not used ends on its own last day
        elif self.state == CANCELLED:
            peer._cancel()
        elif self.state == DISPUTED:
            peer._move_to(DISPUTED)

    def _convert(self, amount, peer):
        """Money of this contract in the currency of the other company's, by the rate of the day of the order."""
        day = (self.redeemed_at or peer.redeemed_at or self.env.cr.now()).date()
        source, target = self.currency_id, peer.currency_id
        return source._convert(amount, target, peer.company_id, day) if source != target else amount
