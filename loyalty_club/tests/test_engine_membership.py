"""Rules of memberships as values: days, money, states, what is due."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.membership_dates import DAY, UNITS, month_ends, period_days, period_start, trial_last_day, year_of
from ..engine.membership_due import Schedule, Standing, actions, next_day
from ..engine.membership_money import cash_back, money, refund, spread, unused_amount, used_amount
from ..engine.membership_states import ENDED, MOVES, OPEN, RUNNING, may_move
from .property import examples

CASES = json.loads((Path(__file__).parent / "cases" / "membership.json").read_text())
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CENTS = st.integers(0, 100_000).map(lambda cents: Decimal(cents) / 100)
LENGTHS = st.integers(0, 800)
SCHEDULES = st.builds(
    Schedule,
    invoice_days=st.integers(0, 10),
    reminder_days=st.lists(st.integers(0, 30), max_size=3).map(tuple),
    retry_days=st.lists(st.integers(1, 9), max_size=3, unique=True).map(sorted).map(tuple),
    grace_days=st.integers(0, 15),
)
PAID = date(2026, 3, 31)
NEAR = st.integers(-40, 40).map(lambda days: PAID + timedelta(days=days))
STANDINGS = st.builds(
    Standing,
    state=st.sampled_from(sorted(MOVES)),
    paid_until=st.just(PAID),
    renews=st.booleans(),
    invoiced=st.booleans(),
    can_charge=st.booleans(),
    charge_from=st.none() | NEAR,
    charges=st.integers(0, 4),
    reminded_on=st.none() | NEAR,
    grace_from=st.none() | NEAR,
).filter(lambda standing: not standing.charges or standing.charge_from)


def day(text):
    return text and date.fromisoformat(text)


class TestMembershipEngine(BaseCase):
    # --- days ---

    def test_periods(self):
        for case in CASES["periods"]:
            anchor = day(case["anchor"])
            found = [
                [str(edge) for edge in period_days(anchor, number, case["count"], case["unit"])]
                for number in range(len(case["days"]))
            ]
            with self.subTest(anchor=case["anchor"], unit=case["unit"]):
                self.assertEqual(found, case["days"])

    def test_trials(self):
        for case in CASES["trials"]:
            self.assertEqual(str(trial_last_day(day(case["start"]), case["days"])), case["last"])

    @examples(200)
    @given(DAYS, st.integers(0, 30), st.integers(1, 12), st.sampled_from(UNITS))
    def test_periods_follow_one_another(self, anchor, number, count, unit):
        _first, last = period_days(anchor, number, count, unit)
        self.assertEqual(period_days(anchor, number + 1, count, unit)[0], last + DAY)

    @examples(200)
    @given(DAYS, st.integers(0, 60))
    def test_months_never_drift(self, anchor, number):
        """31 January + 3 months is 30 April, and the month after begins on the 31st again."""
        first = period_start(anchor, number, 1, "month")
        self.assertTrue(first.day == anchor.day or (first + DAY).day == 1)

    def test_no_such_period(self):
        for count, unit in ((0, "month"), (1, "moon")):
            with self.assertRaises(ValueError):
                period_start(PAID, 0, count, unit)

    @examples(200)
    @given(DAYS, LENGTHS)
    def test_the_year_of_a_day(self, anchor, after):
        wanted = anchor + timedelta(days=after)
        number, first, last = year_of(anchor, wanted)
        self.assertTrue(first <= wanted <= last)
        self.assertEqual(period_days(anchor, number, 1, "year"), (first, last))

    # --- money ---

    def test_refunds(self):
        for case in CASES["refunds"]:
            back = refund(
                case["amount"], day(case["from"]), day(case["to"]), day(case["day"]), case["rule"],
                days=case["days"], bought=day(case["from"]), unused=case["unused"],
            )  # fmt: skip
            with self.subTest(**case):
                self.assertEqual(back, Decimal(case["back"]))

    def test_spreads(self):
        for case in CASES["spreads"]:
            first, last = day(case["from"]), day(case["to"])
            parts = spread(case["amount"], first, last, month_ends(first, last))
            with self.subTest(amount=case["amount"]):
                self.assertEqual([str(part) for part in parts], case["parts"])

    def test_cash_back(self):
        for case in CASES["cash_back"]:
            self.assertEqual(str(cash_back(case["purchases"], case["percent"], case["cap"])), case["back"])

    @examples(300)
    @given(CENTS, DAYS, LENGTHS, st.integers(-400, 900))
    def test_used_and_unused_are_all_of_it(self, amount, first, length, offset):
        last, until = first + timedelta(days=length), first + timedelta(days=offset)
        used = used_amount(amount, first, last, until)
        unused = unused_amount(amount, first, last, until)
        self.assertEqual(used + unused, amount)
        self.assertTrue(0 <= used <= amount)

    @examples(300)
    @given(CENTS, DAYS, LENGTHS, st.sampled_from([0, 2, 3]))
    def test_no_cent_is_lost_by_spreading(self, amount, first, length, digits):
        last = first + timedelta(days=length)
        parts = spread(amount, first, last, month_ends(first, last), digits)
        self.assertEqual(sum(parts), money(amount, digits))
        self.assertTrue(all(part >= 0 for part in parts))

    # --- states ---

    def test_states(self):
        self.assertEqual(set(MOVES), OPEN | {ENDED})
        self.assertLess(RUNNING, OPEN)
        for state, targets in MOVES.items():
            self.assertNotIn(state, targets)
            self.assertTrue(state == ENDED or may_move(state, ENDED))
        self.assertFalse(may_move("cancelled", "grace"))
        self.assertFalse(may_move("ended", "trial"))

    # --- what is due ---

    def test_due(self):
        for case in CASES["due"]:
            known = ("state", "renews", "invoiced", "can_charge", "charges")
            values = {name: case[name] for name in known if name in case}
            dates = ("paid_until", "charge_from", "reminded_on", "grace_from")
            values.update({name: day(case[name]) for name in dates if name in case})
            numbers = {name: tuple(v) if isinstance(v, list) else v for name, v in case["schedule"].items()}
            with self.subTest(case["what"]):
                self.assertEqual(actions(Standing(**values), Schedule(**numbers), day(case["today"])), case["actions"])

    @examples(400)
    @given(STANDINGS, SCHEDULES, NEAR)
    def test_a_job_that_only_looks_on_the_noted_days_misses_nothing(self, standing, schedule, today):
        """Whatever becomes due after today: the day that is noted for looking again is not later."""
        now = set(actions(standing, schedule, today))
        noted = next_day(standing, schedule, today)
        for offset in range(1, 90):
            later = today + timedelta(days=offset)
            if noted and later >= noted:
                return
            self.assertLessEqual(set(actions(standing, schedule, later)), now, (later, noted))

    @examples(200)
    @given(STANDINGS, SCHEDULES, NEAR)
    def test_nothing_is_due_twice(self, standing, schedule, today):
        found = actions(standing, schedule, today)
        self.assertEqual(len(found), len(set(found)))
        if "end" in found:
            self.assertEqual(found, ["end"])
