"""What partners say of coupons, and what is done about it here."""

import logging
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....engine.coalition import CANCELLED, DISPUTED, EXPIRED, ISSUED, OURS, REDEEMED, THEIRS
from ....engine.webhooks import ASK, CANCEL, DISPUTE, EXPIRE, REDEEM, SETTLE, TAKE_BACK, get_steps

_logger = logging.getLogger(__name__)

MOST_ASKED = 20


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    news_at = fields.Datetime("News of the partner", readonly=True, copy=False, help="When it changed there last.")
    is_cancelled_there = fields.Boolean("Cancelled by the partner", readonly=True, copy=False)
    is_disputed_there = fields.Boolean(
        "Disputed by the partner", readonly=True, copy=False, help="Ends when the partner ends it, or by our staff."
    )

    @api.private
    def _apply_news(self, news):
        """Have this (locked) coupon stand here as it does at the partner (engine.webhooks, ``get_steps``).

        News say how a coupon stands, not what happened, so they may come twice, late and in any order.

        :param News news: of this very coupon
        :return: whether something changed
        :raise UserError: it cannot be done, for a reason that staff can understand
        """
        self.ensure_one()
        if self._is_old(news):
            return False
        before = self._get_standing()
        if self.direction == OURS and news.customer and not self.customer_ref:
            self.customer_ref = news.customer
        if self.is_handed_over and news.issued_at:
            self._note_given_out(news.issued_at)
        for step in self._get_steps(news):
            self._do_step(step, news)
        return self._get_standing() != before

    def _is_old(self, news):
        return bool(self.news_at and news.changed_at < self.news_at)

    def _get_steps(self, news):
        """What these news have us do (see :func:`get_steps`); nothing, where they are old or known."""
        if self._is_old(news) or self._is_known(news):
            return ()
        return get_steps(self.direction, self.state, news, is_disputed_by_partner=self.is_disputed_there)

    def _get_standing(self):
        names = ("state", "order_ref", "order_amount", "discount_amount", "customer_ref", "is_handed_over")
        return tuple(self[name] for name in names)

    def _is_known(self, news):
        """It was used for this order, with these amounts."""
        if not self.state == REDEEMED == news.state:
            return False
        amounts = [self._convert_told(value, news) for value in (news.amount, news.discount)]
        return self.order_ref == _get_order(news) and amounts == [self.order_amount, self.discount_amount]

    def _do_step(self, step, news):
        if step == REDEEM:
            self._redeem_there(news)
        elif step == TAKE_BACK:
            self._take_back()
        elif step == EXPIRE and self.state != EXPIRED:
            self._move_to(EXPIRED)
        elif step == CANCEL:
            self.is_cancelled_there = True
            self._cancel()
        elif step == DISPUTE:
            self.is_disputed_there = True
            self._move_to(DISPUTED)
        elif step == SETTLE:
            self._move_to(REDEEMED, event="resolved")
        elif step == ASK:
            self._ask_staff(news)

    def _redeem_there(self, news):
        amount, discount = (self._convert_told(value, news) for value in (news.amount, news.discount))
        if self.state == REDEEMED and self.order_ref != _get_order(news):
            self._take_back()  # and used again: that was not heard of
        at = min(news.redeemed_at or news.changed_at, self.env.cr.now())
        self._redeem(_get_order(news), amount, discount, at=at)

    def _convert_told(self, amount, news):
        """Money of the partner in the currency of the contract, of the day on which it was used."""
        contract = self.currency_id
        if not news.currency or news.currency == contract.name:
            return contract.round(float(amount))
        if not self.env["res.currency"].search_count([("name", "=", news.currency)], limit=1):
            raise UserError(
                self.env._(
                    "The order of the coupon %(code)s is in %(currency)s: activate that currency.",
                    code=self.code,
                    currency=news.currency,
                )
            )
        return self._convert_amounts([amount], news.currency, news.redeemed_at or news.changed_at)[0]

    def _ask_staff(self, news):
        """What the partner says does not go together with what we know: somebody has to talk to them. Whoever has that
        many coupons to talk about already asks about the others, too.
        """
        if len(self.coalition_id.activity_ids) >= MOST_ASKED:
            _logger.warning("Coupon %s is %s here and %s at the partner", self.code, self.state, news.state)
            return
        coalition = self.coalition_id._as_responsible_reads()
        labels = dict(self._fields["state"]._description_selection(coalition.env))
        coalition._ask_responsible(
            coalition.env._("Coupon %s: talk to the partner", self.code),
            coalition.env._(
                "%(code)s is “%(here)s” here and “%(there)s” at the partner.",
                code=self.code,
                here=labels[self.state],
                there=labels[news.state],
            ),
        )

    # --- what we tell at once, because the partner has to agree ---

    @api.private
    def _cancel(self):
        """A code of the partner's computer is cancelled there first: who gets the points back must not use it."""
        remote = self._lock().filtered(
            lambda coupon: (
                coupon.direction == THEIRS
                and coupon.offer_id.source == "remote"
                and coupon.state == ISSUED
                and not coupon.is_cancelled_there
            )
        )
        for coupon in remote:
            coupon.coalition_id._ask_partner(
                "POST",
                "coupons",
                coupon.code,
                "cancel",
                query={"offer": coupon.offer_id.remote_reference},
                key=str(uuid4()),  # cancelling twice is cancelling once
            )
        remote.is_cancelled_there = True
        return super()._cancel()

    @api.private
    def _move_to(self, state, values=None, event=None):
        """A dispute that ends here ends for the partner, too, if we began it."""
        disputed = self.sudo().filtered(lambda coupon: coupon.state == DISPUTED) if state != DISPUTED else self.browse()
        moved = super()._move_to(state, values, event)
        if settled := moved & disputed:
            if state != CANCELLED:
                settled._tell("resolved")
            settled.is_disputed_there = False
        return moved


def _get_order(news):
    return news.order or news.code
