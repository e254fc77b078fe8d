"""Purchases of a file: what a row says, whose it is, what it is worth in points, and the key that it has for ever."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from .earning import earn
from .earning_values import ONE, Line, Rule
from .earning_values import Purchase as EarningPurchase
from .explained import explain_giving, explain_result
from .points import CENT, ZERO, round_points

NOON = time(12)
LARGEST = Decimal(10) ** 12


class Rejected(Exception):
    """A row that cannot be imported: ``code`` says why, ``value`` is the text that is meant."""

    def __init__(self, code: str, value: str = ""):
        super().__init__(code, value)
        self.code = code
        self.value = value


class Purchase(NamedTuple):
    """A row: ``amount`` (in the club's currency; negative: a refund) on the local ``day``, which is ``at`` in UTC.

    ``content``: a hash of what the row says, without whose it is; equal rows have the same. ``judged``: the amount as
    the rules saw it, where it has more digits than ``amount``; None: the same.
    """

    line: int
    day: date
    at: datetime
    amount: Decimal
    quantity: Decimal
    points: Decimal
    content: str
    receipt: str = ""
    channel: str = ""
    judged: Decimal | None = None


@dataclass(frozen=True)
class PointRule:
    """``points`` per unit of ``money``, per ``unit`` or per ``order``, from a minimum amount and quantity on.

    ``ref`` names it in explanations.
    """

    mode: str
    points: Decimal
    minimum_amount: Decimal = ZERO
    minimum_quantity: Decimal = ZERO
    ref: Any = None

    def why_not(self, amount: Decimal, quantity: Decimal) -> tuple | None:
        """What the purchase does not have enough of: (reason, needed, found); else None."""
        if quantity < self.minimum_quantity:
            return "minimum_quantity", self.minimum_quantity, quantity
        if amount < self.minimum_amount:
            return "minimum_amount", self.minimum_amount, amount + ZERO
        return None

    def give(self, amount: Decimal, quantity: Decimal) -> Decimal:
        """Points of a purchase that has enough, not rounded."""
        if self.mode == "money":
            return self.points * amount
        return self.points * quantity if self.mode == "unit" else self.points


@dataclass(frozen=True)
class PointRules:
    """The rules of a club that can be applied to a purchase of which only day, amount and quantity are known.

    ``conditional``: all of them as rules of orders, where one has dates, weekdays, steps or caps; such purchases are
    judged by the engine of orders, which takes longer.
    ``left_out``: (ref, mode, points, reason) of the rules that ask for what a file does not say.
    """

    rules: tuple[PointRule, ...] = ()
    rounding: Any = CENT
    method: str = "DOWN"
    conditional: tuple[Rule, ...] = ()
    left_out: tuple["LeftOut", ...] = ()

    @property
    def by_rule(self) -> bool:
        """Whether the points of each rule are rounded by themselves, as orders do."""
        return Decimal(str(self.rounding)) <= CENT and self.method == "DOWN"

    def points(self, amount: Decimal, quantity: Decimal, day: date | None = None) -> Decimal:
        """Points of a purchase (or, with a positive amount, those that its refund takes), rounded as the club rounds.

        >>> PointRules((PointRule("money", Decimal("0.1")),)).points(Decimal("19.99"), ONE)
        Decimal('1.99')
        """
        if self.conditional:
            return self._earn(amount, quantity, day).points
        by_rule, total = self.by_rule, ZERO
        for rule in self.rules:
            if not rule.why_not(amount, quantity):
                points = rule.give(amount, quantity)
                total += round_points(points) if by_rule else points
        return total if by_rule else round_points(total, self.rounding, self.method)

    def explain(self, amount: Decimal, quantity: Decimal, day: date | None = None) -> list[dict]:
        """What each rule gave for a purchase and why, as orders explain it (``explained.explain_result``)."""
        by_rule = self.by_rule
        if self.conditional:
            found = [explain_result(result, by_rule) for result in self._earn(amount, quantity, day).rules]
        else:
            found = [self._explain(rule, amount, quantity, by_rule) for rule in self.rules]
        return found + [explain_giving(rule, reason=rule.reason) for rule in self.left_out]

    def _earn(self, amount, quantity, day):
        line = Line(0, abs(quantity) or ONE, amount, amount)
        purchase = EarningPurchase((line,), datetime.combine(day or date.min, NOON))
        return earn(self.conditional, purchase, self.rounding, self.method)

    @staticmethod
    def _explain(rule, amount, quantity, by_rule):
        missing = rule.why_not(amount, quantity)
        if missing:
            reason, needed, found = missing
            return {**explain_giving(rule, reason=reason), "needed": str(needed), "found": str(found)}
        points = rule.give(amount, quantity)
        return explain_giving(rule, points, "applied" if points else "nothing", by_rule)


class LeftOut(NamedTuple):
    """A rule that cannot be applied to a file, for explanations."""

    ref: Any
    mode: str
    points: Decimal
    reason: str


@dataclass(frozen=True)
class Currencies:
    """What the currencies of a file are worth in the club's.

    ``names``: {name or symbol, in small letters: code}; ``rates``: {code: sorted (day, units per unit of reference)}.
    """

    club: str
    names: dict = field(default_factory=dict)
    rates: dict = field(default_factory=dict)

    def code(self, text: str) -> str:
        """The code of a currency by its name or symbol.

        :raises Rejected: ``currency``, a currency that is not in use here
        """
        code = self.names.get(text.strip().casefold())
        if not code:
            raise Rejected("currency", text)
        return code

    def convert(self, amount: Decimal, code: str, day: date) -> Decimal:
        """An amount in the club's currency, by the rate of that day (or, before the first rate, by the first).

        :raises Rejected: ``rate``, no rate at all
        """
        if code == self.club:
            return amount
        return amount / self._rate(code, day) * self._rate(self.club, day)

    def _rate(self, code, day):
        rates = self.rates.get(code)
        if not rates:
            raise Rejected("rate", code)
        place = bisect_right(rates, day, key=lambda rate: rate[0])
        return rates[max(place - 1, 0)][1]


class Customer:
    """Whose purchases: known by a reference, else an email address, else a phone number.

    ``phone`` is the number as it is compared, ``phone_text`` as it was written.
    """

    __slots__ = ("email", "name", "phone", "phone_text", "purchases", "ref")

    def __init__(self, ref="", email="", phone="", phone_text="", name=""):
        self.ref = ref
        self.email = email
        self.phone = phone
        self.phone_text = phone_text
        self.name = name
        self.purchases = []

    def learn(self, email, phone, phone_text, name):
        """Note what a later row adds."""
        self.email = self.email or email
        if not self.phone:
            self.phone, self.phone_text = phone, phone_text
        self.name = self.name or name


def keyed(purchases) -> list[tuple[str, Purchase]]:
    """Purchases of one account in the order in which they happened, each with its key.

    Equal rows are told apart by their number: the first, the second … A file that is longer later gives the same keys
    to the rows that it had. Of one moment, purchases come before refunds.
    """
    seen, result = {}, []
    for purchase in sorted(purchases, key=lambda row: (row.at, row.amount < 0, row.line)):
        number = seen[purchase.content] = seen.get(purchase.content, 0) + 1
        result.append((f"import,{purchase.content},{number}", purchase))
    return result
