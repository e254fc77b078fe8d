"""What one document has on one account."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...engine.points import ZERO, exact


@dataclass
class Trace:
    """Entries of one kind that one order has on one account (a redemption: for one reward line).

    ``booked``: {rule id as text: points of it}, as the entries' explanations say.
    """

    posted: list = field(default_factory=list)
    numbers: dict = field(default_factory=dict)
    qualifying: list = field(default_factory=lambda: [ZERO, ZERO, 0])
    before_ledger: tuple = ()
    booked: dict = field(default_factory=dict)

    @property
    def count(self):
        return len(self.posted)

    @property
    def net(self):
        """Points that are booked, less what was undone."""
        return sum((entry.net for entry in self.posted), ZERO)


@dataclass
class OrderResult:
    """What the rules give to one account for all of an order (see ``situation.dump_result``).

    ``weights``: {line id as text: what the line contributed}; None where the points came from elsewhere.
    ``asked``: the rules, as ``remembered_rules`` writes them; ``earn_on``: of the club when the order was confirmed.
    ``part``: None; of an order that only loses points (``sale_refusal``): the part of it that counts.
    """

    points: Decimal = ZERO
    qualifying: Decimal = ZERO
    booked: dict = field(default_factory=dict)
    weights: dict | None = None
    explanation: dict | None = None
    asked: list = field(default_factory=list)
    earn_on: str | None = None
    part: Decimal | None = None

    def add(self, points, result):
        """Take in what one line of stock's ``coupon_point_ids`` says."""
        points = exact(points)
        self.points += points
        if not result:
            self.qualifying += points
            return
        self.qualifying += exact(result["qualifying"])
        for rule, given in self._get_given(points, result["rules"]).items():
            self.booked[rule] = self.booked.get(rule, ZERO) + given
        weights = self.weights = self.weights or {}
        for line_id, weight in result["weights"].items():
            weights[line_id] = weights.get(line_id, ZERO) + Decimal(weight)
        self.explanation = {name: result[name] for name in ("version", "situation", "rules")}
        self.asked = result.get("asked") or []
        self.earn_on = result.get("earn_on")
        self.part = Decimal(result["part"]) if "part" in result else None

    @staticmethod
    def _get_given(points, rules):
        """{rule id as text: points} as they are booked: what rounding adds or takes off is shared by the rules, so that
        caps per member and period count what the member got.
        """
        given = {str(rule["rule"]): exact(rule["points"]) for rule in rules}
        total = sum(given.values(), ZERO)
        if total and total != points:
            largest = max(given, key=given.get)
            given = {rule: exact(part * points / total) for rule, part in given.items()}
            given[largest] += points - sum(given.values(), ZERO)
        return {rule: part for rule, part in given.items() if part}


@dataclass
class Target:
    """What an account should have of an order by now: ``points`` (None: no entry at all), qualifying ``points``,
    ``amount`` and ``orders``, and points by rule. ``only_less``: nothing is given any more.
    """

    points: Decimal | None = None
    qualifying: tuple = (ZERO, ZERO, 0)
    booked: dict = field(default_factory=dict)
    explanation: Any = None
    only_less: bool = False

    def minus(self, trace):
        """The :class:`Rest` that is to be booked, beside the points."""
        if trace.before_ledger:
            return Rest(ZERO, ZERO, 0, {})
        rules = {
            rule: self.booked.get(rule, ZERO) - trace.booked.get(rule, ZERO)
            for rule in self.booked.keys() | trace.booked.keys()
        }
        values = [wanted - booked for wanted, booked in zip(self.qualifying, trace.qualifying, strict=True)]
        return Rest(*values, {rule: points for rule, points in rules.items() if points})


@dataclass
class Rest:
    """Values that go with points on an entry: qualifying ones, and points by rule."""

    points: Decimal
    amount: Decimal
    orders: int
    booked: dict

    @property
    def values(self):
        return {"points": self.points, "amount": self.amount, "orders": self.orders}

    def less(self):
        """Only what becomes less."""
        booked = {rule: points for rule, points in self.booked.items() if points < 0}
        return Rest(min(self.points, ZERO), min(self.amount, ZERO), min(self.orders, 0), booked)

    def part(self, share):
        """The part that goes with ``share`` (0 to 1) of the points, without orders; it is taken off this one."""
        booked = {rule: exact(points * share) for rule, points in self.booked.items()}
        part = Rest(exact(self.points * share), exact(self.amount * share), 0, booked)
        self.points -= part.points
        self.amount -= part.amount
        self.booked = {rule: points - booked[rule] for rule, points in self.booked.items()}
        return part

    def explain(self, explanation=None):
        """The explanation of an entry that books this; None where there is nothing to say."""
        if not self.booked and not explanation:
            return None
        booked = {rule: str(points) for rule, points in sorted(self.booked.items())}
        return {**(explanation or {}), "booked": booked}
