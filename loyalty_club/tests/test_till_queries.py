from odoo.tests import tagged

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillQueries(TillCase):
    """Booking costs the same for one line and for many, for the first order of a member and for the hundredth."""

    def setUp(self):
        super().setUp()
        for _number in range(2):  # what is cached for good
            self.queries((self.coffee, 1))

    def queries(self, *lines, **values):
        """Queries that booking a paid order takes."""
        sent = self.ring(*lines, state="draft", **values)
        order = self.send({**sent, "payment_ids": []})
        payment = {"amount": order.amount_total, "payment_method_id": self.cash_pm1.id}
        order.write({"state": "paid", "payment_ids": [(0, 0, payment)]})
        return self.count_queries(order._book_points)

    def test_lines(self):
        few = self.queries((self.coffee, 1))
        many = self.queries(*[(self.coffee, 1), (self.cake, 2)] * 10)
        self.assertEqual(few, many)

    def test_history_of_the_member(self):
        first = self.queries((self.coffee, 1))
        for _number in range(8):
            self.sell((self.coffee, 1))
        self.assertEqual(self.queries((self.coffee, 1)), first)

    def test_at_most(self):
        """What the whole of stock takes is compared in the benchmark ``pos_sync``; this holds what it was made for."""
        self.assertLessEqual(self.queries((self.coffee, 1)), 26)

    def test_repeated(self):
        """A booked order is looked at once more: what it has and what it should have, nothing is written."""
        order = self.sell((self.coffee, 1))
        self.env.invalidate_all()
        with self.assertQueryCount(10):
            order._book_points()
