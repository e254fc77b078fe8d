"""The page behind the QR code in the shop."""

import uuid

from odoo import http
from odoo.http import request

from . import throttle
from .texts import plain

PATH = "/club/check-in/<string:token>"
VISIT = 64


class ClubCheckIn(http.Controller):
    def _find_activity(self, token):
        """The activity of a code that is in use, or an empty recordset; the visitor has no rights on it."""
        return (
            request.env["loyalty.activity"]
            .sudo()
            .search(
                [("check_in_token", "=", plain(token)), ("trigger", "=", "check_in"), ("program_id.active", "=", True)]
            )
        )

    def _get_why_nothing(self, activity_sudo, account_sudo):
        """What the page says to somebody for whom nothing was booked."""
        if not account_sudo:
            return "stranger"
        if not account_sudo._may_earn():
            return "resting"
        if not activity_sudo._is_for(account_sudo):
            return "not_for_you"
        return "waiting" if activity_sudo.requires_approval else "nothing"

    def _render(self, activity_sudo, token, status=200, **values):
        is_guest = request.env.user._is_public()
        values = {"activity": activity_sudo, "token": token, "is_guest": is_guest, "outcome": None, **values}
        return request.render("loyalty_club.check_in_page", {**values, "visit": uuid.uuid4().hex}, status=status)

    def _open(self, token):
        """Find the activity of a code; those who guess are slowed down.

        :return: (activity, None), or (empty, the answer to give instead)
        """
        activity_sudo = self._find_activity(token)
        if activity_sudo:
            return activity_sudo, None
        if throttle.count("check_in"):
            return activity_sudo, self._render(activity_sudo, token, status=404)
        return activity_sudo, self._render(activity_sudo, token, status=429, outcome="slowed")

    def _is_known(self, _rule, args):
        """Opening a code that exists only reads; one that nobody made is noted."""
        return bool(self._find_activity(args.get("token")))

    @http.route(PATH, type="http", auth="public", website=True, sitemap=False, methods=["GET"], readonly=_is_known)
    def check_in_page(self, token, **_values):
        """Opening the page books nothing."""
        activity_sudo, answer = self._open(token)
        return answer or self._render(activity_sudo, token)

    @http.route(PATH, type="http", auth="public", website=True, sitemap=False, methods=["POST"])
    def check_in(self, token, visit=None, **_values):
        """The button of the page. ``visit`` makes a second click the same check-in."""
        activity_sudo, answer = self._open(token)
        if answer:
            return answer
        values = {}
        visit = plain(visit, VISIT)
        if visit and not request.env.user._is_public():
            account_sudo, entries_sudo = activity_sudo._check_in(request.env.user.partner_id, visit)
            outcome = "paid" if entries_sudo else self._get_why_nothing(activity_sudo, account_sudo)
            values = {"account": account_sudo, "entries": entries_sudo, "outcome": outcome}
        return self._render(activity_sudo, token, **values)
