"""What the member agreed to, and newsletters."""

from odoo import http
from odoo.http import request

from .home import ClubHome
from .texts import plain

PAGE = "/my/club/messages"


class ClubMessages(ClubHome, http.Controller):
    def _get_company(self, account_sudo):
        """Who sends the messages of a club: its company, or that of the website for clubs of all companies."""
        return account_sudo.company_id or request.website.company_id

    @http.route(PAGE, type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False)
    def my_messages(self, account=None, **_values):
        account_sudo = self._choose_account(account)
        if not account_sudo:
            return request.redirect(PAGE if account and self._get_accounts() else "/my/club")
        partner, company = request.env.user.partner_id, self._get_company(account_sudo)
        return self._render_club(
            "loyalty_club.my_messages",
            "messages",
            account_sudo,
            company=company,
            messages=partner._get_club_messages(company),
            newsletters=partner._get_newsletters(),
            peace=company.sudo()._get_peace(),
        )

    @http.route(PAGE, type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def set_messages(self, account=None, channel=None, is_on=None, **_values):
        """Switch a channel on (``is_on`` is 1) or off."""
        account_sudo = self._choose_account(account)
        if account_sudo:
            partner, company = request.env.user.partner_id, self._get_company(account_sudo)
            self._try(lambda: partner._set_club_messages(plain(channel), is_on == "1", company), self._get_saved())
        return self._back_to(PAGE, account_sudo)

    @http.route(f"{PAGE}/newsletter", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def set_newsletter(self, account=None, list_id=None, is_on=None, **_values):
        """Subscribe to a newsletter (``is_on`` is 1), or end that."""
        account_sudo = self._choose_account(account)
        if account_sudo:
            partner, number = request.env.user.partner_id, plain(list_id)
            number = int(number) if number.isdecimal() and len(number) < 10 else 0
            self._try(lambda: partner._set_newsletter(number, is_on == "1"), self._get_saved())
        return self._back_to(PAGE, account_sudo)

    def _get_saved(self):
        return request.env._("Your choice is saved.")
