import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.tier_values import NO_TIER, Event, Manual, State, Tier, TierSettings, Totals, problem_of_order
from ..engine.tiers import History, Ladder, first_day_within, with_manual
from .property import examples

CASES = Path(__file__).parent / "cases"
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
EVENTS = st.lists(
    st.builds(
        lambda day, points, orders: Event(day, Totals(Decimal(points), Decimal(points), orders)),
        DAYS,
        st.integers(0, 120),
        st.integers(0, 2),
    ),
    max_size=12,
    unique_by=lambda event: event.day,
)
SETTINGS = st.builds(
    TierSettings,
    period=st.sampled_from(["lifetime", "rolling"]),
    period_months=st.integers(1, 24),
    keep=st.sampled_from(["forever", "months_after_reached", "months_after_purchase"]),
    keep_months=st.integers(1, 24),
    downgrade=st.sampled_from(["never", "one_step", "qualified"]),
)
TIERS = [Tier(), Tier(points=Decimal(100)), Tier(points=Decimal(250))]


def day_of(text):
    return date.fromisoformat(text) if text else None


def totals_of(values):
    return Totals(Decimal(str(values.get("points", 0))), Decimal(str(values.get("amount", 0))), values.get("orders", 0))


def tier_of(values):
    totals = totals_of(values)
    return Tier(totals.points, totals.amount, totals.orders)


class TestTiers(BaseCase):
    def test_cases(self):
        for case in json.loads((CASES / "tiers.json").read_text()):
            ladder = Ladder(TierSettings(**case["settings"]), [tier_of(values) for values in case["tiers"]])
            for check in case["checks"]:
                with self.subTest(case=case["name"], **check):
                    events = [Event(day_of(day), totals_of(values)) for day, values in check["events"]]
                    state, _steps = ladder.replay(events, day_of(check["today"]))
                    self.assertEqual(state.rank, check["rank"])
                    for name in ("reached_on", "expires_on"):
                        if name in check:
                            self.assertEqual(getattr(state, name), day_of(check[name]))

    def test_the_tier_that_asks_for_nothing_never_runs_out(self):
        state, steps = Ladder(TierSettings(), TIERS).replay([], date(2026, 1, 1))
        self.assertEqual((state, steps), (State(0), []))

    def test_steps_tell_the_story(self):
        events = [
            Event(date(2024, 1, 10), Totals(Decimal(100)), datetime(2024, 1, 10, 8)),
            Event(date(2024, 6, 1), Totals(Decimal(150)), datetime(2024, 6, 1, 9)),
            Event(date(2025, 3, 1), Totals(Decimal(120)), datetime(2025, 3, 1, 9)),
        ]
        _state, steps = Ladder(TierSettings(), TIERS).replay(events, date(2026, 7, 1))
        self.assertEqual(
            [(step.day, step.before, step.state.rank, step.reason, step.at) for step in steps],
            [
                (date(2024, 1, 10), 0, 1, "reached", datetime(2024, 1, 10, 8)),
                (date(2024, 6, 1), 1, 2, "reached", datetime(2024, 6, 1, 9)),
                (date(2025, 6, 2), 2, 1, "expired", None),
                (date(2026, 6, 2), 1, 0, "expired", None),
            ],
        )

    def test_a_member_who_keeps_the_tier_keeps_the_day_it_was_reached(self):
        events = [Event(date(2024, 1, 10), Totals(Decimal(100))), Event(date(2024, 7, 1), Totals(Decimal(100)))]
        state, steps = Ladder(TierSettings(), TIERS).replay(events, date(2025, 1, 11))
        self.assertEqual([step.reason for step in steps], ["reached", "kept"])
        self.assertEqual((state.reached_on, state.expires_on), (date(2024, 1, 10), date(2026, 1, 10)))

    def test_a_tier_set_by_hand_holds_to_its_day_unless_a_higher_one_is_reached(self):
        manual = Manual(1, date(2026, 1, 10), date(2026, 3, 31))
        own = State(0)
        higher = State(2, date(2026, 2, 1), date(2027, 2, 1))
        earlier = State(2, date(2025, 2, 1), date(2027, 2, 1))
        for state, day, expected in (
            (own, date(2026, 3, 31), (1, True)),
            (own, date(2026, 4, 1), (0, False)),
            (higher, date(2026, 2, 1), (2, False)),
            (earlier, date(2026, 2, 1), (1, True)),
        ):
            found, held = with_manual(state, manual, day)
            self.assertEqual((found.rank, held), expected)
        self.assertEqual(with_manual(own, None, date(2026, 1, 1)), (own, False))

    def test_what_is_missing(self):
        tier = Tier(Decimal(100), Decimal(200), 4)
        totals = Totals(Decimal(90), Decimal(10), 1)
        self.assertEqual(tier.missing(totals, "any"), ("points", Decimal(10)))
        self.assertEqual(tier.missing(totals, "all"), ("amount", Decimal(190)))
        self.assertIsNone(tier.missing(Totals(Decimal(100)), "any"))
        self.assertEqual(tier.missing(Totals(Decimal(100), Decimal(500), 3), "all"), ("orders", 1))

    def test_tiers_ask_for_more_than_the_one_beneath(self):
        silver = Tier(Decimal(100), orders=5)
        for upper, qualify, expected in (
            (Tier(Decimal(200), orders=6), "any", None),
            (Tier(Decimal(99)), "any", "points"),
            (Tier(Decimal(200), orders=4), "all", "orders"),
            (Tier(Decimal(100), orders=5), "all", "same"),
            (Tier(Decimal(100), orders=6), "any", "same"),
            (Tier(Decimal(100), orders=6), "all", None),
            (Tier(Decimal(100)), "all", "same"),
            (Tier(amount=Decimal(10)), "any", None),
            (Tier(), "any", "free"),
        ):
            with self.subTest(upper=upper, qualify=qualify):
                self.assertEqual(problem_of_order(silver, upper, qualify), expected)
        self.assertEqual(problem_of_order(Tier(), Tier(), "any"), "free")
        self.assertIsNone(problem_of_order(Tier(), Tier(orders=1), "any"))

    @given(DAYS, st.integers(1, 40))
    @examples(300)
    def test_a_purchase_counts_for_whole_months(self, last, months):
        """The first day of the period is the first one whose purchases still count on the last."""
        first = first_day_within(last, months)
        self.assertTrue(last - timedelta(31 * months) <= first <= last)
        earlier = first_day_within(last - timedelta(1), months)
        self.assertTrue(earlier <= first)

    @given(SETTINGS, EVENTS, DAYS)
    @examples(200)
    def test_tomorrow_follows_from_today(self, settings, events, today):
        """Looking every day gives what looking once gives: the job may rest, and entries may come in late."""
        ladder = Ladder(settings, TIERS)
        state, steps = ladder.replay(events, today)
        for day, step in {step.day: step for step in steps}.items():
            self.assertEqual(ladder.replay(events, day)[0].rank, step.state.rank)
        self.assertTrue(not state.expires_on or state.expires_on >= today)
        self.assertTrue(NO_TIER <= state.rank < len(TIERS))

    @given(EVENTS, DAYS, DAYS)
    @examples(200)
    def test_sums_between_two_days(self, events, first, last):
        expected = sum((event.totals for event in events if first <= event.day <= last), Totals())
        self.assertEqual(History(events).between(first, last), expected)
