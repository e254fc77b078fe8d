"""No more of these messages: the link below each of them, and the button that programs for mails make of it."""

from odoo import http
from odoo.http import request

from . import throttle
from .member_page import PRIVATE


class ClubUnsubscribe(http.Controller):
    def _is_known(self, _rule, args):
        """Reading a page that exists only reads; an address that nobody has is noted."""
        return bool(request.env["loyalty.message"]._find_by_token(args.get("token")))

    @http.route(
        "/club/unsubscribe/<string:token>", type="http", auth="public", website=False, sitemap=False, methods=["GET"],
        readonly=_is_known,
    )  # fmt: skip
    def unsubscribe(self, token, **_values):
        """Ask. Opening the page changes nothing, for programs that look for viruses open every link of a mail."""
        message_sudo, refusal = self._open(token)
        return refusal or self._render_message(message_sudo)

    @http.route(
        "/club/unsubscribe/<string:token>", type="http", auth="public", website=False, sitemap=False, methods=["POST"],
        csrf=False, save_session=False,
    )  # fmt: skip
    def unsubscribe_now(self, token, **_values):
        """Take the consent back, for whoever has the address (RFC 8058). Twice does no more than once."""
        message_sudo, refusal = self._open(token)
        if refusal:
            return refusal
        message_sudo._unsubscribe()
        return self._render_message(message_sudo, is_done=True)

    def _open(self, token):
        """
        :return: (message in the receiver's language, None), or (None, the answer to give instead)
        """
        message_sudo = request.env["loyalty.message"]._find_by_token(token)
        if message_sudo:
            return message_sudo.with_context(lang=self._get_language(message_sudo).code), None
        if throttle.count("unsubscribe"):
            return None, self._render("loyalty_club.unsubscribe_gone", status=404)
        return None, self._render("loyalty_club.member_page_slowed", status=429)

    def _get_language(self, message_sudo=None):
        """The receiver's language, else the visitor's."""
        wanted = message_sudo and message_sudo.partner_id.lang
        return request.env["res.lang"]._get_data(code=wanted or request.env.lang or "en_US")

    def _render_message(self, message_sudo, is_done=False):
        is_given = message_sudo._is_subscribed()
        return self._render(
            "loyalty_club.unsubscribe_page", message_sudo, message=message_sudo, is_given=is_given, is_done=is_done
        )

    def _render(self, template, message_sudo=None, status=200, **values):
        language = self._get_language(message_sudo)
        values = {
            "card": None,
            "title": "",
            "language": (language.code or "en_US").replace("_", "-"),
            "direction": language.direction or "ltr",
            **values,
        }
        page = request.env["ir.qweb"].with_context(lang=language.code)._render(template, values)
        headers = {**PRIVATE, **({"Retry-After": str(throttle.RETRY_SECONDS)} if status == 429 else {})}
        return request.make_response(page, headers=list(headers.items()), status=status)
