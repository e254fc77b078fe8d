"""The states of a paid membership and what may follow what."""

TRIAL, ACTIVE, GRACE, SUSPENDED, CANCELLED, ENDED = "trial", "active", "grace", "suspended", "cancelled", "ended"

MOVES = {
    TRIAL: {ACTIVE, GRACE, SUSPENDED, CANCELLED, ENDED},
    ACTIVE: {GRACE, SUSPENDED, CANCELLED, ENDED},
    GRACE: {ACTIVE, SUSPENDED, ENDED},
    SUSPENDED: {TRIAL, ACTIVE, GRACE, CANCELLED, ENDED},
    CANCELLED: {TRIAL, ACTIVE, SUSPENDED, ENDED},
    ENDED: {ACTIVE},
}
"""A cancelled membership runs to the end of what is paid and can be taken back until then. An ended one becomes active
again only by a new purchase."""

RUNNING = frozenset({TRIAL, ACTIVE, GRACE, CANCELLED})
"""States with benefits."""

OPEN = frozenset({TRIAL, ACTIVE, GRACE, SUSPENDED, CANCELLED})
"""States that are not over."""


def may_move(state: str, target: str) -> bool:
    """Whether a membership may go from one state to another."""
    return target in MOVES[state]
