"""What the entries of an import say of their rows."""

import json
import re
from functools import lru_cache

NULL = r"\N"
REMEMBERED = 1 << 16
CHANNEL = "import"
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_encode = json.JSONEncoder(ensure_ascii=False).encode


def copied(value):
    """A value as COPY reads it."""
    if value is None or value is False:
        return NULL
    if hasattr(value, "adapted"):  # psycopg2's Json
        value = _encode(value.adapted)
    if not isinstance(value, str):
        return str(value)
    return value.translate(_ESCAPES) if _SPECIAL.search(value) else value


class Texts:
    """Descriptions in the language of the environment, and explanations (see ``models.earning.situation``).

    One for all of an import: amounts come again and again, so that what rules gave for them is remembered.

    :param rules: ``engine.purchases.PointRules``
    """

    def __init__(self, env, rules):
        self._purchase, self._refund = env._("Purchase"), env._("Refund")
        self.expired = env._("Expired")
        self._rules, self._is_dated = rules, bool(rules.conditional)
        self._get_found = lru_cache(REMEMBERED)(self._find)

    def description(self, purchase):
        """What members read: “Purchase 4711 (Shop)”."""
        text = self._refund if purchase.amount < 0 else self._purchase
        if purchase.receipt:
            text = f"{text} {purchase.receipt}"
        return f"{text} ({purchase.channel})" if purchase.channel else text

    @staticmethod
    def row(purchase):
        """What the ledger keeps of the row (a later refund is found by the receipt number), or None."""
        if not purchase.channel:
            return {"receipt": purchase.receipt} if purchase.receipt else None
        return {"receipt": purchase.receipt, "channel": purchase.channel}

    def explain(self, purchase):
        """The explanation of a purchase's accrual: the row, and what each rule gave for it.

        It has no ``booked`` part: rules with a cap per member are not for files.
        """
        situation = {"at": purchase.at.isoformat(), "channel": CHANNEL, "tier": None}
        found = json.loads(self._explain(purchase))
        return {"version": 1, "situation": situation, "rules": found, **(self.row(purchase) or {})}

    def get_explanation_cell(self, purchase):
        """The same as text for COPY. Nothing but the row's own words can hold what COPY asks to be escaped."""
        row = self.row(purchase)
        tail = f", {copied(_encode(row))[1:]}" if row else "}"
        situation = f'{{"at": "{purchase.at.isoformat()}", "channel": "{CHANNEL}", "tier": null}}'
        return f'{{"version": 1, "situation": {situation}, "rules": {self._explain(purchase)}{tail}'

    def _explain(self, purchase):
        """What each rule gave, as JSON."""
        amount = purchase.amount if purchase.judged is None else purchase.judged
        return self._get_found(amount, purchase.quantity, purchase.day if self._is_dated else None)

    def _find(self, amount, quantity, day):
        return _encode(self._rules.explain(amount, quantity, day))
