from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.book import Allocation, Book, Debt, Lot, Overdraw, Part, Taken
from .property import amounts, examples

D = Decimal
TODAY = date(2026, 6, 15)
GRACE = date(2026, 7, 15)


def _day(number):
    return TODAY + timedelta(number)


def _parts(book, debit, lots):
    """What ``debit`` took, as the raw material of its undo."""
    known = {lot.ref: lot for lot in lots}
    return [
        Part(made.credit, debit, made.points, known[made.credit].expires_on, known[made.credit].earned_at)
        for made in book.allocations
        if made.debit == debit
    ]


class TestBook(BaseCase):
    def left(self, book):
        return {ref: lot.remaining for ref, lot in book.lots.items() if lot.remaining}

    def owed(self, book):
        return {ref: debt.uncovered for ref, debt in book.debts.items() if debt.uncovered}

    # --- spending ---

    def test_spending_takes_what_expires_first_then_the_oldest_and_what_never_expires_last(self):
        moments = [datetime(2026, 1, day) for day in (1, 2, 3)]
        lots = [
            Lot(1, D(10), None, moments[0]),
            Lot(2, D(10), _day(30), moments[1]),
            Lot(3, D(10), _day(10), moments[2]),
            Lot(4, D(10), _day(30), moments[0]),
            Lot(5, D(10), _day(30), moments[0]),
        ]
        book = Book(lots)
        book.debit(9, D(45))
        self.assertEqual([made.credit for made in book.allocations], [3, 4, 5, 2, 1])
        self.assertEqual([made.points for made in book.allocations], [10, 10, 10, 10, 5])
        self.assertEqual(self.left(book), {1: 5})

    def test_credits_booked_together_are_spent_in_their_order(self):
        book = Book()
        for number in range(1, 13):
            book.credit(-number, D(1), _day(5), datetime(2026, 1, 1))
        book.debit(-13, D(12))
        self.assertEqual([made.credit for made in book.allocations], [-number for number in range(1, 13)])

    def test_more_than_there_is_is_refused_and_nothing_is_booked(self):
        book = Book([Lot(1, D(30))])
        with self.assertRaises(Overdraw) as caught:
            book.debit(2, D("30.01"))
        self.assertEqual(caught.exception.available, 30)
        self.assertEqual((book.balance, book.allocations), (30, []))

    def test_reserved_points_are_not_available(self):
        book = Book([Lot(1, D(30))])
        with self.assertRaises(Overdraw) as caught:
            book.debit(2, D(11), reserved=D(20))
        self.assertEqual(caught.exception.available, 10)
        book.debit(2, D(10), reserved=D(20))
        self.assertEqual(book.balance, 20)

    def test_available_is_never_below_zero(self):
        for book in (Book([], [Debt(1, D(5))]), Book([Lot(1, D(5))])):
            with self.assertRaises(Overdraw) as caught:
                book.debit(2, D(1), reserved=D(10))
            self.assertEqual(caught.exception.available, 0)

    def test_overdraw_leaves_a_debt_that_the_next_credits_repay_oldest_first(self):
        book = Book([Lot(1, D(30))])
        book.debit(2, D(50), may_overdraw=True)
        book.debit(3, D(10), may_overdraw=True)
        self.assertEqual((self.owed(book), book.balance), ({2: 20, 3: 10}, -30))
        book.credit(4, D(25))
        self.assertEqual((self.owed(book), self.left(book)), ({3: 5}, {}))
        book.credit(5, D(25))
        self.assertEqual((self.owed(book), self.left(book), book.balance), ({}, {5: 20}, 20))

    # --- taking back what was earned ---

    def test_taking_back_starts_with_that_credit(self):
        book = Book([Lot(1, D(50), _day(1)), Lot(2, D(100), _day(90))])
        self.assertEqual(book.take_back(3, D(100), 2), Taken(D(100), D(0)))
        self.assertEqual(self.left(book), {1: 50})

    def test_taking_back_follows_a_credit_that_moved(self):
        book = Book([Lot(1, D(50), _day(1)), Lot(7, D(100), _day(90), root=2)])
        book.take_back(8, D(100), 2)
        self.assertEqual(self.left(book), {1: 50})

    def test_what_is_missing_is_taken_as_spending_does(self):
        book = Book([Lot(1, D(50), _day(1)), Lot(2, D(40), _day(90)), Lot(3, D(50), _day(2))])
        book.take_back(4, D(100), 2)
        self.assertEqual([made.credit for made in book.allocations], [2, 1, 3])
        self.assertEqual(self.left(book), {3: 40})

    def test_what_had_expired_counts_as_taken_back(self):
        book = Book([Lot(1, D(50)), Lot(2, D(10))])
        self.assertEqual(book.take_back(3, D(100), 2, expired=D(70)), Taken(D(30), D(70)))
        self.assertEqual((self.left(book), self.owed(book)), ({1: 30}, {}))

    def test_the_rest_is_owed_or_forgiven(self):
        book = Book([Lot(1, D(10))])
        self.assertEqual(book.take_back(2, D(25), 1), Taken(D(25), D(0)))
        self.assertEqual(book.balance, -15)
        book = Book([Lot(1, D(10))])
        self.assertEqual(book.take_back(2, D(25), 1, arrears=False), Taken(D(10), D(15)))
        self.assertEqual(book.balance, 0)

    # --- giving back what was spent ---

    def give_back(self, book, points, parts, root=9):
        return book.give_back(D(points), parts, root, today=TODAY, grace=GRACE)

    def test_last_taken_first_given_back(self):
        parts = [Part(1, 9, D(30), _day(1)), Part(2, 9, D(20), _day(60))]
        book = Book([Lot(2, D(5), _day(60))])
        self.assertEqual(self.give_back(book, 35, parts), {})
        self.assertEqual(self.left(book), {2: 25, 1: 15})
        self.assertEqual(book.allocations, [Allocation(2, 9, D(-20)), Allocation(1, 9, D(-15))])

    def test_what_expired_meanwhile_comes_back_for_some_days(self):
        parts = [Part(1, 9, D(30), _day(-1)), Part(2, 9, D(20), TODAY)]
        book = Book()
        self.assertEqual(self.give_back(book, 50, parts), {GRACE: 30})
        self.assertEqual(self.left(book), {2: 20})

    def test_points_of_a_merged_account_come_back_with_their_own_day(self):
        parts = [
            Part(1, 9, D(30), _day(3), foreign=True),
            Part(2, 9, D(20), None, foreign=True),
            Part(3, 9, D(5), _day(-3), foreign=True),
        ]
        book = Book()
        self.assertEqual(self.give_back(book, 55, parts), {_day(3): 30, None: 20, GRACE: 5})
        self.assertEqual(book.allocations, [])

    def test_what_is_not_covered_yet_is_cancelled_first(self):
        book = Book([], [Debt(9, D(40)), Debt(10, D(5))])
        self.assertEqual(self.give_back(book, 60, [Part(1, 9, D(20))]), {})
        self.assertEqual((self.owed(book), self.left(book)), ({}, {1: 15}))

    def test_a_debt_that_moved_is_cancelled_too(self):
        book = Book([], [Debt(12, D(40), root=9)])
        self.assertEqual(self.give_back(book, 40, []), {})
        self.assertEqual(self.owed(book), {})

    def test_what_nobody_knows_about_comes_back_for_some_days(self):
        self.assertEqual(self.give_back(Book(), 10, []), {GRACE: 10})


LOTS = st.lists(st.tuples(amounts(), st.none() | st.integers(0, 5), st.integers(0, 3)), max_size=6)
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["credit", "debit", "overdraw", "take_back", "forgive", "give_back"]), amounts()),
    max_size=12,
)


class TestBookProperties(BaseCase):
    def book(self, lots):
        return [
            Lot(number, points, day if day is None else _day(day), datetime(2026, 1, 1 + age))
            for number, (points, day, age) in enumerate(lots, 1)
        ]

    @given(LOTS, amounts(0.01, 2000), amounts(0, 100))
    @examples(150)
    def test_spending_follows_the_turn_and_never_overdraws(self, lots, points, reserved):
        lots = self.book(lots)
        book = Book(lots)
        before = book.balance
        try:
            book.debit(99, points, reserved=reserved)
        except Overdraw as refused:
            self.assertGreater(points, refused.available)
            self.assertEqual((book.balance, book.allocations), (before, []))
            return
        self.assertEqual(book.balance, before - points)
        self.assertGreaterEqual(book.balance, reserved if reserved <= before else 0)
        known = {lot.ref: lot for lot in lots}
        order = sorted(lots, key=lambda lot: (lot.expires_on is None, lot.expires_on or TODAY, lot.earned_at, lot.ref))
        spent = [made.credit for made in book.allocations]
        self.assertEqual(spent, [lot.ref for lot in order][: len(spent)])
        for made in book.allocations[:-1]:
            self.assertEqual(made.points, known[made.credit].remaining, "a credit is used up before the next")

    @given(LOTS, amounts(0.01, 2000), st.lists(amounts(), max_size=4))
    @examples(150)
    def test_undoing_a_spending_in_pieces_restores_every_credit(self, lots, points, pieces):
        lots = self.book(lots)
        book = Book(lots)
        book.debit(99, points, may_overdraw=True)
        parts, left = _parts(book, 99, lots), points
        for piece in [*pieces, points]:
            piece = min(piece, left)
            made = len(book.allocations)
            fresh = book.give_back(piece, parts, 99, today=TODAY, grace=GRACE)
            self.assertEqual(fresh, {})
            left -= piece
            parts = self.less(parts, book.allocations[made:])
        self.assertEqual(book.lots, {lot.ref: lot for lot in lots})
        self.assertEqual(book.arrears, 0)
        self.assertFalse([made for made in book.allocations if not made.points])

    @staticmethod
    def less(parts, allocations):
        given = {made.credit: -made.points for made in allocations}
        return [Part(**{**part.__dict__, "points": part.points - given.get(part.credit, 0)}) for part in parts]

    @given(OPERATIONS)
    @examples(150)
    def test_whatever_happens_the_balance_is_what_is_left_less_what_is_owed(self, operations):
        book, balance = Book(), D(0)
        for number, (what, points) in enumerate(operations, 1):
            balance += self.apply(book, what, number, points)
            self.assertEqual(book.balance, balance)
            self.assertEqual(book.balance, book.credit_left - book.arrears)
            self.assertTrue(not book.credit_left or not book.arrears, "never points left beside a debt")
            self.assertTrue(all(lot.remaining >= 0 for lot in book.lots.values()))
            self.assertTrue(all(debt.uncovered >= 0 for debt in book.debts.values()))

    def apply(self, book, what, number, points):
        """Do one thing to the book; return by how much the balance must change."""
        oldest = next(iter(book.lots), 0)
        if what == "credit":
            book.credit(number, points, _day(number))
            return points
        if what in ("take_back", "forgive"):
            taken = book.take_back(number, points, oldest, expired=points / 4, arrears=what == "take_back")
            self.assertEqual(taken.points + taken.forgiven, points)
            return -taken.points
        if what == "give_back":
            debt = next((made.debit for made in book.allocations if made.points > 0), 0)
            fresh = book.give_back(points, [], debt, today=TODAY, grace=GRACE)
            for day, share in fresh.items():
                book.credit(number, share, day)
            return points
        try:
            book.debit(number, points, may_overdraw=what == "overdraw")
        except Overdraw:
            return 0
        return -points
