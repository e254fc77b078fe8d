"""The addresses of the API for partners; docs/openapi.yaml describes them."""

from werkzeug.exceptions import MethodNotAllowed, NotFound

from odoo import http
from odoo.http import request

from ..engine.coalition import OURS, THEIRS
from ..models.coalition.api.coalition_request import ApiError
from .coalition_api import API, PREFIX, change, get_allowed_methods, is_action_of_code, make_answer
from .coalition_api_input import (
    read_currency,
    read_cursor,
    read_moment,
    read_money,
    read_page,
    read_query,
    read_seconds,
    read_text,
    refuse,
)

OPTIONS = {"type": API, "auth": "bearer", "csrf": False, "save_session": False}  # calls are counted: none is read-only
COUPON = PREFIX + "/coupons/<path:code>"
CALL_SECONDS = 300
PAGE = 100


def _find(coalition, code, direction=None):
    """The coupon that the address names; of several with that code the one of ``?offer=``."""
    offer = read_query({"offer": read_text})["offer"]
    Coupon = request.env["loyalty.coalition.coupon"].with_company(coalition.company_id)
    return Coupon._find_for_api(coalition, _read_name(code), offer, direction)


def _read_name(text):
    """What stands in the path; what cannot be anybody's name is found nowhere."""
    try:
        return read_text("code", text)
    except ApiError:
        raise NotFound from None


class CoalitionApi(http.Controller):
    """Routes for computers: who has a key, for one contract only. ``yours`` and ``ours`` are said to the caller."""

    @http.route([PREFIX, PREFIX + "/<path:rest>"], **OPTIONS)
    def nothing(self, coalition, rest=None):
        """What is not below. Methods that an address does not know end here, too."""
        if methods := get_allowed_methods():
            raise MethodNotAllowed(methods)
        raise NotFound

    @http.route(PREFIX + "/offers", methods=["GET"], **OPTIONS)
    def offers(self, coalition):
        return make_answer(200, {"offers": [offer._get_public() for offer in coalition.offer_ids]})

    @http.route(PREFIX + "/offers/<reference>/coupons", methods=["POST"], **OPTIONS)
    def issue(self, coalition, reference):
        """One coupon of ours for the caller's customer."""

        def work(values):
            offer = coalition.offer_ids.filtered(lambda offer: reference in (offer.reference, offer.remote_reference))
            if len(offer) > 1:
                offer = offer.filtered(lambda offer: offer.direction == OURS)[:1] or offer[:1]
            if not offer:
                raise ApiError(404, "not_found", request.env._("There is no offer with this reference."))
            if offer.direction != OURS:
                raise ApiError(403, "not_yours", request.env._("These are your own coupons: give them out yourself."))
            return offer._issue_by_api(values["customer"])._get_public()

        return change(coalition, {"customer": (read_text, False)}, work, status=201)

    @http.route(PREFIX + "/coupons", methods=["GET"], **OPTIONS)
    def changes(self, coalition):
        """What changed since a moment, page by page; or the coupons of one code, whatever is in it."""
        query = read_query({"since": read_moment, "limit": read_page, "cursor": read_cursor, "code": read_text})
        Coupon = request.env["loyalty.coalition.coupon"]
        if query["code"]:
            return make_answer(200, Coupon._list_of_code(coalition, query["code"]))
        return make_answer(
            200, Coupon._list_changes(coalition, query["since"], query["cursor"], query["limit"] or PAGE)
        )

    @http.route(COUPON, methods=["GET"], **OPTIONS)
    def look_up(self, coalition, code):
        """A code may end like an address: then it is one only if there is no such coupon."""
        try:
            coupon = _find(coalition, code)
        except ApiError as error:
            if error.status == 404 and is_action_of_code(code):
                raise MethodNotAllowed(get_allowed_methods()) from None
            raise
        return make_answer(200, coupon._get_public())

    @http.route(COUPON + "/reserve", methods=["POST"], **OPTIONS)
    def reserve(self, coalition, code):
        """The caller's till holds its coupon for an order."""

        def work(values):
            coupon = _find(coalition, code, THEIRS)
            seconds = values["seconds"] or CALL_SECONDS
            return coupon._do_for_api(lambda: coupon._reserve(values["order"], seconds))._get_public()

        return change(coalition, {"order": (read_text, True), "seconds": (read_seconds, False)}, work)

    @http.route(COUPON + "/reserve", methods=["DELETE"], **OPTIONS)
    def release(self, coalition, code):
        """The caller's till gives up the order for which it held the coupon."""
        order = read_query({"order": read_text})["order"]
        if not order:
            raise refuse(request.env._("“%s” is missing.", "order"))

        def work(_values):
            coupon = _find(coalition, code, THEIRS)
            return coupon._do_for_api(lambda: coupon._release(order))._get_public()

        return change(coalition, {}, work)

    @http.route(COUPON + "/redeem", methods=["POST"], **OPTIONS)
    def redeem(self, coalition, code):
        """The caller's coupon was used for an order; asked again for it, the amounts are brought up to date."""
        fields = {
            "order": (read_text, True),
            "amount": (read_money, True),
            "discount": (read_money, False),
            "currency": (read_currency, False),
            "at": (read_moment, False),
        }

        def work(values):
            amounts = [values["amount"], values["discount"] or 0]
            coupon = _find(coalition, code, THEIRS)
            return coupon._do_for_api(
                lambda: coupon._redeem_by_api(values["order"], amounts, values["at"], values["currency"])
            )._get_public()

        return change(coalition, fields, work)

    @http.route(COUPON + "/return", methods=["POST"], **OPTIONS)
    def take_back(self, coalition, code):
        """The order of the caller was cancelled or refunded as a whole."""

        def work(values):
            coupon = _find(coalition, code, THEIRS)
            return coupon._do_for_api(lambda: coupon._take_back_by_api(values["order"]))._get_public()

        return change(coalition, {"order": (read_text, False)}, work)

    @http.route(COUPON + "/cancel", methods=["POST"], **OPTIONS)
    def cancel(self, coalition, code):
        """A coupon of ours that the caller gave to a customer is not wanted any more."""

        def work(_values):
            coupon = _find(coalition, code, OURS)
            return coupon._do_for_api(coupon._cancel)._get_public()

        return change(coalition, {}, work)
