"""News of a product as a page: "View in browser" of its mails, without logging in."""

from odoo import http
from odoo.http import request

from .unsubscribe import ClubUnsubscribe


class ClubNewsPage(ClubUnsubscribe):
    def _is_known_news(self, _rule, args):
        """Reading a page that exists only reads; an address that nobody has is noted."""
        return bool(self._find_news(args.get("token"))[1])

    @http.route(
        "/club/news/<string:token>", type="http", auth="public", website=False, sitemap=False, methods=["GET"],
        readonly=_is_known_news,
    )  # fmt: skip
    def news_page(self, token, **_values):
        """What the mail says: the news and the products of its receiver. No name, address or order, for whoever has the
        address of the page can read it.
        """
        message_sudo, told_sudo = self._find_news(token)
        if not told_sudo:
            _message, refusal = self._open(None)
            return refusal
        language = self._get_language(message_sudo).code
        told_sudo = told_sudo.with_context(lang=language)
        return self._render(
            "loyalty_club.news_page",
            message_sudo,
            title=told_sudo.news_id.subject,
            told=told_sudo,
            message=message_sudo.with_context(lang=language),
        )

    def _find_news(self, token):
        """
        :return: (message, ``loyalty.news.recipient``), in superuser mode; both may be empty
        """
        message_sudo = request.env["loyalty.message"]._find_by_token(token)
        return message_sudo, request.env["loyalty.news.recipient"]._find_by_message(message_sudo)
