"""The member card: to be shown at the till, and to be printed."""

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from ..models.link.card_print import MOST_CARDS
from .home import ClubHome

PAGE = "/my/club/card"
OPTIONS = {"type": "http", "auth": "user", "website": True, "sitemap": False}


class ClubMemberCard(ClubHome, http.Controller):
    def _has_link(self, _rule, _args):
        """Showing a card only reads, but for the first time: then its address is made."""
        if not request.env.uid:
            return True
        account_sudo = self._choose_account(request.httprequest.args.get("account"))
        return not account_sudo or bool(account_sudo.link_token)

    @http.route(PAGE, methods=["GET"], readonly=_has_link, **OPTIONS)
    def card_page(self, account=None, **_values):
        account_sudo = self._choose_account(account)
        if account and not account_sudo:
            return request.redirect(PAGE)
        values = {}
        if account_sudo:
            values = {
                "pictures": account_sudo._get_card_pictures(),
                "card_values": account_sudo._get_card_values(request.env.lang),
                "may_renew": self._is_own(account_sudo),
            }
        return self._render_club("loyalty_club.my_club_card", "card", account_sudo, **values)

    @http.route(f"{PAGE}/pdf", methods=["GET"], readonly=_has_link, **OPTIONS)
    def card_pdf(self, account=None, **_values):
        account_sudo = self._choose_account(account)
        if not account_sudo:
            return request.redirect(PAGE)
        return self._make_pdf(account_sudo)

    @http.route(f"{PAGE}/renew", methods=["POST"], **OPTIONS)
    def card_renew(self, account=None, **_values):
        """The member gets a new address; receipts and cards with the old one no longer open the page."""
        account_sudo = self._choose_account(account) if account else None
        if account_sudo and self._is_own(account_sudo):
            done = request.env._("The address of your card is new. Print it again if you have it on paper.")
            self._try(account_sudo.action_renew_link, done)
        return self._back_to(PAGE, account_sudo)

    def _is_own(self, account_sudo):
        """Whether the account is the visitor's own: colleagues share that of their company, and its address."""
        return account_sudo.partner_id == request.env.user.partner_id

    @http.route("/club/cards/pdf", type="http", auth="user", methods=["GET"], readonly=True, sitemap=False)
    def staff_cards_pdf(self, ids="", **_values):
        """Cards of several members for staff, who made their addresses when they asked for this."""
        if not request.env.user.has_groups("loyalty_club.group_club_user,loyalty_club.group_club_auditor"):
            raise AccessError(request.env._("Only staff of the club may print cards."))
        numbers = [int(number) for number in ids.split(",") if number.isdecimal() and len(number) < 10][:MOST_CARDS]
        accounts = request.env["loyalty.card"].search([("id", "in", numbers), ("is_club", "=", True)])
        order = {number: place for place, number in enumerate(numbers)}
        accounts = accounts.sorted(lambda card: order[card.id])
        if not accounts:
            return request.not_found()
        return self._make_pdf(accounts)

    def _make_pdf(self, accounts):
        name = request.env._("Member cards") if len(accounts) > 1 else request.env._("Member card")
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition(f"{name}.pdf", "inline")),
            ("Cache-Control", "private, no-store"),
        ]
        return request.make_response(accounts._get_cards_pdf(), headers=headers)
