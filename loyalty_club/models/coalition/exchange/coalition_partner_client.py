"""Asking the partner's computer: our own client of the API that partners use with us."""

import json
import logging
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import escape

from odoo import api, models
from odoo.exceptions import UserError

from . import safe_http

_logger = logging.getLogger(__name__)

API_PATH = "/loyalty_club/api/v1"


class PartnerUnreachable(UserError):
    """The partner's computer gave no answer that can be used; asking later may help."""


class PartnerRefusal(UserError):
    """The partner's computer said no. ``code``: the word of the API for why; ``is_repeated``: it said so before, when
    it was asked with the same key.
    """

    def __init__(self, message, code, is_repeated):
        super().__init__(message)
        self.code, self.is_repeated = code, is_repeated


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    @api.private
    def _ask_partner(self, method, *path, query=None, body=None, key=None):
        """Ask the partner's API once.

        :param path: parts of the address behind ``/v1/``, not quoted yet
        :param dict query: what stands behind the “?” of the address
        :param dict body: JSON of a POST
        :param str key: the same for the same wish: asked again, the partner gives the answer it gave before
        :return: what the JSON of the answer holds
        :raise PartnerUnreachable: asking later may help
        :raise PartnerRefusal: the partner said no
        """
        self.ensure_one()
        coalition = self.sudo()
        if not (coalition.remote_url and coalition.remote_key):
            raise UserError(self.env._("Fill in the address and the key of the API of %s first.", coalition.name))
        url = "/".join([_get_root(coalition.remote_url), *(quote(part, safe="") for part in path)])
        if query:
            url = f"{url}?{urlencode(query)}"
        headers = {"Authorization": f"Bearer {coalition.remote_key}", "Accept": "application/json"}
        headers |= self._get_database_headers()
        if method != "GET":
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        try:
            answer = safe_http.fetch(
                method,
                url,
                headers=headers,
                body=json.dumps(body or {}).encode() if method != "GET" else None,
                **self._get_fetch_options(),
            )
        except safe_http.Unreachable as error:
            _logger.warning("Coalition partner %s: %s", coalition.id, error)
            raise PartnerUnreachable(self._get_unreachable_sentence()) from error
        return coalition._read_answer(answer)

    def _read_answer(self, answer):
        try:
            values = json.loads(answer.body)
        except (ValueError, RecursionError):
            values = None
        if answer.status in (200, 201) and isinstance(values, dict):
            return values
        error = values.get("error") if isinstance(values, dict) else None
        error = error if isinstance(error, dict) else {}
        code, message = str(error.get("code") or answer.status)[:64], str(error.get("message") or "")[:300]
        _logger.warning("Coalition partner %s answered %s: %s %s", self.id, answer.status, code, message)
        if answer.status in (408, 425, 429) or answer.status >= 500 or not error:
            raise PartnerUnreachable(self._get_unreachable_sentence())
        sentence = self.env._("%(partner)s says no: %(sentence)s", partner=self.name, sentence=message or code)
        is_repeated = any(name.lower() == "idempotent-replayed" for name in answer.headers)
        raise PartnerRefusal(sentence, code, is_repeated)

    def _ask_responsible(self, summary, note):
        """Have whoever is responsible look at something; one open activity for the same."""
        user = self._get_responsible()
        if not self.activity_ids.filtered(lambda activity: activity.summary == summary):
            self.activity_schedule(
                "mail.mail_activity_data_warning", summary=summary, note=escape(note), user_id=user.id
            )

    def _get_unreachable_sentence(self):
        return self.env._("The computer of %s gives no answer just now. Try again later.", self.sudo().name)

    def action_test_connection(self):
        """Ask the partner for its offers and say what came."""
        self.ensure_one()
        self.check_access("write")
        offers = self._ask_partner("GET", "offers").get("offers") or []
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(partner)s answers and names %(count)s offers.", partner=self.name, count=len(offers)
                ),
            },
        }


def _get_root(url):
    """The address of the API, where only that of the partner's Odoo is known.

    >>> _get_root("https://shop.example.com/")
    'https://shop.example.com/loyalty_club/api/v1'
    >>> _get_root("https://example.com/partners/v1/")
    'https://example.com/partners/v1'
    """
    url = url.rstrip("/")
    return url if urlsplit(url).path else f"{url}{API_PATH}"
