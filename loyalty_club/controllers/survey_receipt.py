"""The page behind the QR code of a receipt that asks how it was."""

from odoo import http
from odoo.http import request

from ..models.survey.asking.survey_invitation import PATH
from . import throttle
from .member_page import PRIVATE


class ClubSurveyReceipt(http.Controller):
    def _is_known(self, _rule, args):
        """The page only reads; an address that is not known is noted."""
        return bool(request.env["pos.order"]._find_by_receipt(args.get("uuid")))

    @http.route(
        "/club/q/<string:uuid>", type="http", auth="public", website=True, sitemap=False, methods=["GET"],
        readonly=_is_known,
    )  # fmt: skip
    def survey_receipt(self, uuid, **_values):
        """To the survey of the customer of this receipt; no login. A receipt that is not known yet may come in a
        minute: tills work without the network. Nobody is asked by looking at the page, which programs that check
        addresses do, too.
        """
        order_sudo = request.env["pos.order"]._find_by_receipt(uuid)
        if not order_sudo:
            return self._render_unknown(uuid)
        invitation_sudo = order_sudo._find_receipt_invitation()
        if invitation_sudo:
            return self._lead_on(invitation_sudo, uuid)
        plan_sudo, _due, reason = order_sudo._judge_receipt() or (None, None, "nothing")
        return self._render(reason or "ask", uuid, survey=plan_sudo and plan_sudo.survey_id)

    @http.route(
        "/club/q/<string:uuid>", type="http", auth="public", website=True, sitemap=False, methods=["POST"],
    )  # fmt: skip
    def survey_receipt_open(self, uuid, **_values):
        """Make the invitation, and go on to the survey."""
        order_sudo = request.env["pos.order"]._find_by_receipt(uuid)
        if not order_sudo:
            return self._render_unknown(uuid)
        return self._lead_on(order_sudo._get_receipt_invitation(), uuid)

    def _lead_on(self, invitation_sudo, uuid):
        if not invitation_sudo or invitation_sudo.state == "not_sent":
            return self._render(invitation_sudo.reason or "nothing", uuid)
        response = request.redirect(f"{PATH}{invitation_sudo.token}")
        response.headers.update(PRIVATE)
        return response

    def _render_unknown(self, uuid):
        slowed = not throttle.count("member_link")
        return self._render("slowed" if slowed else "later", uuid, status=429 if slowed else 404)

    def _render(self, reason, uuid, status=200, survey=None):
        headers = {**PRIVATE, **({"Retry-After": str(throttle.RETRY_SECONDS)} if status == 429 else {})}
        values = {"reason": reason, "uuid": uuid, "asked_survey": survey}
        page = request.render("loyalty_club.survey_receipt_page", values, headers=headers)
        page.status_code = status
        return page
