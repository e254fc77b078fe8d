"""Random lives of a membership, compared with plain arithmetic after every step."""

import os
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.membership_states import may_move
from .membership_case import MembershipCase
from .property import examples

STEPS = int(os.environ.get("LOYALTY_CLUB_STEPS", "15"))
START = datetime(2026, 1, 20, 12, 0)
DAY = timedelta(days=1)


class MembershipMachine(RuleBasedStateMachine):
    """Periods of 7 and of 30 days, so that days add up. ``case``: the running test case."""

    case = None

    def __init__(self):
        super().__init__()
        self.env = self.case.env
        self.savepoint = self.env.cr.savepoint()
        self.real = self.case.Membership
        self.state = None
        self.until = None
        self.paused = self.cancelled = None
        self.keys = 0
        self.now = START
        self.env.cr._now = START

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.env.cr._now = None
        self.env.invalidate_all(flush=False)

    @property
    def today(self):
        return self.now.date()

    def is_open(self):
        return self.state not in (None, "ended")

    def refused(self, method, *args):
        with self.case.assertRaises(UserError), self.env.cr.savepoint():
            method(*args)

    # --- steps ---

    @rule(days=st.integers(1, 40))
    def wait(self, days):
        self.now += timedelta(days=days)
        self.env.cr._now = self.now

    @rule(period=st.integers(0, 1), quantity=st.integers(1, 3), again=st.booleans())
    def buy(self, period, quantity, again):
        self.keys += 1
        period, length = self.case.periods[period]
        for _time in range(1 + again):
            self.real = self.case.Membership._start(
                period, self.case.ada, f"walk,{self.keys}", quantity=quantity, term_values={"amount": period.price}
            )
        if not self.is_open():
            self.state, self.until, self.cancelled = "active", self.today - DAY, False
        elif self.state == "suspended":
            self.wake()
        grace = 0 if self.state == "cancelled" else self.case.plan.grace_days
        if self.until + timedelta(days=grace) < self.today:
            self.until = self.today - DAY
        self.until += timedelta(days=quantity * length)
        if self.state != "cancelled":
            self.state = "active"

    @precondition(lambda self: self.is_open())
    @rule()
    def cancel(self):
        self.real._cancel("walk")
        if self.state == "suspended":
            self.wake()
        if self.state == "cancelled":
            return
        self.state = "ended" if self.state == "grace" or self.until < self.today else "cancelled"
        self.cancelled = self.state == "cancelled"

    @precondition(lambda self: self.state)
    @rule()
    def take_back(self):
        if self.state != "cancelled" or self.until < self.today:
            self.refused(self.real._take_back)
            return
        self.real._take_back()
        self.state, self.cancelled = "active", False

    @precondition(lambda self: self.state)
    @rule()
    def pause(self):
        if self.state == "ended":
            self.refused(self.real._pause, "walk")
            return
        self.real._pause("walk")
        if self.state != "suspended":
            self.state, self.paused = "suspended", self.today

    @precondition(lambda self: self.state)
    @rule()
    def resume(self):
        if self.state != "suspended":
            self.refused(self.real._resume)
            return
        self.real._resume()
        self.wake()

    def wake(self):
        self.until += self.today - self.paused
        self.state = "cancelled" if self.cancelled else "grace" if self.until < self.today else "active"

    @precondition(lambda self: self.state)
    @rule(days=st.integers(1, 20))
    def extend(self, days):
        if self.state == "ended":
            self.refused(self.real._extend, days, "walk")
            return
        self.real._extend(days, "walk")
        base = self.until if self.state == "suspended" else max(self.until, self.today - DAY)
        self.until = base + timedelta(days=days)
        if self.state == "grace":
            self.state = "active"

    @precondition(lambda self: self.is_open())
    @rule()
    def refund_the_newest(self):
        terms = self.real.term_ids.filtered(lambda term: term.state == "paid" and term.kind == "bought")
        term = terms.sorted("date_from")[-1:]
        if not term or term.date_to != self.until:
            return
        term._note_refunded(term.amount, "walk")
        paid = self.real.term_ids.filtered(lambda term: term.state == "paid")
        self.until = max(paid.mapped("date_to"), default=term.date_from - DAY)
        if not paid or self.until < (self.paused - DAY if self.state == "suspended" else self.today):
            self.state = "ended"

    # --- what always holds ---

    @invariant()
    def it_is_as_computed(self):
        if self.state:
            self.case.assertEqual(self.real.state, self.state)
            if self.state != "ended":
                self.case.assertEqual(self.real.paid_until, self.until)

    @invariant()
    def benefits_run_with_the_state(self):
        if not self.state:
            return
        running = self.state in ("active", "grace", "cancelled")
        self.case.assertEqual(bool(self.real.runs_until), running)
        if running and self.until >= self.today:
            self.case.assertTrue(self.real._is_running())
        if not running:
            self.case.assertFalse(self.real._is_running())

    @invariant()
    def paid_days_do_not_overlap(self):
        if self.state:
            self.real.term_ids._check_overlap()

    @invariant()
    def history_tells_every_move(self):
        if not self.state:
            return
        self.case.assertAlmostEqual(sum(self.real.event_ids.mapped("monthly_change")), self.real.monthly_amount)
        moves = self.real.event_ids.sorted("id").filtered(lambda event: event.kind == "state")
        state = "active"
        for event in moves:
            self.case.assertEqual(event.state_before, state)
            self.case.assertTrue(may_move(event.state_before, event.state_after))
            state = event.state_after
        self.case.assertEqual(state, self.real.state)


@tagged("post_install", "-at_install")
class TestMembershipMachine(MembershipCase):
    def test_walk(self):
        """The machine looks at the newest membership; ended ones are followed by new ones."""
        self.periods = [
            (self.make_period(self.plan, 3, count=7, unit="day"), 7),
            (self.make_period(self.plan, 10, count=30, unit="day"), 30),
        ]
        MembershipMachine.case = self
        run_state_machine_as_test(MembershipMachine, settings=examples(15, stateful_step_count=STEPS))
