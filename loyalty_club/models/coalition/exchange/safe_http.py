"""Requests to addresses that somebody typed in: https, no networks of our own, no redirects, short and small.

Whoever may type an address could otherwise have this server ask its neighbours, which trust it.
"""

import ipaddress
import time
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 4, 8, 15
MOST_BYTES = 1 << 20


class Unreachable(Exception):
    """No answer that can be read: no connection, too slow, too large, or an address that is not allowed."""


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: dict


def get_address_problem(url, *, is_http_allowed=False):
    """What is wrong with an address as it is written: ``scheme``, ``form`` or None."""
    try:
        parts = urlsplit(url)
        is_formed = parts.hostname and (parts.port is None or parts.port) and not (parts.username or parts.password)
    except ValueError:
        return "form"
    if not is_formed or parts.fragment or parts.query or any(letter.isspace() for letter in url):
        return "form"
    return None if parts.scheme in (("https", "http") if is_http_allowed else ("https",)) else "scheme"


def is_public(address):
    """Whether an IP address (text) is one of the internet at large."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6 and (ip.ipv4_mapped or ip.sixtofour or ip.teredo):
        return bool(ip.ipv4_mapped) and is_public(str(ip.ipv4_mapped))
    translated = ip.version == 6 and ip in ipaddress.ip_network("64:ff9b::/96")
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not translated


class _Guard:
    """A connection that looks where it really leads, so that a name that changes meanwhile helps nobody."""

    def _new_conn(self):
        connection = super()._new_conn()
        if not is_public(connection.getpeername()[0]):
            connection.close()
            raise NewConnectionError(self, "an address of a private network")
        return connection


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = type("GuardedHTTPConnection", (_Guard, HTTPConnection), {})


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = type("GuardedHTTPSConnection", (_Guard, HTTPSConnection), {})


class _GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


def fetch(method, url, *, headers, body=None, is_http_allowed=False, is_private_allowed=False):
    """Ask an address once.

    :param bytes body: what is sent
    :return: Answer, whatever its status; a redirect is an answer, too
    :raise Unreachable: there is none; the text says why, for technicians
    """
    if problem := get_address_problem(url.partition("?")[0], is_http_allowed=is_http_allowed):
        raise Unreachable(f"{problem} of the address")
    deadline = time.monotonic() + TOTAL_SECONDS
    with requests.Session() as session:
        # Proxies and passwords of the environment are for other programs.
        session.trust_env = False
        if not is_private_allowed:
            session.mount("https://", _GuardedAdapter())
            session.mount("http://", _GuardedAdapter())
        try:
            response = session.request(
                method,
                url,
                headers={"Accept-Encoding": "identity", "User-Agent": "loyalty-club", **headers},
                data=body,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            )
            return Answer(response.status_code, _read(response, deadline), dict(response.headers))
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from error


def _read(response, deadline):
    # Whatever has come, so that somebody who sends a byte now and then is noticed (urllib3 1 cannot do that).
    read = getattr(response.raw, "read1", response.raw.read)
    parts, size = [], 0
    while part := read(65536):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES or time.monotonic() > deadline:
            raise OSError("the answer is too large or too slow")
    return b"".join(parts)
