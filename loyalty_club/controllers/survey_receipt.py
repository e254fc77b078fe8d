"""The page behind the QR code of a receipt that asks how it was."""

from odoo import http
from odoo.http import request

from ..models.survey.asking.survey_invitation import PATH
from . import throttle
from .member_page import PRIVATE


class ClubSurveyReceipt(http.Controller):
    def _is_asked(self, _rule, args):
        """The first time makes the invitation; an address that is not known is noted. Later the page only reads."""
        return bool(request.env["pos.order"]._find_by_receipt(args.get("uuid"))._find_receipt_invitation())

    @http.route(
        "/club/q/<string:uuid>", type="http", auth="public", website=True, sitemap=False, methods=["GET"],
        readonly=_is_asked,
    )  # fmt: skip
    def survey_receipt(self, uuid, **_values):
        """To the survey of the customer of this receipt; no login. A receipt that is not known yet may come in a
        minute: tills work without the network.
        """
        order_sudo = request.env["pos.order"]._find_by_receipt(uuid)
        if not order_sudo:
            slowed = not throttle.count("member_link")
            return self._render("slowed" if slowed else "later", uuid, status=429 if slowed else 404)
        invitation_sudo = order_sudo._get_receipt_invitation()
        if not invitation_sudo.token:
            return self._render("nothing", uuid)
        response = request.redirect(f"{PATH}{invitation_sudo.token}")
        response.headers.update(PRIVATE)
        return response

    def _render(self, reason, uuid, status=200):
        headers = {**PRIVATE, **({"Retry-After": str(throttle.RETRY_SECONDS)} if status == 429 else {})}
        page = request.render("loyalty_club.survey_receipt_page", {"reason": reason, "uuid": uuid}, headers=headers)
        page.status_code = status
        return page
