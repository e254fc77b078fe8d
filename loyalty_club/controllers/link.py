"""Making a member's page one's own customer account: a code to the member's address, then Odoo's own sign-up."""

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from . import throttle
from .member_page import ClubMemberPage
from .texts import plain

PATH = "/club/m/<string:token>/account"
OPTIONS = {"type": "http", "auth": "public", "website": False, "sitemap": False}


class ClubAccountSignUp(ClubMemberPage):
    def _is_known(self, rule, args):
        return super()._is_known(rule, args)

    @http.route(PATH, methods=["GET"], readonly=_is_known, **OPTIONS)
    def account_page(self, token, **_values):
        """How to go on: by which way to get a code, or why not."""
        card_sudo, answer = self._open(token)
        return answer or self._render_ways(card_sudo, token)

    @http.route(PATH, methods=["POST"], **OPTIONS)
    def account_send(self, token, channel="", **_values):
        """Send a code; a second click within half a minute sends none."""
        card_sudo, answer = self._open(token)
        if answer or self._get_state(card_sudo) != "open":
            return answer or self._render_ways(card_sudo, token)
        if not throttle.count("account_code_sent", card_sudo):
            return self._render_ways(card_sudo, token, self._get_wait(card_sudo), status=429)
        try:
            card_sudo._send_account_code(plain(channel))
        except UserError as error:
            return self._render_ways(card_sudo, token, str(error))
        return request.redirect(f"/club/m/{token}/account/code", code=303)

    @http.route(f"{PATH}/code", methods=["GET"], readonly=_is_known, **OPTIONS)
    def account_code_page(self, token, **_values):
        """Where the code is typed in."""
        card_sudo, answer = self._open(token)
        return answer or self._render_code(card_sudo, token)

    @http.route(f"{PATH}/code", methods=["POST"], **OPTIONS)
    def account_code(self, token, code="", **_values):
        """The right code leads to sign-up, a wrong one counts."""
        card_sudo, answer = self._open(token)
        if answer or self._get_state(card_sudo) != "open":
            return answer or self._render_ways(card_sudo, token)
        counted_sudo = throttle.count("account_code", card_sudo)
        if not counted_sudo:
            return self._render_code(card_sudo, token, self._get_wait(card_sudo), status=429)
        if not request.env["loyalty.account.code"].sudo()._check(card_sudo, plain(code)):
            problem = card_sudo.env._("This is not the code that we sent. Look at the newest message and try again.")
            return self._render_code(card_sudo, token, problem)
        counted_sudo.unlink()
        url = card_sudo._get_sign_up_url()
        if card_sudo._find_other_login():
            return self._render("loyalty_club.member_account_taken", card_sudo, token=token, sign_up_url=url)
        return request.redirect(url, code=303)

    def _get_state(self, card_sudo):
        """As ``loyalty.card._get_sign_up_state``; visitors who are logged in stay who they are."""
        user = request.env.user
        if user._is_public():
            return card_sudo._get_sign_up_state()
        return "own" if card_sudo in user.partner_id._get_own_accounts() else "other"

    def _get_wait(self, card_sudo):
        return card_sudo.env._("There were too many tries. Wait an hour, or ask the staff of the shop.")

    def _render_ways(self, card_sudo, token, problem=None, status=200):
        state = self._get_state(card_sudo)
        values = {
            "token": token,
            "state": state,
            "problem": problem,
            "channels": card_sudo._get_code_channels() if state == "open" else {},
        }
        return self._render("loyalty_club.member_account", card_sudo, status, **values)

    def _render_code(self, card_sudo, token, problem=None, status=200):
        """The form for the code; without a code that lives, the ways to get one."""
        live_sudo = request.env["loyalty.account.code"]._get_live(card_sudo)
        channels = card_sudo._get_code_channels()
        if self._get_state(card_sudo) != "open" or live_sudo.channel not in channels:
            return self._render_ways(card_sudo, token, problem and self._get_over(card_sudo, problem, status), status)
        values = {"token": token, "address": channels[live_sudo.channel], "problem": problem}
        return self._render("loyalty_club.member_account_code", card_sudo, status, **values)

    def _get_over(self, card_sudo, problem, status):
        """What to say when a wrong code was the last try, or came too late."""
        return problem if status == 429 else card_sudo.env._("This code is no longer valid. Let us send you a new one.")
