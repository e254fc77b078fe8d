"""Guesses are slowed down: what the controllers of guessable addresses and codes ask."""

from ipaddress import ip_address, ip_network

from odoo.http import request

RETRY_SECONDS = 600
"""What a page says in ``Retry-After``."""


def get_network(address):
    """Whom a network address stands for: whoever has one of IPv6 has a whole network of them."""
    try:
        address = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    address = getattr(address, "ipv4_mapped", None) or address
    return str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))


def _get_subjects(account):
    network = get_network(request.httprequest.remote_addr or "")
    return [f"address:{network}", *([f"account:{account.id}"] if account else [])]


def count(scope, account=None):
    """Count a failure, or a try that may fail, unless there were too many from this address, or on this account. Not
    for routes that are read-only. Addresses and codes that nobody can guess are looked up first: right ones always
    work. What can be guessed is counted first, and taken back (``unlink``) when it was right.

    :param str scope: what is guessed, see ``loyalty.throttle``
    :param loyalty.card account: whose code is guessed, if that is known
    :return: what was counted; empty: the visitor has to wait
    """
    return request.env["loyalty.throttle"]._count(scope, _get_subjects(account))
