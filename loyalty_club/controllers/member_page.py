"""The page behind the QR code of receipts and cards: for the member, without logging in."""

from odoo import http
from odoo.http import request
from odoo.tools import format_date

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


class ClubMemberPage(http.Controller):
    @http.route("/club/m/<string:token>", type="http", auth="public", website=False, sitemap=False)
    def member_page(self, token, **_values):
        """Points, tier, and what comes and goes. Whoever has the address sees it: so no name, address or order."""
        card_sudo = self._find_account(token)
        language = request.env["res.lang"]._get_data(code=card_sudo.partner_id.lang or request.env.lang or "en_US")
        card_sudo = card_sudo.with_context(lang=language.code)
        values = {
            "card": card_sudo,
            "pending": self._get_pending(card_sudo) if card_sudo else None,
            "language": (language.code or "en_US").replace("_", "-"),
            "direction": language.direction or "ltr",
        }
        page = card_sudo.env["ir.qweb"]._render("loyalty_club.member_page", values)
        return request.make_response(page, headers=list(PRIVATE.items()), status=200 if card_sudo else 404)

    def _find_account(self, token):
        """The account in use behind the token, or an empty recordset (superuser mode)."""
        card_sudo = request.env["loyalty.card"]._find_by_token(token)
        return card_sudo.filtered(lambda card: card.active and card.program_id.active)

    def _get_pending(self, card_sudo):
        pending = card_sudo._get_till_pending().get(card_sudo.id)
        if not pending:
            return None
        return {
            "points": card_sudo._format_points(pending["points"]),
            "on": format_date(card_sudo.env, pending["on"]),
        }
