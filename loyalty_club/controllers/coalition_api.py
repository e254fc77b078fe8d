"""How calls of partners' computers are answered: who calls, how often, once each, and always in JSON."""

import json
from decimal import Decimal
from hashlib import sha256

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from odoo.exceptions import AccessDenied, UserError
from odoo.http import Dispatcher, Response, SessionExpiredException, request

from ..models.coalition.api.coalition_request import ApiError
from .coalition_api_input import read_body, read_key

PREFIX = "/loyalty_club/api/v1"
API = "loyalty_club_api"
METHODS = ("GET", "POST", "DELETE")
ACTIONS = ("reserve", "redeem", "return", "cancel")
"""What is posted behind a code."""
CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "not_json",
    429: "too_many_requests",
}


class CoalitionApiDispatcher(Dispatcher):
    """Routes of the type ``loyalty_club_api``: whatever happens is answered in JSON."""

    routing_type = API
    mimetypes = ("application/json",)

    def __init__(self, request):
        super().__init__(request)
        self.wait = None  # a request that Odoo repeats, because another one came in between, is counted once

    @classmethod
    def is_compatible_with(cls, request):
        return request.httprequest.path.startswith(PREFIX)

    def dispatch(self, endpoint, args):
        """Call the endpoint for the contract of the caller; it finds that in ``request.params["coalition"]``."""
        if self.request.httprequest.method == "OPTIONS":
            raise MethodNotAllowed(get_allowed_methods())
        coalition = get_caller()
        self.count_call(coalition)
        self.request.params = {**args, "coalition": coalition}
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def count_call(self, coalition):
        """Count this call.

        :raise ApiError: there were too many in this minute
        """
        env = self.request.env
        if self.wait is None:
            self.wait = env["loyalty.coalition.rate"]._count_call(coalition)
        if self.wait:
            message = env._(
                "At most %(limit)s calls a minute. Go on in %(seconds)s seconds.",
                limit=coalition.api_limit,
                seconds=self.wait,
            )
            raise ApiError(429, "too_many_requests", message, {"Retry-After": str(self.wait)})

    def handle_error(self, exc):
        """The answer to an exception; what a program got wrong is not told apart from the sentence for people."""
        if isinstance(exc, ApiError):
            return make_answer(exc.status, exc.get_body(), exc.headers)
        if isinstance(exc, HTTPException) and exc.code is None:
            return exc.get_response()
        status = _get_status(exc)
        headers = {}
        if isinstance(exc, MethodNotAllowed):
            headers["Allow"] = ", ".join(sorted(exc.valid_methods or ()))
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        message = exc.args[0] if isinstance(exc, UserError) and status != 403 and exc.args else _get_sentence(status)
        return make_answer(status, ApiError(status, CODES.get(status, "server_error"), message).get_body(), headers)


def _get_status(exc):
    if isinstance(exc, HTTPException):
        return exc.code
    if isinstance(exc, (AccessDenied, SessionExpiredException)):
        return 401
    return getattr(exc, "http_status", 409) if isinstance(exc, UserError) else 500


def _get_sentence(status):
    if status == 401:
        return request.env._("Send a key of this partner's API that is valid, as “Authorization: Bearer …”.")
    if status == 403:
        return request.env._("This key may not do that.")
    if status == 404:
        return request.env._("There is nothing at this address.")
    if status == 405:
        return request.env._("This address is asked in another way: see “Allow”.")
    return request.env._("Something went wrong here. Try again later with the same Idempotency-Key.")


def make_answer(status, body, headers=None):
    """An answer in JSON.

    :param body: what is written as JSON, or a text that is JSON
    """
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store", **(headers or {})}
    return Response(text.encode(), status=status, headers=headers)


def get_caller():
    """The contract of the caller.

    :raise ApiError: the key is of nobody's computer
    """
    env = request.env
    coalition = env["loyalty.coalition.partner"]._get_by_api_user(env.user)
    if not coalition:
        message = env._("This key belongs to no contract with a partner.")
        raise ApiError(403, "forbidden", message)
    return coalition.with_company(coalition.company_id)


def get_allowed_methods():
    """The methods that the requested address knows."""
    routes = request.env["ir.http"].routing_map().bind("")
    found = []
    for method in METHODS:
        try:
            rule, arguments = routes.match(request.httprequest.path, method=method, return_rule=True)
        except (HTTPException, RequestRedirect):
            continue
        is_action = method == "GET" and is_action_of_code(arguments.get("code", ""))
        if rule.endpoint.routing.get("methods") and not is_action:
            found.append(method)
    return found


def is_action_of_code(code):
    """Codes may hold a stroke; so what looks like one may be a code and what is done with it.

    >>> is_action_of_code("2026/1"), is_action_of_code("2026/1/redeem")
    (False, True)
    """
    return "/" in code and code.rpartition("/")[2] in ACTIONS


def change(coalition, fields, function, status=200):
    """Do what is asked for once.

    :param dict fields: of the body, see :func:`read_body`
    :param function: gets the values of the body, returns what is answered
    """
    http, values, key = request.httprequest, read_body(fields), read_key()
    asked = json.dumps([http.method, http.full_path, values], default=_write_alike, sort_keys=True)
    known = {
        "key": key,
        "fingerprint": sha256(asked.encode()).hexdigest(),
        "method": http.method,
        "path": http.path[:500],
    }
    status, answer, is_repeated = request.env["loyalty.coalition.request"]._answer_once(
        coalition, known, lambda: (status, function(values))
    )
    return make_answer(status, answer, {"Idempotent-Replayed": "true"} if is_repeated else None)


def _write_alike(value):
    """A value as a text: 80 and 80.0 are one number."""
    return str(value.normalize() if isinstance(value, Decimal) else value)
