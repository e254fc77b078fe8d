"""Codes that people read aloud and type: Crockford's base32, without letters that look like digits."""

import secrets

from .phones import latin

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
"""16 characters of 5 bits are 80 bits."""

_LOOKALIKES = str.maketrans("OIL", "011")
_SPACES = str.maketrans("", "", " -‐‑–—_\t\u00a0\u200c")


def new_code() -> str:
    """A code that nobody can guess, from the secure source of the system."""
    return "".join(secrets.choice(ALPHABET) for _position in range(LENGTH))


def tidy_code(text: str) -> str | None:
    """What was typed as the code it means; None: it cannot be one.

    >>> tidy_code(" 8z3k-mq7p t5v9 hx2l ")
    '8Z3KMQ7PT5V9HX21'
    """
    code = latin(text or "")[:64].translate(_SPACES).upper().translate(_LOOKALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def show_code(code: str) -> str:
    """In groups of four.

    >>> show_code("8Z3KMQ7PT5V9HX21")
    '8Z3K-MQ7P-T5V9-HX21'
    """
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
