"""What partners' computers see of coupons, and do with them."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ....engine.coalition import AVAILABLE, CANCELLED, DISPUTED, EXPIRED, ISSUED, OURS, REDEEMED
from .coalition_coupon_money import UnknownCurrency
from .coalition_request import ApiError

CLOCKS = timedelta(minutes=5)
"""So far the partner's clock may be ahead."""

CODES = {
    AVAILABLE: "not_given_out",
    REDEEMED: "used",
    EXPIRED: "expired",
    CANCELLED: "cancelled",
    DISPUTED: "disputed",
}


PUBLIC_FIELDS = (
    "code",
    "offer_id",
    "coalition_id",
    "direction",
    "state",
    "expires_on",
    "customer_ref",
    "issued_at",
    "reserved_for",
    "reserved_until",
    "redeemed_at",
    "order_ref",
    "order_amount",
    "discount_amount",
    "is_disputed_there",
    "write_date",
)
"""What partners see of a coupon; nothing else is read to look one up."""


def _get_moment(value):
    return value.isoformat(timespec="microseconds") + "Z" if value else None


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    is_returned_there = fields.Boolean(
        "Order taken back", readonly=True, help="The partner took the order back while the coupon was disputed."
    )

    _changes_index = models.Index("(coalition_id, write_date, id)")

    @api.private
    def _get_public(self):
        """The coupon as a dict of JSON values, seen from the partner: ``yours`` are the partner's coupons.

        Our members are not named; the customer is what the partner called its own.
        """
        self.ensure_one()
        is_used = self.state in (REDEEMED, DISPUTED)
        held = self.reserved_until and self.reserved_until > self.env.cr.now()
        return {
            "code": self.code,
            "offer": self.offer_id.reference,
            "direction": "ours" if self.direction == OURS else "yours",
            "state": self.state,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
            "customer": self.customer_ref or None,
            "issued_at": _get_moment(self.issued_at),
            "reserved_for": self.reserved_for if held else None,
            "reserved_until": _get_moment(self.reserved_until) if held else None,
            "redeemed_at": _get_moment(self.redeemed_at),
            "order": self.order_ref if is_used and self.order_ref else None,
            "amount": self.currency_id.round(self.order_amount) if is_used else None,
            "discount": self.currency_id.round(self.discount_amount) if is_used else None,
            "currency": self.coalition_id._get_currency_name(self.currency_id.id),
            "changed_at": _get_moment(self.write_date),
        }

    # --- finding ---

    @api.model
    def _find_for_api(self, coalition, code, offer_reference=None, direction=None):
        """The coupon of a contract that a partner names.

        :param str offer_reference: our reference of the offer, or the partner's own
        :param str direction: whose coupon it has to be, ``ours`` or ``theirs``
        :raise ApiError: there is none, or more than one
        """
        domain = [("coalition_id", "=", coalition.id), ("code", "=", code)]
        if offer_reference:
            names = ["offer_id.reference", "offer_id.remote_reference"]
            domain += ["|", *((name, "=", offer_reference) for name in names)]
        found = self.sudo().with_context(active_test=False).search_fetch(domain, PUBLIC_FIELDS, limit=3)
        found.offer_id.fetch(["reference"])
        if direction and len(found) > 1:
            found = found.filtered(lambda coupon: coupon.direction == direction) or found
        if not found:
            raise ApiError(404, "not_found", self.env._("There is no coupon with this code."))
        if len(found) > 1:
            raise ApiError(
                409, "ambiguous", self.env._("Several offers have this code. Say which one: ?offer=reference")
            )
        if direction and found.direction != direction:
            raise ApiError(403, "not_yours", self.env._("That can be asked for coupons of the other direction only."))
        return found

    # --- changing ---

    @api.private
    def _do_for_api(self, function):
        """Call a function that changes this coupon; its refusal gets a code that says what is in the way."""
        try:
            with self.env.cr.savepoint():
                function()
        except AccessError:
            raise
        except UserError as error:
            raise ApiError(409, self._get_refusal_code(), str(error)) from None
        return self

    def _get_refusal_code(self):
        if self.state == ISSUED and self._is_held():
            return "reserved"
        if self.state == ISSUED and self._is_over(self.env.cr.now()):
            return "expired"
        return CODES.get(self.state, "refused")

    def _is_held(self, order_ref=None):
        """A till holds it for an order other than this one."""
        held = self.reserved_until and self.reserved_until > self.env.cr.now()
        return bool(held and self.reserved_for != order_ref)

    def _is_over(self, moment):
        """Its last day was over at a moment (UTC), in the club's time zone."""
        club = self.coalition_id.program_id
        return bool(self.expires_on and club._get_local_day(moment) > self.expires_on)

    @api.private
    def _reserve(self, order_ref, seconds):
        """A till holds this coupon for an order: for a time no other order and no cancelling gets at it.

        :raise UserError: it cannot be used, or is held for another order
        """
        self.ensure_one()
        coupon = self._lock()
        coupon._check_free(order_ref)
        if coupon.state != ISSUED:
            coupon._check_moves(REDEEMED)
            raise UserError(self.env._("The coupon %s was used already.", coupon.code))
        coupon._check_day(self.env.cr.now())
        until = self.env.cr.now().replace(microsecond=0) + timedelta(seconds=seconds)
        coupon.write({"reserved_for": order_ref, "reserved_until": until})

    @api.private
    def _release(self, order_ref):
        """The till does not hold it for this order any more.

        :raise UserError: it is held for another one
        """
        coupon = self._lock()
        coupon._check_free(order_ref)
        coupon.write({"reserved_for": False, "reserved_until": False})

    @api.private
    def _redeem_by_api(self, order_ref, amounts, at=None, currency_name=None):
        """The partner's till used this coupon of theirs.

        :param list amounts: of the order and of the discount, numbers in that currency, without taxes
        :param datetime at: of UTC, when; by default now
        :param str currency_name: ISO code; by default that of the contract. Other money is converted by the rate of the
            day of use.
        :raise UserError: it cannot be used, is held for another order, or was not usable at that moment
        :raise ApiError: nobody knows that currency here
        """
        coupon = self._lock()
        coupon._check_free(order_ref)
        moment = at or self.env.cr.now()
        if coupon.state in (ISSUED, EXPIRED):
            coupon._check_moment(moment)
            coupon._check_day(moment)
        used_at = coupon.redeemed_at if coupon.state == REDEEMED else moment
        try:
            converted = coupon._convert_amounts(amounts, currency_name, used_at or moment)
        except UnknownCurrency as error:
            raise ApiError(422, "currency", str(error)) from None
        coupon._redeem(order_ref, *converted, at=at)
        coupon._note_told(amounts, currency_name)

    @api.private
    def _take_back_by_api(self, order_ref=None):
        """The partner's till took the order back. Of a disputed coupon that is kept until the dispute is over.

        :param str order_ref: if given, nothing happens to a coupon that another order used meanwhile
        """
        coupon = self._lock()
        if coupon.state in (REDEEMED, DISPUTED) and order_ref and coupon.order_ref != order_ref:
            raise UserError(self.env._("The coupon %s was used for another order.", coupon.code))
        if coupon.state == DISPUTED:
            coupon.is_returned_there = True
        coupon._take_back()

    @api.private
    def _move_to(self, state, values=None, event=None):
        """An order that was taken back during a dispute is taken back when the dispute ends."""
        returned = self.sudo().filtered(lambda coupon: coupon.state == DISPUTED and coupon.is_returned_there)
        moved = super()._move_to(state, values, event)
        returned.is_returned_there = False
        if state == REDEEMED:
            returned._take_back()
        return moved

    def _check_free(self, order_ref):
        if self._is_held(order_ref):
            raise UserError(self.env._("The coupon %s is held for another order. Try again later.", self.code))

    def _check_moment(self, moment):
        if moment > self.env.cr.now() + CLOCKS:
            message = self.env._("The moment “at” is still to come. Send when the coupon was used.")
            raise ApiError(409, "refused", message)
        if self.issued_at and moment < self.issued_at - timedelta(days=1):
            message = self.env._("The coupon %s was not given out yet at that moment.", self.code)
            raise ApiError(409, "refused", message)

    def _check_day(self, moment):
        if self._is_over(moment):
            raise UserError(
                self.env._("The coupon %(code)s was usable until %(day)s.", code=self.code, day=self.expires_on)
            )

    def _check_moves(self, state):
        held = self.filtered(lambda coupon: state == CANCELLED and coupon.state == ISSUED and coupon._is_held())
        if held:
            raise UserError(
                self.env._("A till of the partner holds the coupon %s now. Try again in some minutes.", held[0].code)
            )
        return super()._check_moves(state)
