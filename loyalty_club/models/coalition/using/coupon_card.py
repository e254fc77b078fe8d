"""Our own coupon (``loyalty.card``) behind the code of a partner's customer: usable while the code is."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ....engine.coalition import DISPUTED, ISSUED, OURS, REDEEMED


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    @api.private
    def _move_to(self, state, values=None, event=None):
        disputed = self.filtered(lambda coupon: coupon.state == DISPUTED)
        moved = super()._move_to(state, values, event)
        moved._follow_with_card()
        decided = moved & disputed
        if state == REDEEMED and decided:
            decided._look_at_orders_again()
        return moved

    def _follow_with_card(self):
        """Nobody uses the coupon behind a code that was cancelled, is disputed or expired; one that is given out
        (again) can be used once.
        """
        ours = self.sudo().filtered(lambda coupon: coupon.direction == OURS and coupon.card_id)
        for coupon in ours.with_env(self.env(context=clean_context(self.env.context), su=True)):
            card, values = coupon.card_id, {}
            usable = coupon.state in (ISSUED, REDEEMED)
            if card.active != usable:
                values["active"] = usable
            worth = min(card.program_id.reward_ids.mapped("required_points"), default=1)
            if coupon.state == ISSUED and card.points != worth:
                values["points"] = worth
            elif coupon.state == REDEEMED and not coupon.origin_id and card.points:
                values["points"] = 0  # no order of ours takes it off: staff, or another company, noted the use
            if values:
                card.write(values)

    @api.private
    def _spend_card(self):
        """Cancelling an older order has stock give the coupon back, which was used elsewhere meanwhile."""
        for card in self.filtered(lambda coupon: coupon.state == REDEEMED).card_id:
            if card.points > 0:
                card.points = 0

    def _check_order_is_over(self):
        """Staff takes back by hand only what no order of ours uses any more.

        :raise UserError: one does; what to do
        """
        order = self.env[self.origin_model].sudo().browse(self.origin_id).exists() if self.origin_id else None
        if order and order._is_using(self):
            raise UserError(
                self.env._(
                    "%(order)s was made cheaper by the coupon %(code)s. Cancel or refund the order: the coupon comes"
                    " back by itself.",
                    order=order.display_name,
                    code=self.code,
                )
            )

    def _look_at_orders_again(self):
        """Orders may have been refunded while their coupons were disputed."""
        for model, coupons in self.filtered("origin_id").grouped("origin_model").items():
            self.env[model].sudo().browse(coupons.mapped("origin_id")).exists()._sync_partner_coupons()
