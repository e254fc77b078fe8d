from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.document import LineState, Posted, Step, Undone, kept_points, kept_share, steps_to
from ..engine.points import METHODS, round_points
from .property import amounts, examples

D = Decimal
ROUNDINGS = st.sampled_from([D("0.01"), D("0.5"), D(1), D(5)])
EARN_ON = st.sampled_from(["order", "invoice_paid", "delivery"])


UNDONE = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=3)
"""Reversals: per cent of what was left that each undid, and per cent of that which was restored since."""


@st.composite
def histories(draw):
    """What a document posted: entries, each with some reversals, each of those with some of it restored."""
    posted = []
    for points, shares in draw(st.lists(st.tuples(amounts(0), UNDONE), max_size=4)):
        undone, left = [], points
        for share, back in shares:
            part = round_points(left * share / 100)
            restored = round_points(part * back / 100)
            undone.append(Undone((len(posted), len(undone)), part, restored))
            left -= part - restored
        posted.append(Posted(len(posted), points, tuple(undone)))
    return posted


class TestSteps(BaseCase):
    def test_the_first_posting(self):
        self.assertEqual(steps_to([], D(100)), [Step("post", D(100))])
        self.assertEqual(steps_to([], D(0)), [])

    def test_less_reverses_the_latest_first(self):
        posted = [Posted(1, D(100)), Posted(2, D(30))]
        self.assertEqual(steps_to(posted, D(90)), [Step("reverse", D(30), 2), Step("reverse", D(10), 1)])

    def test_more_restores_what_was_undone_then_posts_the_rest(self):
        posted = [Posted(1, D(100), (Undone(2, D(40)), Undone(3, D(20), D(5))))]
        self.assertEqual(posted[0].net, D(45))
        self.assertEqual(
            steps_to(posted, D(120)), [Step("reverse", D(15), 3), Step("reverse", D(40), 2), Step("post", D(20))]
        )

    def test_nothing_to_do(self):
        self.assertEqual(steps_to([Posted(1, D(100), (Undone(2, D(40)),))], D(60)), [])

    @given(histories(), amounts(0, 2000))
    @examples(200)
    def test_the_steps_lead_to_the_target_and_never_undo_more_than_there_is(self, posted, target):
        steps = steps_to(posted, target)
        room = {entry.ref: entry.net for entry in posted}
        back = {undo.ref: undo.net for entry in posted for undo in entry.undone}
        net = sum(room.values())
        for step in steps:
            self.assertGreater(step.points, 0)
            if step.action == "post":
                net += step.points
            elif step.ref in room:
                self.assertLessEqual(step.points, room.pop(step.ref))
                net -= step.points
            else:
                self.assertLessEqual(step.points, back.pop(step.ref))
                net += step.points
        self.assertEqual(net, target)
        self.assertLessEqual(sum(step.action == "post" for step in steps), 1)


class TestKept(BaseCase):
    def line(self, **values):
        return LineState(**{"weight": D(1), "ordered": D(10), **{name: D(value) for name, value in values.items()}})

    def test_the_larger_of_returned_and_credited_counts_never_the_sum(self):
        line = self.line(invoiced=10, delivered=10, returned=3, credited=2)
        self.assertEqual(line.net("order"), 7)
        line = self.line(invoiced=10, delivered=10, returned=2, credited=5)
        self.assertEqual(line.net("order"), 5)

    def test_billing_or_sending_more_than_ordered_earns_nothing_extra(self):
        self.assertEqual(self.line(invoiced=12, delivered=12).net("order"), 10)
        self.assertEqual(self.line(invoiced=12, credited=2).net("order"), 10)
        self.assertEqual(self.line(delivered=13, returned=3).net("order"), 10)

    def test_sending_anew_heals_a_return(self):
        self.assertEqual(self.line(delivered=10, returned=4).net("order"), 6)
        self.assertEqual(self.line(delivered=14, returned=4).net("order"), 10)

    def test_paid_and_delivered_quantities_count_where_the_club_says_so(self):
        line = self.line(invoiced=6, paid=4, delivered=5)
        self.assertEqual([line.net(earn_on) for earn_on in ("order", "invoice_paid", "delivery")], [10, 4, 5])
        line = self.line(invoiced=6, paid=6, paid_credited=2, credited=2, delivered=5, returned=1)
        self.assertEqual([line.net(earn_on) for earn_on in ("order", "invoice_paid", "delivery")], [8, 4, 4])

    def test_nothing_counts_below_zero(self):
        self.assertEqual(self.line(credited=15).net("order"), 0)
        self.assertEqual(self.line(returned=15).net("delivery"), 0)

    def test_lines_without_weight_weigh_the_same(self):
        lines = [self.line(weight=0, invoiced=10, credited=10), self.line(weight=0)]
        self.assertEqual(kept_share(lines, "order"), D("0.5"))

    def test_an_order_without_goods(self):
        self.assertEqual(kept_share([], "order"), 1)
        self.assertEqual(kept_share([], "invoice_paid"), 0)
        self.assertEqual(kept_share([self.line(ordered=0)], "delivery"), 0)

    def test_a_partial_refund_takes_its_rounded_share(self):
        self.assertEqual(kept_points(D(101), D("0.5"), 1), D(50))
        self.assertEqual(kept_points(D("99.99"), D(2) / 3, 0.01), D("66.66"))

    @given(
        amounts(0),
        ROUNDINGS,
        st.sampled_from(sorted(METHODS)),
        st.lists(st.tuples(amounts(0), st.integers(1, 9), st.lists(st.integers(0, 9))), min_size=1, max_size=4),
        EARN_ON,
    )
    @examples(200)
    def test_partial_refunds_sum_to_what_was_earned(self, value, rounding, method, lines, earn_on):
        """Refund line by line, piece by piece: each takes some or nothing, all together exactly what was earned."""
        earned = round_points(value, rounding, method)
        credited = [0] * len(lines)

        def kept():
            states = [
                LineState(weight, D(ordered), D(ordered), D(done), D(ordered), D(0), D(ordered), D(done))
                for (weight, ordered, _pieces), done in zip(lines, credited, strict=True)
            ]
            return kept_points(earned, kept_share(states, earn_on), rounding)

        left = kept()
        self.assertEqual(left, earned, "nothing refunded yet")
        for number, (_weight, ordered, pieces) in enumerate(lines):
            for piece in [*pieces, ordered]:
                credited[number] = min(ordered, credited[number] + piece)
                now = kept()
                self.assertLessEqual(now, left)
                self.assertEqual(now % rounding, 0)
                left = now
        self.assertEqual(left, 0)
