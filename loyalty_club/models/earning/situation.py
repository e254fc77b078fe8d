"""What a purchase is judged by, beside its lines. A confirmed order keeps it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from ...engine.earning_values import ONE
from ...engine.explained import explain_result
from .remembered_rules import dump_rule


@dataclass(frozen=True)
class Situation:
    """``at`` in naive UTC; ``tier`` and ``plan`` (the paid membership that
    the multiplier comes from) are ids; ``first``: None where no rule asked whether it is the first purchase."""

    at: datetime
    channel: str = "sale"
    tier: int | None = None
    multiplier: Decimal = ONE
    first: bool | None = None
    methods: frozenset = frozenset()
    plan: int | None = None

    def dump(self):
        """As a dictionary for JSON."""
        return {
            **asdict(self),
            "at": self.at.isoformat(),
            "multiplier": str(self.multiplier),
            "methods": sorted(self.methods),
        }

    @classmethod
    def load(cls, values):
        """The situation that :meth:`dump` wrote."""
        return cls(
            at=datetime.fromisoformat(values["at"]),
            channel=values["channel"],
            tier=values["tier"],
            multiplier=Decimal(values["multiplier"]),
            first=values["first"],
            methods=frozenset(values["methods"]),
            plan=values.get("plan"),
        )


def dump_result(earned, situation, rounding_by_rule, with_lines=True):
    """What the engine found, for JSON: on the order, and on the entry as its explanation.

    :param bool rounding_by_rule: points of each rule are rounded down as they are booked
    :param bool with_lines: with the weights of the order's lines, for refunds, and the rules, for later changes
    """
    result = {
        "version": 1,
        "points": str(earned.points),
        "qualifying": str(earned.qualifying),
        "situation": situation.dump(),
        "rules": [explain_result(rule, rounding_by_rule) for rule in earned.rules],
    }
    if with_lines:
        result["bound"] = earned.is_bound
        weights = earned.weights
        result["weights"] = {str(line.id): str(points) for line, points in weights.items()}
        result["asked"] = [_dump_asked(rule, weights) for rule in earned.rules]
    return result


def _dump_asked(result, weights):
    """The rule, and the lines that it gave points for where it did not for all."""
    asked = dump_rule(result.rule)
    if len(result.lines) < len(weights):
        asked["lines"] = [line.id for line in result.lines]
    return asked
