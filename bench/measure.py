"""Measuring two sides in turn, and what is said about it: a table for people, JSON lines for programs."""

import gc
import json
import random
import statistics
import time
from dataclasses import dataclass, field

RESAMPLES = 2000
CONFIDENCE = 0.95


@dataclass
class Side:
    """The measurements of one side: milliseconds and SQL queries of each."""

    name: str
    milliseconds: list = field(default_factory=list)
    queries: list = field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.milliseconds)

    @property
    def median_queries(self):
        return statistics.median(self.queries) if self.queries else None

    def as_dict(self, name):
        return {
            "name": name,
            "side": self.name,
            "ms_median": round(self.median, 3),
            "ms_min": round(min(self.milliseconds), 3),
            "queries": self.median_queries,
            "n": len(self.milliseconds),
        }


@dataclass
class Comparison:
    """Two sides: the one measured and the one it is measured against."""

    name: str
    measured: Side
    reference: Side
    target: float
    queries_target: float | None = None

    @property
    def ratio(self):
        return self.measured.median / self.reference.median

    @property
    def queries_ratio(self):
        ours, theirs = self.measured.median_queries, self.reference.median_queries
        return ours / theirs if ours is not None and theirs else None

    def bounds(self):
        """Return the bounds of the ratio of medians, by bootstrap."""
        return bootstrap(self.measured.milliseconds, self.reference.milliseconds)

    @property
    def passed(self):
        """The lower bound of the time is not past the target, nor are the queries past theirs."""
        queries = self.queries_ratio
        queries_fine = self.queries_target is None or queries is None or queries <= self.queries_target
        return self.bounds()[0] <= self.target and queries_fine

    def as_dict(self):
        low, high = self.bounds()
        queries = self.queries_ratio
        return {
            "name": self.name,
            "ratio": round(self.ratio, 4),
            "ratio_low": round(low, 4),
            "ratio_high": round(high, 4),
            "queries_ratio": None if queries is None else round(queries, 4),
            "target": self.target,
        }

    def lines(self):
        """Return the JSON lines: one per side, then the ratio."""
        sides = [side.as_dict(self.name) for side in (self.measured, self.reference)]
        return [json.dumps(line) for line in [*sides, self.as_dict()]]

    def table(self):
        """Return the same for people."""
        rows = [("", "median ms", "fastest ms", "queries", "n")]
        for side in (self.measured, self.reference):
            queries = side.median_queries
            shown = "-" if queries is None else f"{queries:g}"
            figures = (f"{side.median:.1f}", f"{min(side.milliseconds):.1f}", shown, str(len(side.milliseconds)))
            rows.append((f"  {side.name}", *figures))
        low, high = self.bounds()
        verdict = "within" if self.passed else "PAST"
        text = [self.name]
        text += [f"{row[0]:<28}{row[1]:>12}{row[2]:>12}{row[3]:>10}{row[4]:>7}" for row in rows]
        text.append(f"  ratio {self.ratio:.3f} ({low:.3f} to {high:.3f}), target {self.target:g}: {verdict}")
        return "\n".join(text)


def bootstrap(measured, reference, resamples=RESAMPLES, confidence=CONFIDENCE):
    """Return the bounds of the ratio of two medians; always the same for the same samples.

    >>> bootstrap([2.0] * 9, [1.0] * 9)
    (2.0, 2.0)
    """
    chance = random.Random(len(measured))
    ratios = sorted(
        statistics.median(chance.choices(measured, k=len(measured)))
        / statistics.median(chance.choices(reference, k=len(reference)))
        for _ in range(resamples)
    )
    tail = (1 - confidence) / 2
    return ratios[int(resamples * tail)], ratios[int(resamples * (1 - tail)) - 1]


def compare(name, sides, *, repeat, target, warmup=1, before=None, count=None, queries_target=None):
    """Measure two sides in turn and return the ``Comparison``.

    :param sides: two functions by name, the measured side first, then the reference
    :param repeat: how often each is measured
    :param warmup: how often each is called before that
    :param before: called with a side's name before each measurement, outside the time measured
    :param count: called with a side's name before and after each; the difference is the number of SQL queries
    """
    results = {side: Side(side) for side in sides}
    for turn in range(-warmup, repeat):
        order = list(sides) if turn % 2 else list(reversed(sides))
        for side in order:
            if before:
                before(side)
            milliseconds, queries = _measure(sides[side], side, count)
            if turn >= 0:
                results[side].milliseconds.append(milliseconds)
                if count:
                    results[side].queries.append(queries)
    measured, reference = results.values()
    return Comparison(name, measured, reference, target, queries_target)


def _measure(function, side, count):
    queries = count(side) if count else 0
    gc.collect(0)
    started = time.perf_counter()
    function()
    milliseconds = (time.perf_counter() - started) * 1000
    return milliseconds, (count(side) if count else 0) - queries
