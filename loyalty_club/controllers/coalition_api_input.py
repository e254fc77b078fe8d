"""What partners' computers send: read strictly, as docs/openapi.yaml says."""

import json
import re
from datetime import datetime, timedelta
from decimal import Decimal

from odoo.http import request

from ..models.coalition.api.coalition_request import ApiError

MAX_BODY = 64 * 1024
MAX_MONEY = Decimal(10) ** 12
MAX_SECONDS = 3600
MAX_PAGE = 500
KEY = re.compile(r"[!-~]{1,128}")
WORDS = re.compile(r"[^\x00-\x1f\x7f]+")
MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))", re.ASCII
)


def refuse(message):
    return ApiError(400, "bad_request", message)


def read_text(name, value, longest=128):
    """Words of at least one character, without control characters."""
    if not isinstance(value, str) or not WORDS.fullmatch(value) or len(value) > longest or not _is_storable(value):
        raise refuse(
            request.env._("“%(name)s” has to be a text of 1 to %(count)s characters.", name=name, count=longest)
        )
    return value


def _is_storable(value):
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_money(name, value):
    """An amount of zero or more, as a Decimal."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not 0 <= value <= MAX_MONEY:
        raise refuse(request.env._("“%s” has to be a number, zero or more.", name))
    return Decimal(value)


def read_count(name, value, most):
    """A whole number from 1 to ``most``."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not 1 <= value <= most or value % 1:
        raise refuse(request.env._("“%(name)s” has to be a whole number from 1 to %(most)s.", name=name, most=most))
    return int(value)


def read_seconds(name, value):
    return read_count(name, value, MAX_SECONDS)


def read_page(name, value):
    """How many at most: a whole number out of the address."""
    is_number = isinstance(value, str) and re.fullmatch(r"\+?\d{1,9}", value, re.ASCII)
    return read_count(name, int(value) if is_number else None, MAX_PAGE)


def read_moment(name, value):
    """A moment as RFC 3339 writes it, with its offset; returned in UTC, without it.

    Moments before the year 1 or after 9999 of UTC become the first or the last there is.
    """
    found = MOMENT.fullmatch(value) if isinstance(value, str) else None
    try:
        if not found:
            raise ValueError(value)
        day, minute, second, fraction, sign, hours, minutes = found.groups()
        moment = datetime.fromisoformat(f"{day}T{minute}:{'59' if second == '60' else second}")
        moment = moment.replace(microsecond=int((fraction or "0")[:6].ljust(6, "0")))
    except ValueError:
        message = request.env._("“%s” has to be a moment such as 2026-05-01T14:30:00Z.", name)
        raise refuse(message) from None
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        return moment + offset if sign == "-" else moment - offset
    except OverflowError:
        return datetime.max if sign == "-" else datetime.min


def read_currency(name, value):
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise refuse(request.env._("“%s” has to be a currency such as EUR.", name))
    return value


def read_cursor(name, value):
    if not re.fullmatch("[A-Za-z0-9_-]{1,400}", value, re.ASCII):
        raise refuse(request.env._("“%s” has to be taken from the answer before.", name))
    return value


def read_body(fields):
    """The JSON object that was sent.

    :param dict fields: {name: (function that reads it, whether it has to be there)}
    :return: {name: value, None where it is not there}
    :raise ApiError: it is no such object
    """
    data = request.httprequest.get_data() if _has_body() else b"{}"
    return read_fields(_read_json(data), fields)


def _has_body():
    http = request.httprequest
    if (http.content_length or 0) > MAX_BODY or "chunked" in http.headers.get("Transfer-Encoding", ""):
        message = request.env._("The body is too long: at most %s bytes, with Content-Length.", MAX_BODY)
        raise ApiError(413, "too_large", message)
    if http.content_length and http.mimetype != "application/json":
        raise ApiError(415, "not_json", request.env._("Send JSON, with Content-Type: application/json."))
    return bool(http.content_length)


def _read_json(data):
    try:
        return json.loads(data.decode(), parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, ArithmeticError, RecursionError):
        raise refuse(request.env._("The body is not JSON.")) from None


def _refuse_constant(name):
    raise ValueError(name)


def read_fields(data, fields):
    """As :func:`read_body`, of values that were read before."""
    if not isinstance(data, dict):
        raise refuse(request.env._("The body has to be a JSON object."))
    if unknown := sorted(set(data) - set(fields)):
        raise refuse(request.env._("“%s” is not known here.", ascii(unknown[0])[1:-1][:40]))
    for name, (_read, is_required) in fields.items():
        if is_required and name not in data:
            raise refuse(request.env._("“%s” is missing.", name))
    return {name: read(name, data[name]) if name in data else None for name, (read, _is_required) in fields.items()}


def read_query(fields):
    """What stands in the address after the question mark: {name: value, None where it is not there}."""
    values = request.httprequest.args
    return {name: read(name, values[name]) if name in values else None for name, read in fields.items()}


def read_key():
    """The name that the caller gave to this change."""
    key = request.httprequest.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        message = request.env._("Send an Idempotency-Key: 1 to 128 characters, another one for each change.")
        raise ApiError(400, "idempotency_key_missing", message)
    return key
