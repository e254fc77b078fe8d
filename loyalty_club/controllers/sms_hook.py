"""Where a provider of text messages tells what customers answer."""

import json

from odoo import http
from odoo.http import request

from . import throttle

MOST_BYTES = 1 << 16
SENDERS = ("from", "sender", "number", "msisdn", "from_number", "mobile", "phone", "originator", "source")
TEXTS = ("text", "body", "message", "content", "msg", "messagetext")
"""What providers call the two, best known first; large and small letters are one."""


class ClubSmsHook(http.Controller):
    @http.route(
        "/club/sms/<string:token>", type="http", auth="public", website=False, sitemap=False, methods=["POST"],
        csrf=False, save_session=False,
    )  # fmt: skip
    def club_incoming_sms(self, token, **values):
        """An incoming text message, as JSON or as a form. A word that stops them withdraws the sender's consent.

        Answers: 200 (understood, whoever the sender is), 400 (no sender or text in it), 404 (no such address),
        413 (too large), 429 (too many wrong addresses).
        """
        company_sudo = request.env["res.company"]._find_by_sms_hook(token)
        if not company_sudo:
            return _answer(404, "no such address") if throttle.count("sms_hook") else _answer(429, "too many tries")
        if (request.httprequest.content_length or 0) > MOST_BYTES:
            return _answer(413, f"a message has at most {MOST_BYTES} bytes")
        said = read_message(_get_body(values))
        if not said:
            return _answer(400, f"name the sender {SENDERS[0]} and the text {TEXTS[0]}")
        company_sudo._receive_sms(*said)
        return _answer(200, "ok")


def _get_body(values):
    """What was sent: a dict; empty where nobody can read it."""
    if not request.httprequest.mimetype.endswith("json"):
        return values
    try:
        body = json.loads(request.httprequest.get_data())
    except (ValueError, RecursionError):
        return {}
    body = body[0] if isinstance(body, list) and body else body
    return body if isinstance(body, dict) else {}


def read_message(body):
    """
    :param dict body: as a provider sent it; what it means may be one level deeper
    :return: (sender, text), or None
    """
    levels = [body, *(inner for inner in body.values() if isinstance(inner, dict))]
    for level in levels:
        plain = {str(name).casefold(): str(value) for name, value in level.items() if isinstance(value, str | int)}
        sender = next((plain[name] for name in SENDERS if plain.get(name)), None)
        text = next((plain[name] for name in TEXTS if plain.get(name)), None)
        if sender and text:
            return sender.replace("\0", "")[:40], text.replace("\0", "")[:1000]
    return None


def _answer(status, words):
    return request.make_json_response({"status": words}, status=status)
