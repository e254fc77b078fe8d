"""The page behind the QR code in the shop."""

import uuid

from odoo import http
from odoo.http import request


class ClubCheckIn(http.Controller):
    def _find_activity(self, token):
        """The activity of a code that is in use, or an empty recordset; the visitor has no rights on it."""
        return (
            request.env["loyalty.activity"]
            .sudo()
            .search([("check_in_token", "=", token), ("trigger", "=", "check_in"), ("program_id.active", "=", True)])
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

    @http.route("/club/check-in/<string:token>", type="http", auth="public", website=True, sitemap=False)
    def check_in(self, token, visit=None, **_values):
        """Opening the page books nothing; its button does. ``visit`` makes a second click the same check-in."""
        activity_sudo = self._find_activity(token)
        is_guest = request.env.user._is_public()
        values = {"activity": activity_sudo, "token": token, "is_guest": is_guest, "outcome": None}
        if not activity_sudo:
            return request.render("loyalty_club.check_in_page", values, status=404)
        if request.httprequest.method == "POST" and visit and not is_guest:
            account_sudo, entries_sudo = activity_sudo._check_in(request.env.user.partner_id, visit[:64])
            outcome = "paid" if entries_sudo else self._get_why_nothing(activity_sudo, account_sudo)
            values.update(account=account_sudo, entries=entries_sudo, outcome=outcome)
        return request.render("loyalty_club.check_in_page", {**values, "visit": uuid.uuid4().hex})
