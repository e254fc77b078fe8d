"""Amounts of points: exact decimals with two digits."""

from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal

ZERO = Decimal("0.00")
CENT = Decimal("0.01")

METHODS = {"DOWN": ROUND_DOWN, "UP": ROUND_UP, "HALF-UP": ROUND_HALF_UP}


def exact(value) -> Decimal:
    """Return ``value`` (number of points, or money) as a decimal with two digits.

    Floats come from the ORM and from PostgreSQL through psycopg2; their shortest representation is what was meant.
    """
    if not isinstance(value, Decimal):
        value = Decimal(repr(value)) if isinstance(value, float) else Decimal(value or 0)
    return value.quantize(CENT, ROUND_HALF_UP)


def round_points(value, rounding=CENT, method="DOWN") -> Decimal:
    """Round ``value`` to a multiple of ``rounding`` points.

    :param value: number of points
    :param rounding: smallest step in points (0.01, 1, 10 …), greater than 0
    :param method: ``DOWN`` (towards zero, as stock), ``UP`` (away from zero) or ``HALF-UP``
    """
    step = Decimal(repr(rounding)) if isinstance(rounding, float) else Decimal(rounding)
    value = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact((value / step).quantize(Decimal(1), METHODS[method]) * step)


def floor_points(value, rounding=CENT) -> Decimal:
    """Round down to a multiple of ``rounding``, towards minus infinity: what may be spent."""
    step = Decimal(repr(rounding)) if isinstance(rounding, float) else Decimal(rounding)
    return exact((exact(value) / step).quantize(Decimal(1), ROUND_FLOOR) * step)
