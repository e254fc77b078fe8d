"""Orders long after their confirmation: rules that changed meanwhile, late payments, caps of past months."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_earning_orders import EarningCase

BONUS = {"reward_point_mode": "order", "reward_point_amount": 50, "is_bonus": True}


@tagged("post_install", "-at_install")
class TestRulesThatChanged(EarningCase):
    def test_a_rule_that_was_archived_still_holds_for_what_it_gave(self):
        _base, bonus = self.set_rules({}, BONUS)
        order, points = self.earn((self.product, 2))
        self.assertEqual(points, 250)
        bonus.active = False
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.card.points, 150)
        self.assertLedger(self.card)

    def test_a_rule_that_was_deleted_still_holds_for_what_it_gave(self):
        _base, bonus = self.set_rules({}, BONUS)
        order, _points = self.earn((self.product, 2))
        bonus.unlink()
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.card.points, 150)

    def test_rules_that_came_later_or_were_changed_do_not_count(self):
        [base] = self.set_rules({})
        order, _points = self.earn((self.product, 2))
        base.reward_point_amount = 5
        self.club.rule_ids = [Command.create(BONUS)]
        order.order_line.product_uom_qty = 3
        self.assertEqual(self.card.points, 300)

    def test_noting_a_delivery_changes_nothing(self):
        [base] = self.set_rules({})
        order, _points = self.earn((self.product, 2))
        base.reward_point_amount = 5
        order.order_line.qty_delivered = 2
        self.assertEqual(self.card.points, 200)

    def test_a_member_who_is_suspended_does_not_keep_what_was_never_bought(self):
        order, _points = self.earn((self.product, 10))
        self.card.membership_state = "suspended"
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.card.points, 100)
        order.order_line.product_uom_qty = 5
        self.assertEqual(self.card.points, 100)
        self.assertLedger(self.card)

    def test_a_rule_for_an_archived_tier_is_for_nobody(self):
        gold = self.make_tier()
        self.set_rules({}, {**BONUS, "tier_ids": [Command.set(gold.ids)]})
        gold.active = False
        order, points = self.earn()
        self.assertEqual((points, self.reasons(order)), (100, ["applied", "tier"]))

    def test_a_rule_for_an_archived_payment_method_is_not_for_all(self):
        method = self.env["payment.method"].create({"name": "Wallet", "code": "club_wallet", "active": True})
        self.set_rules({}, {**BONUS, "payment_method_ids": [Command.set(method.ids)]})
        method.active = False
        self.assertEqual(self.earn()[1], 100)

    def test_a_club_with_rules_for_tiers_can_be_duplicated(self):
        gold = self.make_tier()
        self.set_rules({}, {**BONUS, "tier_ids": [Command.set(gold.ids)]})
        copy = self.club.copy()
        self.assertEqual(len(copy.rule_ids), 2)
        self.assertTrue(copy.rule_ids[1].tier_ids.program_id <= copy)

    def test_when_points_are_earned_is_not_changed_for_orders_of_before(self):
        order, _points = self.earn((self.product, 2))
        self.club.earn_on = "invoice_paid"
        invoice = self.invoice(order)
        self.assertEqual(self.card.points, 200)
        self.credit(invoice, {order.order_line: 1})
        self.assertEqual(self.card.points, 100)
        self.assertLedger(self.card)

    def test_a_shared_account_is_judged_as_confirmed(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        card = self.make_member(self.club, partner_id=company.id)
        order = self.make_sale(contact, [(self.product, 1)])
        self.assertEqual(card.points, 100)
        self.put_into(card, self.make_tier(point_multiplier=2))
        order._update_programs_and_rewards()
        order._sync_club_orders()
        self.assertEqual(card.points, 100)
        self.assertLedger(card)

    def test_salespeople_sell_to_members_who_share_an_account(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        card = self.make_member(self.club, partner_id=company.id)
        order = self.make_order(contact, [(self.product, 1)])
        user = self.make_user("salesperson")
        order.user_id = user
        order = order.with_user(user)
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertEqual(card.points, 100)

    def test_salespeople_do_not_write_points(self):
        order, _points = self.earn()
        user = self.make_user("sales_manager")
        line = order.coupon_point_ids.with_user(user)
        for values in ({"points": 5000.0}, {"club_result": {}}, {"coupon_id": self.make_member(self.club).id}):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                line.write(values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            order.with_user(user).coupon_point_ids = [Command.update(line.id, {"points": 5000.0})]
        quotation = self.make_order(self.make_partner(), [(self.product, 1)])
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            quotation.with_user(user).coupon_point_ids = [Command.create({"coupon_id": self.card.id, "points": 5000.0})]
        other = self.make_member(self.club)
        sale = self.make_order(other.partner_id, [(self.product, 1)]).with_user(user)
        sale.order_line.product_uom_qty = 2
        sale.action_confirm()
        sale.order_line.product_uom_qty = 3
        self.assertEqual((self.card.points, other.points), (100, 300))

    def test_money_is_worth_what_it_is_on_the_day_of_the_purchase(self):
        foreign = self.env["res.currency"].with_context(active_test=False).search(
            [("id", "!=", self.club.currency_id.id)], limit=1
        )  # fmt: skip
        foreign.active = True
        foreign.rate_ids.unlink()
        Rate = self.env["res.currency.rate"]
        Rate.create({"currency_id": foreign.id, "rate": 4, "name": "2026-01-01"})
        Rate.create({"currency_id": foreign.id, "rate": 2, "name": "2026-02-01"})
        pricelist = self.env["product.pricelist"].create({"name": "Foreign", "currency_id": foreign.id})
        with self.at("2026-01-10 12:00:00"):
            order = self.make_order(self.partner, [(self.product, 1, 400)], pricelist_id=pricelist.id)
            self.assertEqual(order.coupon_point_ids.points, 100)
        with self.at("2026-02-10 12:00:00"):
            order.action_confirm()
        self.assertEqual(self.card.points, 200)
        self.assertEqual(self.card.ledger_ids.qualifying_amount, 200)
        with self.at("2026-03-10 12:00:00"):
            order.order_line.price_unit = 800
        self.assertEqual(self.card.points, 400)

    def test_a_quotation_for_another_customer_is_judged_by_that_one(self):
        self.put_into(self.card, self.make_tier(point_multiplier=2))
        self.card._post_points(10, "accrual")
        other = self.make_member(self.club)
        order = self.make_order(self.partner, [(self.product, 1)])
        order.partner_id = other.partner_id
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertEqual((self.card.points, other.points), (10, 100))


@tagged("post_install", "-at_install")
class TestLatePayments(EarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.earn_on = "invoice_paid"

    def paid(self, order, quantities=None):
        self.pay(self.invoice(order, quantities))

    def test_a_cap_holds_for_orders_that_were_confirmed_before_any_was_paid(self):
        self.set_rules({"limit_points": 150, "limit_period": "month"})
        orders = [self.earn()[0] for _number in range(3)]
        for order in orders:
            self.paid(order)
        self.assertEqual(self.card.points, 150)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_points")), 150)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_orders")), 3)
        self.assertLedger(self.card)

    def test_a_cap_holds_for_partial_payments(self):
        self.set_rules({"limit_points": 150})
        first = self.earn((self.product, 4))[0]
        self.paid(first, {first.order_line: 2})
        self.assertEqual(self.card.points, 75)
        second = self.earn()[0]
        self.paid(second)
        self.assertEqual(self.card.points, 150)
        self.paid(first)
        self.assertEqual(self.card.points, 150)
        self.assertLedger(self.card)

    def test_only_the_first_that_is_paid_is_the_first(self):
        self.set_rules({}, {**BONUS, "first_purchase_only": True})
        first, second = self.earn()[0], self.earn()[0]
        self.paid(second)
        self.assertEqual(self.card.points, 150)
        self.paid(first)
        self.assertEqual(self.card.points, 250)
        self.assertLedger(self.card)

    def test_a_bonus_does_not_qualify_when_it_is_paid_in_parts(self):
        self.set_rules({}, BONUS)
        order = self.earn((self.product, 2))[0]
        self.paid(order, {order.order_line: 1})
        self.assertEqual((self.card.points, self.card.ledger_ids.qualifying_points), (125, 100))
        self.paid(order)
        self.assertEqual(self.card.points, 250)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_points")), 200)
        self.assertLedger(self.card)


@tagged("post_install", "-at_install")
class TestCapsOfPastMonths(EarningCase):
    def test_points_count_for_the_month_of_their_purchase(self):
        self.set_rules({"limit_points": 150, "limit_period": "month"})
        with self.at("2026-01-10 12:00:00"):
            first = self.earn((self.product, 1, 10))[0]
            second = self.earn((self.product, 1, 10))[0]
        with self.at("2026-02-10 12:00:00"):
            first.order_line.price_unit = 1000
            self.assertEqual(self.card.points, 150)
            second.order_line.price_unit = 1000
            self.assertEqual(self.card.points, 150, "January is full")
            self.assertEqual(self.earn()[1], 100, "February is not")
            first.order_line.price_unit = 10
            self.assertEqual(self.earn()[1], 50)
        self.assertLedger(self.card)

    def test_a_cancelled_purchase_of_a_merged_account_was_none(self):
        self.club.hold_days = 14
        self.set_rules({"first_purchase_only": True})
        order = self.earn()[0]
        target = self.make_member(self.club)
        self.card._merge_into(target)
        order._action_cancel()
        sale = self.make_sale(target.partner_id, [(self.product, 1)])
        self.assertEqual(sale.coupon_point_ids.points, 100)
