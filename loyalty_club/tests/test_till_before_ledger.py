"""Orders that tills took before the module was installed: what stock had booked for them is in the opening entries."""

from odoo.tests import tagged

from ..hooks import post_init_hook, pre_init_hook
from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillBeforeLedger(TillCase):
    def points(self):
        self.member.invalidate_recordset()
        return self.member.points

    def install(self, points=None):
        """The tables as stock leaves them (one net number for each order and card), then the hooks."""
        self.env.flush_all()
        for statement in (
            "DELETE FROM loyalty_ledger_allocation",
            "DELETE FROM loyalty_ledger_entry",
            "UPDATE loyalty_card SET joined_on = NULL",
            "UPDATE pos_order SET club_results = NULL",
            "UPDATE loyalty_history SET issued = GREATEST(issued - used, 0), used = GREATEST(used - issued, 0)",
        ):
            self.env.cr.execute(statement)
        if points is not None:
            self.env.cr.execute("UPDATE loyalty_card SET points = %s WHERE id = %s", [points, self.member.id])
        self.env.invalidate_all()
        pre_init_hook(self.env)
        post_init_hook(self.env)
        self.env.invalidate_all()

    def sell_with_reward(self):
        self.member._post_points(150, "accrual", expires_on=None)
        return self.sell((self.coffee, 3), self.reward_line(self.club.reward_ids, 10.0, coupon_id=self.member.id))

    def preview(self, order, quantities):
        values = {str(line.id): qty for line, qty in quantities.items()}
        [found] = self.env["pos.order"].with_user(self.cashier).get_club_refund(order.id, values)
        return found["taken_back"], found["given_back"], found["uncovered"]

    def test_a_refund_takes_back_its_share(self):
        order = self.sell((self.coffee, 3))
        self.install()
        self.assertEntries(self.member, [("opening", "posted", 30.0)])
        self.assertEqual(self.preview(order, {order.lines: 1}), (10.0, 0.0, 0.0))
        self.refund(order, {order.lines: 1})
        self.assertEqual(self.points(), 20.0)
        self.refund(order, {order.lines: 2})
        self.assertEqual(self.points(), 0.0)
        self.assertEqual(sum(self.member.ledger_ids.mapped("qualifying_amount")), 0.0, "it never counted for a tier")
        self.assertLedger(self.member)

    def test_lines_count_by_what_they_cost(self):
        order = self.sell((self.coffee, 3), (self.cake, 5))
        self.install()
        self.refund(order, {order.lines[1]: 5})
        self.assertEqual(self.points(), 30.0)

    def test_rewards_are_given_back(self):
        order = self.sell_with_reward()
        self.assertEqual(self.points(), 80.0)
        self.install()
        goods, reward = order.lines
        self.assertEqual(self.preview(order, {goods: 3, reward: 1}), (30.0, 100.0, 0.0))
        self.refund(order, {reward: 1})
        self.assertEqual(self.points(), 180.0)
        self.refund(order, {goods: 3})
        self.assertEqual(self.points(), 150.0)
        self.assertLedger(self.member)

    def test_budgets_did_not_count_it(self):
        order = self.sell_with_reward()
        self.install()
        self.club.reward_ids.budget_count = 5
        self.refund(order, {order.lines[0]: 1})
        self.assertEqual(self.club.reward_ids.used_count, 0)

    def test_what_was_refunded_before_stays(self):
        """Stock left the points alone; only what is refunded from now on is taken back."""
        order = self.sell((self.coffee, 3))
        self.refund(order, {order.lines: 1})
        self.install(points=30.0)
        self.assertEqual(self.preview(order, {order.lines: 2}), (20.0, 0.0, 0.0))
        self.refund(order, {order.lines: 2})
        self.assertEqual(self.points(), 10.0)

    def test_nothing_books_it_again(self):
        order = self.sell((self.coffee, 3))
        self.install()
        self.assertFalse(self.env["pos.order"]._get_missing(self.pos_session))
        self.pos_session.post_closing_cash_details(30.0)
        self.pos_session.close_session_from_ui()
        self.confirm(order, 30.0, self.member.id)
        order._book_points()
        self.assertEntries(self.member, [("opening", "posted", 30.0)])

    def test_spent_meanwhile(self):
        order = self.sell((self.coffee, 3))
        self.install()
        self.member._post_points(-25, "redemption")
        self.assertEqual(self.preview(order, {order.lines: 3}), (30.0, 0.0, 25.0))
        self.refund(order)
        self.assertEqual(self.points(), -25.0)

    def test_later_clubs_and_settings_change_nothing(self):
        order = self.sell((self.coffee, 3))
        self.install()
        self.club.earn_on = "delivery"
        self.club.rule_ids.reward_point_amount = 7
        self.refund(order, {order.lines: 1})
        self.assertEqual(self.points(), 20.0)

    def test_merged_since(self):
        order = self.sell((self.coffee, 3))
        self.install()
        survivor = self.make_member(self.club, 5, name="Survivor")
        self.member._merge_into(survivor)
        self.refund(order)
        self.assertEqual(survivor.points, 5.0)
        self.assertLedger(survivor)

    def test_credit_note(self):
        order = self.sell((self.coffee, 3), to_invoice=True)
        self.install()
        note = order.account_move._reverse_moves([{}])
        note.action_post()
        self.assertEqual(self.points(), 0.0)
