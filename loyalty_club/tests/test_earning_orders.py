"""What orders earn by the rules of a club."""

from datetime import date

from odoo import Command
from odoo.tests import tagged
from odoo.tests.common import warmup

from .common import ClubCase
from .sale_events import SaleEvents


class EarningCase(SaleEvents, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product(price=100)
        cls.card = cls.make_member(cls.club)
        cls.partner = cls.card.partner_id

    def set_rules(self, *rules):
        """Give the club these rules instead; 1 point per unit of money where nothing else is said."""
        base = {"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0}
        self.club.rule_ids = [Command.clear(), *(Command.create({**base, **rule}) for rule in rules)]
        return self.club.rule_ids

    def make_tier(self, name="Gold", **values):
        return self.env["loyalty.tier"].create(
            {"program_id": self.club.id, "name": name, "min_points": 1000000, **values}
        )

    def put_into(self, card, tier):
        """By hand, so that it stays."""
        card._set_tier(tier, date(2100, 1, 1), "Test")

    def earn(self, *lines, **values):
        """Points of a confirmed order of the member."""
        order = self.make_sale(self.partner, lines or [(self.product, 1)], **values)
        return order, order.coupon_point_ids.points

    def reasons(self, order):
        return [rule["reason"] for rule in order.coupon_point_ids.club_result["rules"]]


@tagged("post_install", "-at_install")
class TestEarningOrders(EarningCase):
    def test_bonus_and_multiplier(self):
        gold = self.make_tier(point_multiplier=1.25)
        self.put_into(self.card, gold)
        self.set_rules({}, {"reward_point_mode": "order", "reward_point_amount": 50, "is_bonus": True})
        order, points = self.earn()
        self.assertEqual(points, 175)
        [entry] = self.card.ledger_ids
        self.assertEqual((entry.points, entry.qualifying_points, entry.qualifying_amount), (175, 125, 100))
        self.assertEqual(sum(map(float, entry.explanation["booked"].values())), 175)
        self.assertEqual(order.coupon_point_ids.club_result["situation"]["tier"], gold.id)
        self.assertLedger(self.card)

    def test_the_first_quotation_of_a_member_without_points_knows_the_tier(self):
        self.put_into(self.card, self.make_tier(point_multiplier=2))
        order = self.make_order(self.partner, [(self.product, 1)])
        self.assertEqual(order.coupon_point_ids.points, 200)

    def test_channels(self):
        self.set_rules({"channel_sale": False}, {"channel_pos": False, "channel_website": False})
        order, points = self.earn()
        self.assertEqual(points, 100)
        self.assertEqual(self.reasons(order), ["channel", "applied"])
        website = self.env["website"].search([], limit=1)
        order = self.make_order(self.partner, [(self.product, 1)], website_id=website.id)
        self.assertEqual(self.reasons(order), ["applied", "channel"])

    def test_days_and_hours_are_those_of_the_club(self):
        self.club.tz = "Asia/Tehran"
        self.set_rules({"date_from": "2026-03-21", "date_to": "2026-03-21"}, {"hour_from": 0, "hour_to": 1})
        with self.at("2026-03-20 20:29:00"):  # 23:59 in Tehran
            order, points = self.earn()
        self.assertEqual((points, self.reasons(order)), (0, ["too_early", "hour"]))
        with self.at("2026-03-20 20:30:00"):
            order, points = self.earn()
        self.assertEqual((points, self.reasons(order)), (200, ["applied", "applied"]))
        with self.at("2026-03-21 20:30:00"):
            order, points = self.earn()
        self.assertEqual((points, self.reasons(order)), (100, ["too_late", "applied"]))

    def test_an_item_is_worth_150_at_most_and_goes_back_with_150(self):
        self.set_rules({"max_points_per_unit": 150, "amount_step": 10})
        dear, cheap = self.make_product(price=5000), self.make_product(price=99)
        order, points = self.earn((dear, 1), (cheap, 1))
        self.assertEqual(points, 159, "150 and 9 full tens")
        invoice = self.invoice(order)
        self.credit(invoice, {order.order_line[0]: 1})
        self.assertEqual(self.card.points, 9)
        self.assertLedger(self.card)

    def test_foreign_currency(self):
        foreign = self.env["res.currency"].with_context(active_test=False).search(
            [("id", "!=", self.club.currency_id.id)], limit=1
        )  # fmt: skip
        foreign.active = True
        foreign.rate_ids.unlink()
        self.env["res.currency.rate"].create({"currency_id": foreign.id, "rate": 4, "name": "2020-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "Foreign", "currency_id": foreign.id})
        self.set_rules({"minimum_amount": 90}, {"minimum_amount": 110})
        order = self.make_sale(self.partner, [(self.product, 1, 400)], pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, foreign)
        self.assertEqual(order.coupon_point_ids.points, 100)
        self.assertEqual(self.reasons(order), ["applied", "minimum_amount"])
        self.assertEqual(self.card.ledger_ids.qualifying_amount, 100)

    def test_taxes_in_and_out(self):
        tax = self.env["account.tax"].create({"name": "10%", "amount": 10, "company_id": self.env.company.id})
        taxed = self.make_product(price=100, taxes_id=[Command.set(tax.ids)])
        self.set_rules({"amount_basis": "taxed"}, {"amount_basis": "untaxed", "is_bonus": True})
        _order, points = self.earn((taxed, 1))
        self.assertEqual(points, 210)
        self.assertEqual(self.card.ledger_ids.qualifying_points, 110)

    def test_delivery_counts_where_a_rule_says_so(self):
        delivery = self.make_product(price=7)
        self.set_rules({}, {"amount_basis": "taxed_delivery"})
        order = self.make_order(self.partner, [(self.product, 1), (delivery, 1, 7)])
        order.order_line[1].is_delivery = True
        order._update_programs_and_rewards()
        self.assertEqual(order.coupon_point_ids.points, 207)
        order.action_confirm()
        self.assertEqual(self.card.points, 207)

    def test_codes(self):
        _base, rule = self.set_rules({}, {"mode": "with_code", "code": "DOUBLE", "is_bonus": True})
        order = self.make_order(self.partner, [(self.product, 1)])
        self.assertEqual(self.reasons(order), ["applied", "code"])
        order.code_enabled_rule_ids = rule
        order._update_programs_and_rewards()
        self.assertEqual(order.coupon_point_ids.points, 200)

    def test_rounding_once_at_the_end(self):
        self.club.write({"points_rounding": 1})
        self.set_rules({"reward_point_amount": 0.005}, {"reward_point_amount": 0.005})
        _order, points = self.earn()
        self.assertEqual(points, 1)

    def test_only_the_first_purchase(self):
        self.set_rules({}, {"reward_point_mode": "order", "reward_point_amount": 500, "first_purchase_only": True})
        first, points = self.earn()
        self.assertEqual(points, 600)
        _second, points = self.earn()
        self.assertEqual(points, 100)
        first.order_line.product_uom_qty = 2
        self.assertEqual(first.coupon_point_ids.points, 700, "what was the first purchase stays it")
        self.assertLedger(self.card)

    def test_a_cancelled_purchase_was_none(self):
        self.set_rules({"first_purchase_only": True})
        first, _points = self.earn()
        first._action_cancel()
        _second, points = self.earn()
        self.assertEqual(points, 100)

    def test_two_orders_confirmed_at_once_are_not_both_the_first(self):
        self.set_rules({"first_purchase_only": True})
        orders = self.make_order(self.partner, [(self.product, 1)]) | self.make_order(self.partner, [(self.product, 1)])
        orders.action_confirm()
        self.assertEqual(orders.coupon_point_ids.mapped("points"), [100, 0])
        self.assertEqual(self.card.points, 100)
        self.assertLedger(self.card)

    def test_changed_lines_are_judged_as_confirmed(self):
        gold = self.make_tier(point_multiplier=2)
        self.set_rules({"date_to": "2026-01-31"})
        with self.at("2026-01-31 12:00:00"):
            order, points = self.earn()
        self.put_into(self.card, gold)
        with self.at("2026-02-10 12:00:00"):
            order.order_line.product_uom_qty = 3
        self.assertEqual((points, self.card.points), (100, 300))
        self.assertLedger(self.card)

    def test_a_line_that_is_removed_takes_its_points_along(self):
        self.set_rules({}, {"reward_point_mode": "unit", "reward_point_amount": 5, "is_bonus": True})
        order, points = self.earn((self.product, 2), (self.make_product(price=50), 1))
        self.assertEqual(points, 265)
        order.order_line[1].product_uom_qty = 0
        self.assertEqual(self.card.points, 210)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_points")), 200)
        self.assertLedger(self.card)

    def test_refunds_follow_what_a_line_gave(self):
        self.set_rules({"product_ids": [Command.set(self.product.ids)]})
        other = self.make_product(price=900)
        order, points = self.earn((self.product, 2), (other, 1))
        self.assertEqual(points, 200)
        invoice = self.invoice(order)
        self.credit(invoice, {order.order_line[1]: 1})
        self.assertEqual(self.card.points, 200, "the line that gave nothing takes nothing")
        self.credit(invoice, {order.order_line[0]: 1})
        self.assertEqual(self.card.points, 100)
        self.assertLedger(self.card)

    def test_members_who_did_not_join_earn_nothing(self):
        self.club.enrollment = "opt_in"
        self.card.joined_on = False
        order, _points = self.earn()
        self.assertEqual(sum(order.coupon_point_ids.mapped("points")), 0)
        self.assertFalse(self.card.ledger_ids)

    @warmup
    def test_queries_do_not_follow_the_number_of_lines(self):
        self.put_into(self.card, self.make_tier(point_multiplier=1.25))
        self.set_rules(
            {}, {"limit_points": 50, "limit_period": "month"}, {"first_purchase_only": True}, {"amount_step": 10}
        )
        products = [self.make_product(price=10 + number) for number in range(30)]
        counts = []
        for number in (2, 2, 30):
            order = self.make_order(self.partner, [(product, 1) for product in products[:number]])
            counts.append(self.count_queries(order._program_check_compute_points, self.club))
        self.assertEqual(counts[1], counts[2])
