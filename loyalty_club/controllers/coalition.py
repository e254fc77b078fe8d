"""Coupons of partner companies at home: the member's own ones, and those to choose from."""

from uuid import uuid4

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .home import ClubHome
from .home_pictures import MONTH
from .texts import plain

PAGE = "/my/club/partners"


class ClubPartners(ClubHome, http.Controller):
    @http.route(PAGE, type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False)
    def my_partners(self, account=None, **_values):
        account_sudo = self._choose_account(account)
        if not account_sudo:
            return request.redirect(PAGE if account and self._get_accounts() else "/my/club")
        return self._render_club(
            "loyalty_club.my_partners",
            "partners",
            account_sudo,
            partners_page=account_sudo._get_partners_page(),
            request_key=uuid4().hex,
        )

    @http.route(f"{PAGE}/take", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def take_coupon(self, card_id=None, offer_id=None, request_key="", **_values):
        """The member takes a coupon; the same form sent twice takes one."""
        account_sudo = self._choose_account(card_id) if card_id else self._get_accounts().browse()
        offer_sudo = self._get_offers(account_sudo).filtered(lambda offer: str(offer.id) == offer_id)
        key = plain(request_key, 64)
        if offer_sudo and key:
            done = request.env._("“%s” is yours.", offer_sudo.name)
            self._try(lambda: self._take(offer_sudo, account_sudo, f"portal,{key}"), done)
        return self._back_to(PAGE, account_sudo)

    def _get_offers(self, account_sudo):
        """The offers to choose from in the account's club (superuser mode)."""
        domain = [("club_id", "in", account_sudo.program_id.ids), ("direction", "=", "theirs"), ("how", "=", "chosen")]
        return request.env["loyalty.coalition.offer"].sudo().search(domain)

    def _take(self, offer_sudo, account_sudo, key):
        """
        :raise UserError: the member cannot have it, or has sent this form before and the coupon is not usable any more
        """
        coupon_sudo = offer_sudo._give(account_sudo, key=key)
        if coupon_sudo.state == "cancelled":
            raise UserError(
                request.env._("The coupon that you took with this form was cancelled. Load the page again.")
            )

    @http.route(f"{PAGE}/<int:offer_id>/image", type="http", auth="user", readonly=True, sitemap=False)
    def offer_image(self, offer_id, unique=None, **_values):
        """The picture of an offer of one of the visitor's clubs."""
        offers_sudo = request.env["loyalty.coalition.offer"].sudo().with_context(active_test=False)
        clubs = self._get_accounts().program_id
        domain = [("id", "=", offer_id), ("club_id", "in", clubs.ids), ("direction", "=", "theirs")]
        offer_sudo = offers_sudo.search(domain)
        if not offer_sudo.with_context(bin_size=True).image_512:
            return request.not_found()
        stream = request.env["ir.binary"].sudo()._get_image_stream_from(offer_sudo, "image_512")
        return stream.get_response(max_age=MONTH if unique else 0)
