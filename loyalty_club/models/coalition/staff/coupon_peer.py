"""Companies of one database share coupons without files: what happens to one of a pair happens to the other."""

from odoo import api, models

from ....engine.coalition import (
    CANCELLED,
    DISPUTED,
    EXPIRED,
    ISSUED,
    OURS,
    REDEEMED,
    THEIRS,
    Terms,
    exact_money,
    get_amount,
)


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
        return self.state == peer.state and (self.state != REDEEMED or self._is_same_order())

    def _is_same_order(self):
        """Whether both are used for one order of one amount, but for what is lost by converting it."""
        peer, names = self.peer_id, ("order_amount", "discount_amount")
        there = all(self._convert(self[name], peer) == peer[name] for name in names)
        back = all(peer._convert(peer[name], self) == self[name] for name in names)
        return self.order_ref == peer.order_ref and (there or back)

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
        at = self.redeemed_at or peer.redeemed_at or self.env.cr.now()
        return self._convert_by_seller(amount, self.currency_id, peer.currency_id, at)

    def _convert_by_seller(self, amount, source, target, at):
        """By the rate of the company where the coupon is used, on its day: one rate for both books."""
        seller = self if self.direction == OURS else self.peer_id
        day = seller.coalition_id.program_id._get_local_day(at)
        return source._convert(amount, target, seller.company_id, day) if source != target else amount

    def _get_amount(self):
        """Both companies book one amount, with opposite signs: by the terms of the company whose coupon it is, each in
        the currency of its own contract.
        """
        peer = self.sudo().peer_id
        if self.direction != THEIRS or not peer:
            return super()._get_amount()
        order_amount = peer.order_amount if self._is_same_order() else self._convert(self.order_amount, peer)
        terms = Terms(peer.terms, exact_money(peer.rate), peer.payer)
        amount = get_amount(
            terms, peer.direction, self.state, exact_money(order_amount), peer.currency_id.decimal_places
        )
        by_issue = peer.terms == "issued"  # what was booked then stays, whatever becomes of the rate
        at = (not by_issue and self.redeemed_at) or self.issued_at or self.env.cr.now()
        return self._convert_by_seller(-float(amount), peer.currency_id, self.currency_id, at)
