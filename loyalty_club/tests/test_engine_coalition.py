"""What coupons of partners come to, and how it is settled: no cent is lost."""

from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.loyalty_club.engine.coalition import MOVES, Terms, get_amount, may_move
from odoo.addons.loyalty_club.engine.coalition_settling import get_lines, use_prepaid

from .property import examples

cents = st.integers(-100_000, 100_000).map(lambda number: Decimal(number) / 100)
states = st.sampled_from(sorted(MOVES))
terms = st.builds(
    Terms,
    st.sampled_from(["none", "fixed", "percent", "issued"]),
    st.integers(0, 10_000).map(lambda number: Decimal(number) / 100),
    st.sampled_from(["seller", "sender"]),
)


class TestEngineCoalition(TestCase):
    def test_each_kind_of_terms(self):
        for basis, state, expected in (
            ("none", "redeemed", 0),
            ("fixed", "issued", 0),
            ("fixed", "redeemed", 5),
            ("fixed", "disputed", 5),
            ("percent", "redeemed", Decimal("4.17")),
            ("percent", "issued", 0),
            ("issued", "available", 0),
            ("issued", "issued", 5),
            ("issued", "expired", 5),
            ("issued", "cancelled", 0),
        ):
            amount = get_amount(Terms(basis, Decimal(5)), "theirs", state, Decimal("83.33"))
            self.assertEqual(amount, expected, (basis, state))

    @examples(200)
    @given(terms, states, cents.map(abs))
    def test_what_one_owes_is_what_the_other_is_owed(self, terms, state, amount):
        mine, yours = (get_amount(terms, direction, state, amount) for direction in ("ours", "theirs"))
        self.assertEqual(mine + yours, 0)
        turned = terms._replace(payer="sender" if terms.payer == "seller" else "seller")
        self.assertEqual(get_amount(turned, "ours", state, amount), yours)

    def test_a_cancelled_coupon_stays_cancelled(self):
        self.assertFalse([state for state in MOVES if may_move("cancelled", state)])
        self.assertTrue(may_move("redeemed", "issued"))
        self.assertTrue(may_move("expired", "redeemed"))

    @examples(200)
    @given(st.lists(st.tuples(st.tuples(st.integers(1, 3), st.sampled_from(["issue", "reversal"])), cents)))
    def test_lines_add_up(self, movements):
        lines = get_lines(movements)
        total = sum((amount for _group, amount in movements), Decimal(0))
        self.assertEqual(sum((line.quantity * line.price for line in lines), Decimal(0)), total)

    @examples(200)
    @given(cents, cents)
    def test_prepaid(self, net, left):
        used = use_prepaid(net, left)
        self.assertGreaterEqual(used, 0)
        self.assertTrue(not used or used <= min(net, left))
        self.assertTrue(net - used == 0 or net <= 0 or used == max(left, 0))
