"""Settings of the property tests (hypothesis).

A normal run is small and always the same; ``LOYALTY_CLUB_EXAMPLES=2000`` looks further, with other examples each time.
"""

import os
from decimal import Decimal

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

MORE = int(os.environ.get("LOYALTY_CLUB_EXAMPLES", "0"))
SHRINK = os.environ.get("LOYALTY_CLUB_SHRINK", "1") != "0"


def examples(number, **values):
    """Return the settings of a property test: ``number`` examples, more where the environment asks for them.

    ``LOYALTY_CLUB_SHRINK=0`` shows the first example that fails as it is, instead of looking for a smaller one.
    """
    return settings(
        max_examples=MORE or number,
        derandomize=not MORE,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink] if SHRINK else [Phase.generate],
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        **values,
    )


def amounts(low=0.01, high=500):
    """Points with two digits."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda cents: Decimal(cents) / 100)
