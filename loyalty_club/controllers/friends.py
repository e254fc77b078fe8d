"""The page on which members invite friends."""

from odoo import http
from odoo.http import request

from .home import ClubHome

PAGE = "/my/club/friends"


class ClubFriends(ClubHome, http.Controller):
    @http.route(PAGE, type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False)
    def my_friends(self, account=None, **_values):
        """Link, code and pictures of both, and what became of the friends."""
        account_sudo = self._choose_account(account)
        if not account_sudo:
            return request.redirect(PAGE if account and self._get_accounts() else "/my/club")
        page = account_sudo._get_friends_page()
        response = self._render_club("loyalty_club.my_friends", "friends", account_sudo, friends_page=page)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @http.route(f"{PAGE}/code", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def make_code(self, account=None, **_values):
        """Give the account its code, which reading the page does not do."""
        account_sudo = self._choose_account(account)
        if account_sudo and account_sudo._may_refer() and account_sudo.program_id._has_referrals():
            account_sudo._get_referral_code()
        return self._back_to(PAGE, account_sudo)
