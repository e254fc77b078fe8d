"""Where partners' computers tell what happened to coupons."""

import json
import time

from odoo import http
from odoo.http import request

from ..engine.webhooks import is_signed

MOST_BYTES = 1 << 20


class CoalitionHook(http.Controller):
    """News from partners. The address says of which contract, the signature that they come from its partner."""

    @http.route(
        "/loyalty_club/coalition/hook/<token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def club_coalition_hook(self, token, **_values):
        """A message signed with the secret that belongs to this address; see the partner's form.

        Answers: 200 (done, or known already), 400 (not in the form of the API), 401 (signature, or its clock),
        404 (no such address), 413 (too large).
        """
        coalition = request.env["loyalty.coalition.partner"]._find_by_hook(token)
        if not coalition:
            return _refuse(404, "unknown_address", "There is no such address.")
        asked = request.httprequest
        if (asked.content_length or 0) > MOST_BYTES:
            return _refuse(413, "too_large", f"A message has at most {MOST_BYTES} bytes.")
        try:
            body = asked.get_data().decode()
        except UnicodeDecodeError:
            return _refuse(400, "not_json", "The message is not UTF-8.")
        timestamp, signature = asked.headers.get("Club-Timestamp", ""), asked.headers.get("Club-Signature", "")
        if not is_signed(coalition.hook_secret or "", timestamp, body, signature, time.time()):
            return _refuse(401, "bad_signature", "The signature does not fit the message, or its time is not ours.")
        try:
            message = json.loads(body)
            if not isinstance(message, dict):
                raise ValueError("A message is a JSON object.")
            with request.env.cr.savepoint():  # what was not understood may be told again
                answer = request.env["loyalty.coalition.news"]._receive(coalition, message)
        except (ValueError, RecursionError) as problem:
            return _refuse(400, "not_understood", str(problem)[:300])
        return request.make_json_response(answer)


def _refuse(status, code, message):
    return request.make_json_response({"error": {"code": code, "message": message}}, status=status)
