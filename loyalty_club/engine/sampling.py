"""Who belongs to a sample: chosen by chance, but always the same ones."""

from hashlib import md5

WHOLE = 2**32


def sample_number(plan: int, member: int) -> int:
    """A number from 0 to 2**32 - 1 that nobody chose, for a member and a plan. SQL does the same (``plan_due.py``)."""
    digest = md5(f"{plan},{member}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16)


def in_sample(plan: int, member: int, share: float) -> bool:
    """Whether a member belongs to the ``share`` (per cent) of a plan; who does belongs to every larger share, too.

    >>> [member for member in range(1, 9) if in_sample(7, member, 50)]
    [3, 4, 5]
    >>> all(in_sample(7, member, 100) for member in range(1000))
    True
    """
    return sample_number(plan, member) < share * WHOLE / 100
