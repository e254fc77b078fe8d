"""The page behind the QR code of receipts and cards: for the member, without logging in."""

from odoo import http
from odoo.http import request
from odoo.tools import format_date

from . import throttle

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


class ClubMemberPage(http.Controller):
    def _is_known(self, _rule, args):
        """Reading a page that exists only reads; an address that nobody has is noted."""
        return bool(self._find_account(args.get("token")))

    @http.route(
        "/club/m/<string:token>", type="http", auth="public", website=False, sitemap=False, methods=["GET"],
        readonly=_is_known,
    )  # fmt: skip
    def member_page(self, token, **_values):
        """Points, tier, and what comes and goes. Whoever has the address sees it: so no name, address or order."""
        card_sudo, answer = self._open(token)
        if answer:
            return answer
        return self._render("loyalty_club.member_page", card_sudo, token=token, pending=self._get_pending(card_sudo))

    def _open(self, token):
        """Find the account of an address; those who guess are slowed down.

        :return: (account in the member's language, None), or (None, the answer to give instead)
        """
        card_sudo = self._find_account(token)
        if not card_sudo and throttle.count("member_link"):
            return None, self._render("loyalty_club.member_page_gone", status=404)
        if not card_sudo:
            return None, self._render("loyalty_club.member_page_slowed", status=429)
        return card_sudo.with_context(lang=self._get_language(card_sudo).code), None

    def _find_account(self, token):
        """The account in use behind the token, or an empty recordset (superuser mode)."""
        card_sudo = request.env["loyalty.card"]._find_by_token(token)
        return card_sudo.filtered(lambda card: card.active and card.program_id.active)

    def _get_language(self, card_sudo=None):
        """The member's language, else the visitor's."""
        wanted = card_sudo and card_sudo.partner_id.lang
        return request.env["res.lang"]._get_data(code=wanted or request.env.lang or "en_US")

    def _render(self, template, card_sudo=None, status=200, **values):
        """One of the pages around a member's link: no login, no chrome of the website, kept by nobody."""
        language = self._get_language(card_sudo)
        values = {
            "card": card_sudo,
            "language": (language.code or "en_US").replace("_", "-"),
            "direction": language.direction or "ltr",
            **values,
        }
        page = request.env["ir.qweb"].with_context(lang=language.code)._render(template, values)
        headers = {**PRIVATE, **({"Retry-After": str(throttle.RETRY_SECONDS)} if status == 429 else {})}
        return request.make_response(page, headers=list(headers.items()), status=status)

    def _get_pending(self, card_sudo):
        pending = card_sudo._get_till_pending().get(card_sudo.id)
        if not pending:
            return None
        return {
            "points": card_sudo._format_points(pending["points"]),
            "on": format_date(card_sudo.env, pending["on"]),
        }
