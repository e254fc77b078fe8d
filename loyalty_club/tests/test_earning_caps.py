"""Caps per member and period: they read what the ledger says was given, less what was taken back."""

from odoo.tests import tagged

from .test_earning_orders import EarningCase


@tagged("post_install", "-at_install")
class TestCaps(EarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.club.rule_ids
        cls.rule.write({"limit_points": 150, "limit_period": "month"})

    def test_what_is_left_of_a_month(self):
        with self.at("2026-01-10 12:00:00"):
            self.assertEqual(self.earn()[1], 100)
            order, points = self.earn()
            self.assertEqual((points, self.reasons(order)), (50, ["applied"]))
            order, points = self.earn()
            self.assertEqual((points, self.reasons(order)), (0, ["limit"]))
        with self.at("2026-02-01 00:00:00"):
            self.assertEqual(self.earn()[1], 100)
        self.assertEqual(self.card.points, 250)
        self.assertLedger(self.card)

    def test_a_month_ends_where_the_club_is(self):
        self.club.tz = "Asia/Tehran"
        with self.at("2026-01-31 20:00:00"):
            self.assertEqual(self.earn((self.product, 2))[1], 150)
            self.assertEqual(self.earn()[1], 0)
        with self.at("2026-01-31 20:30:00"):
            self.assertEqual([self.earn()[1], self.earn()[1]], [100, 50])

    def test_a_refund_gives_the_room_back(self):
        first, _points = self.earn((self.product, 2))
        self.credit(self.invoice(first), {first.order_line: 1})
        self.assertEqual(self.card.points, 75)
        self.assertEqual(self.earn()[1], 75)
        self.assertEqual(self.earn()[1], 0)
        self.assertLedger(self.card)

    def test_a_cancelled_order_gives_the_room_back(self):
        order, _points = self.earn((self.product, 2))
        order._action_cancel()
        self.assertEqual(self.earn()[1], 100)

    def test_what_a_manager_reverses_gives_room_back(self):
        self.earn((self.product, 2))
        entry = self.card.ledger_ids
        reversal = entry._reverse(60)
        self.assertEqual(reversal.explanation, {"booked": {str(self.rule.id): "-60.00"}})
        self.assertEqual(self.earn()[1], 60)
        reversal._reverse()
        self.assertEqual(self.earn()[1], 0)

    def test_a_changed_order_keeps_its_own_room(self):
        order, _points = self.earn()
        self.earn((self.product, 1, 20))
        order.order_line.product_uom_qty = 5
        self.assertEqual(self.card.points, 150)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.card.points, 120)
        self.assertEqual(self.earn()[1], 30)
        self.assertLedger(self.card)

    def test_two_orders_confirmed_at_once_share_it(self):
        orders = self.make_order(self.partner, [(self.product, 1)]) | self.make_order(self.partner, [(self.product, 1)])
        self.assertEqual(orders.coupon_point_ids.mapped("points"), [100, 100])
        orders.action_confirm()
        self.assertEqual(self.card.points, 150)
        self.assertEqual(sorted(orders.coupon_point_ids.mapped("points")), [50, 100])
        self.assertLedger(self.card)

    def test_paying_two_of_them_at_once_changes_nothing(self):
        first, second = self.earn()[0], self.earn()[0]
        (first | second)._sync_club_orders()
        self.assertEqual(first.coupon_point_ids.points, 100)
        self.assertEqual(self.card.points, 150)

    def test_other_members_and_other_rules_have_their_own(self):
        other = self.make_member(self.club)
        self.earn((self.product, 2))
        self.assertEqual(self.make_sale(other.partner_id, [(self.product, 1)]).coupon_point_ids.points, 100)
        self.club.rule_ids = [(0, 0, {"reward_point_mode": "order", "reward_point_amount": 7, "limit_points": 10})]
        self.assertEqual([self.earn()[1] for _number in range(3)], [7, 3, 0])

    def test_a_merged_account_remembers(self):
        self.earn((self.product, 2))
        target = self.make_member(self.club)
        self.card._merge_into(target)
        self.assertEqual(self.make_sale(target.partner_id, [(self.product, 1)]).coupon_point_ids.points, 0)

    def test_pending_points_count(self):
        self.club.hold_days = 14
        self.earn((self.product, 2))
        self.assertEqual(self.card.pending_points, 150)
        self.assertEqual(self.earn()[1], 0)

    def test_a_draft_takes_no_room(self):
        self.make_order(self.partner, [(self.product, 2)])
        self.assertEqual(self.earn()[1], 100)
