"""Caps of clubs with coarse rounding count what members got, and rules that are gone what they were for."""

from odoo import Command
from odoo.tests import tagged

from .test_earning_orders import EarningCase


@tagged("post_install", "-at_install")
class TestCoarseRounding(EarningCase):
    def test_rounding_up_uses_the_limit_up(self):
        self.club.write({"points_rounding": 10, "points_rounding_method": "UP"})
        self.set_rules({"limit_points": 25, "limit_period": "month"})
        earned = [self.earn((self.product, 1, 4))[1] for _number in range(4)]
        self.assertEqual(earned, [10, 10, 0, 0])
        self.assertEqual(
            self.card.ledger_ids.sorted("id")[0].explanation["booked"], {str(self.club.rule_ids.id): "10.00"}
        )
        self.assertLedger(self.card)

    def test_what_rounding_down_took_is_not_counted(self):
        self.club.write({"points_rounding": 10, "points_rounding_method": "DOWN"})
        self.set_rules({"limit_points": 10, "limit_period": "month"})
        earned = [self.earn((self.product, 1, price))[1] for price in (9, 9, 12, 12)]
        self.assertEqual(earned, [0, 0, 10, 0])

    def test_rules_share_what_rounding_adds(self):
        self.club.write({"points_rounding": 10, "points_rounding_method": "UP"})
        first, second = self.set_rules({}, {"reward_point_amount": 0.5})
        self.earn((self.product, 1, 10))
        booked = self.card.ledger_ids.explanation["booked"]
        self.assertEqual(
            {key: float(points) for key, points in booked.items()}, {str(first.id): 13.33, str(second.id): 6.67}
        )


@tagged("post_install", "-at_install")
class TestDeletedRules(EarningCase):
    def setUp(self):
        super().setUp()
        self.other = self.make_product(price=200, name="Other")

    def add(self, order, product):
        return self.env["sale.order.line"].create(
            {"order_id": order.id, "product_id": product.id, "product_uom_qty": 1}
        )

    def test_a_line_that_is_added_after_its_rule_was_deleted(self):
        _base, special = self.set_rules({}, {"product_ids": [Command.set(self.other.ids)], "reward_point_amount": 2})
        order, points = self.earn((self.product, 1), (self.other, 1))
        self.assertEqual(points, 700)
        special.unlink()
        self.add(order, self.other)
        self.assertEqual(self.card.points, 1300)
        self.add(order, self.product)
        self.assertEqual(self.card.points, 1400)

    def test_the_rule_was_for_all_lines_there_were(self):
        [special] = self.set_rules({"product_ids": [Command.set(self.other.ids)]})
        order, _points = self.earn((self.other, 1))
        self.club.rule_ids = [Command.create({"reward_point_mode": "order", "reward_point_amount": 1})]
        special.unlink()
        self.add(order, self.product)
        self.assertEqual(self.card.points, 200)
        self.add(order, self.other)
        self.assertEqual(self.card.points, 400)
