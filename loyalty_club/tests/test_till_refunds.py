from odoo.tests import tagged

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillRefunds(TillCase):
    """Refunds take back their share; refunding everything leaves the account as it was."""

    def points(self):
        self.member.invalidate_recordset()
        return self.member.points

    def test_three_partial_refunds_add_up(self):
        self.club.rule_ids.reward_point_amount = 0.333
        order = self.sell((self.coffee, 3), (self.cake, 7))
        earned = self.points()
        self.assertEqual(earned, 19.31)
        coffee, cake = order.lines
        self.refund(order, {coffee: 1})
        self.assertEqual(self.points(), 15.98)
        self.refund(order, {coffee: 1, cake: 3})
        self.refund(order, {coffee: 1, cake: 4})
        self.assertEqual(self.points(), 0.0)
        self.assertEqual(sum(self.member.ledger_ids.mapped("qualifying_amount")), 0.0)
        self.assertEqual(sum(self.member.ledger_ids.mapped("qualifying_orders")), 0)
        self.assertLedger(self.member)

    def test_refund_sent_twice_and_confirmed(self):
        order = self.sell((self.coffee, 3))
        [line] = order.lines
        refund = self.ring(self.line(self.coffee, -2, refunded_orderline_id=line.id), is_refund=True)
        refunded = self.send(refund)
        self.send(refund)
        self.confirm(refunded, -20.0, self.member.id)
        self.assertEntries(self.member, [("accrual", "posted", 30.0), ("reversal", "posted", -20.0)])

    def test_another_session(self):
        order = self.sell((self.coffee, 3))
        self.pos_session.post_closing_cash_details(30.0)
        self.pos_session.close_session_from_ui()
        self.open_new_session()
        self.refund(order, {order.lines: 1})
        self.assertEqual(self.points(), 20.0)

    def test_refund_without_naming_the_member(self):
        order = self.sell((self.coffee, 3))
        self.refund(order, partner=False)
        self.assertEqual(self.points(), 0.0)

    def test_refund_in_the_name_of_another(self):
        order = self.sell((self.coffee, 3))
        other = self.make_member(self.club, 100, name="Other")
        self.refund(order, partner=other.partner_id)
        self.assertEqual((self.points(), other.points), (0.0, 100.0))

    def test_arrears(self):
        order = self.sell((self.coffee, 3))
        self.member._post_points(-30, "redemption")
        preview = self.preview(order, {order.lines: 3})
        self.assertEqual(preview, [{"taken_back": 30.0, "given_back": 0.0, "uncovered": 30.0, "policy": "arrears"}])
        self.refund(order)
        self.assertEqual(self.points(), -30.0)
        self.assertEqual(self.member.ledger_ids.filtered("uncovered").arrears_cause, "refund")

    def test_within_balance(self):
        self.club.debit_policy = "within_balance"
        order = self.sell((self.coffee, 3))
        self.member._post_points(-20, "redemption")
        [preview] = self.preview(order, {order.lines: 3})
        self.assertEqual((preview["taken_back"], preview["uncovered"]), (30.0, 20.0))
        self.refund(order)
        self.assertEqual(self.points(), 0.0)
        self.assertLedger(self.member)

    def test_reward_is_given_back(self):
        self.member._post_points(150, "accrual", expires_on=None)
        order = self.sell((self.coffee, 3), self.reward_line(self.club.reward_ids, 10.0, coupon_id=self.member.id))
        goods, reward = order.lines
        [preview] = self.preview(order, {goods: 3, reward: 1})
        self.assertEqual((preview["taken_back"], preview["given_back"], preview["uncovered"]), (30.0, 100.0, 0.0))
        self.refund(order, {goods: 3})
        self.assertEqual(self.points(), 50.0)
        self.refund(order, {reward: 1})
        self.assertEqual(self.points(), 150.0)

    def test_preview_changes_nothing(self):
        order = self.sell((self.coffee, 3))
        [preview] = self.preview(order, {order.lines: 1})
        self.assertEqual(preview["taken_back"], 10.0)
        self.assertEntries(self.member, [("accrual", "posted", 30.0)])
        self.refund(order, {order.lines: 1})
        [preview] = self.preview(order, {order.lines: 2})
        self.assertEqual(preview["taken_back"], 20.0)

    def preview(self, order, quantities):
        values = {str(line.id): qty for line, qty in quantities.items()}
        clubs = self.env["pos.order"].with_user(self.cashier).get_club_refund(order.id, values)
        self.assertTrue(all(club.pop("program_id") == self.club.id for club in clubs))
        return clubs

    def test_preview_reads_nonsense(self):
        order = self.sell((self.coffee, 3))
        other = self.sell((self.coffee, 1))
        nonsense = {"x": 1, "-1": 5, str(order.lines.id): float("inf"), str(other.lines.id): 1}
        call = self.env["pos.order"].with_user(self.cashier).get_club_refund
        self.assertEqual(call(order.id, nonsense), [])
        self.assertEqual(call(order.id, {str(order.lines.id): -3}), [])

    def test_more_than_was_bought(self):
        """A forged refund of more pieces than were bought takes no more than was earned."""
        order = self.sell((self.coffee, 3))
        self.refund(order, {order.lines: 30})
        self.assertEqual(self.points(), 0.0)

    def test_positive_refund_line_gives_nothing(self):
        order = self.sell((self.coffee, 3))
        self.refund(order, {order.lines: -30})
        self.assertEqual(self.points(), 30.0)

    def test_rules_changed_between(self):
        order = self.sell((self.coffee, 3))
        self.club.rule_ids.reward_point_amount = 7
        self.refund(order, {order.lines: 1})
        self.assertEqual(self.points(), 20.0)

    def test_archived_club(self):
        order = self.sell((self.coffee, 3))
        self.club.active = False
        self.refund(order, {order.lines: 1})
        self.assertEqual(self.points(), 20.0)

    def test_suspended_member(self):
        order = self.sell((self.coffee, 3))
        self.member.membership_state = "suspended"
        self.refund(order, {order.lines: 1})
        self.assertEqual(self.points(), 20.0)
        self.sell((self.coffee, 3))
        self.assertEqual(self.points(), 20.0)

    def test_merged_member(self):
        order = self.sell((self.coffee, 3))
        survivor = self.make_member(self.club, 5, name="Survivor")
        self.member._merge_into(survivor)
        self.refund(order)
        self.assertEqual(survivor.points, 5.0)
        self.assertLedger(survivor)

    def test_from_the_back_office(self):
        order = self.sell((self.coffee, 3))
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        self.assertEqual(self.points(), 30.0)
        pay = {"active_ids": refund.ids, "active_id": refund.id}
        wizard = self.env["pos.make.payment"].with_context(**pay)
        wizard.create({"payment_method_id": self.cash_pm1.id, "amount": refund.amount_total}).check()
        self.assertEqual(refund.state, "paid")
        self.assertEqual(self.points(), 0.0)

    def test_refund_of_invoiced_order(self):
        order = self.sell((self.coffee, 3), to_invoice=True)
        self.assertTrue(order.account_move)
        self.assertEqual(self.points(), 30.0)
        self.refund(order, to_invoice=True)
        self.assertEqual(self.points(), 0.0)
        self.assertLedger(self.member)

    def test_held_points(self):
        self.club.hold_days = 14
        order = self.sell((self.coffee, 3))
        self.assertEqual((self.points(), self.member.pending_points), (0.0, 30.0))
        [preview] = self.preview(order, {order.lines: 1})
        self.assertEqual((preview["taken_back"], preview["uncovered"]), (10.0, 0.0))
        self.refund(order, {order.lines: 1})
        self.member.invalidate_recordset()
        self.assertEqual((self.member.points, self.member.pending_points), (0.0, 20.0))
