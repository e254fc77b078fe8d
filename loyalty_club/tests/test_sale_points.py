"""What an order books, whatever happens to it."""

from odoo import Command, fields
from odoo.tests import tagged

from .sale_case import SaleCase


@tagged("post_install", "-at_install")
class TestSalePoints(SaleCase):
    def test_confirmation_posts_one_accrual_with_qualifying_values(self):
        order = self.make_sale(self.partner, [(self.service, 2)])
        [entry] = self.card.ledger_ids
        self.assertEqual(entry.kind, "accrual")
        self.assertEqual(entry.key, f"sale.order,{order.id},accrual,1")
        self.assertEqual((entry.origin_model, entry.origin_id), ("sale.order", order.id))
        self.assertEqual((entry.points, entry.qualifying_points, entry.qualifying_amount), (200, 200, 200))
        self.assertEqual(entry.qualifying_orders, 1)
        self.assertLedger(self.card)

    def test_quotations_book_nothing(self):
        partner = self.make_partner("Visitor")
        order = self.make_order(partner, [(self.service, 1)])
        card = order.coupon_point_ids.coupon_id
        self.assertTrue(card.is_club)
        self.assertFalse(card.ledger_ids)
        self.assertFalse(card.joined_on)
        order.action_confirm()
        self.assertEqual(card.joined_on, fields.Date.today())
        self.assertEqual(card.points, 100)

    def test_one_redemption_per_reward_line(self):
        self.card._post_points(150, "adjustment")
        order = self.make_order(self.partner, [(self.service, 1)])
        line = self.claim(order, self.card)
        order.action_confirm()
        redemption = self.card.ledger_ids.filtered(lambda entry: entry.kind == "redemption")
        self.assertEqual(len(redemption), 1)
        self.assertEqual(redemption.points, -100)
        self.assertEqual(redemption.reward_id, line.reward_id)
        accrual = self.card.ledger_ids.filtered(lambda entry: entry.kind == "accrual")
        self.assertLess(accrual.id, redemption.id)
        self.assertEqual(self.balance(), 150 + accrual.points - 100)
        self.assertLedger(self.card)

    def test_an_order_may_spend_what_it_earns_only_when_it_earns_at_once(self):
        order = self.make_order(self.partner, [(self.service, 2)])
        self.assertIn(self.card, order._get_claimable_rewards())
        self.club.hold_days = 14
        self.assertNotIn(self.card, order._get_claimable_rewards())
        self.club.write({"hold_days": 0, "earn_on": "invoice_paid"})
        self.assertNotIn(self.card, order._get_claimable_rewards())

    def test_a_member_buys_for_no_points(self):
        self.club.rule_ids.minimum_amount = 1000
        self.make_sale(self.partner, [(self.service, 1)])
        [entry] = self.card.ledger_ids
        self.assertEqual((entry.points, entry.qualifying_amount, entry.qualifying_orders), (0, 100, 1))

    def test_cancelled_and_confirmed_again_pays_again(self):
        order = self.make_sale(self.partner, [(self.service, 1)])
        order._action_cancel()
        self.assertEqual(self.balance(), 0)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_orders")), 0)
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.balance(), 100)
        self.assertEqual(self.card.ledger_ids[0].key, f"sale.order,{order.id},accrual,2")
        order._action_cancel()
        self.assertEqual(self.balance(), 0)
        self.assertLedger(self.card)

    def test_quantities_changed_after_confirmation(self):
        order = self.make_sale(self.partner, [(self.service, 2)])
        order.order_line.product_uom_qty = 5
        self.assertEqual(self.balance(), 500)
        order.write({"order_line": [Command.update(order.order_line.id, {"product_uom_qty": 1})]})
        self.assertEqual(self.balance(), 100)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_amount")), 100)
        order._action_cancel()
        self.assertEqual(self.balance(), 0)
        self.assertLedger(self.card)

    def test_several_lines_changed_at_once_post_one_difference(self):
        order = self.make_sale(self.partner, [(self.service, 1), (self.goods, 1)])
        before = len(self.card.ledger_ids)
        order.write(
            {
                "order_line": [
                    Command.update(order.order_line[0].id, {"product_uom_qty": 2}),
                    Command.update(order.order_line[1].id, {"product_uom_qty": 6}),
                    Command.create({"product_id": self.service.id, "product_uom_qty": 1}),
                ]
            }
        )
        self.assertEqual(len(self.card.ledger_ids), before + 1)
        self.assertEqual(self.balance(), 360)

    def test_nothing_is_posted_when_nothing_changed(self):
        order = self.make_sale(self.partner, [(self.service, 1)])
        before = self.card.ledger_ids
        order._sync_points()
        order.order_line.name = "Another description"
        order._update_programs_and_rewards()
        self.assertEqual(self.card.ledger_ids, before)

    def test_reward_taken_on_a_confirmed_order(self):
        self.card._post_points(150, "adjustment")
        order = self.make_sale(self.partner, [(self.service, 1)])
        line = self.claim(order, self.card)
        self.assertEqual(self.balance(), 150)
        line.product_uom_qty = 0
        self.assertEqual(self.balance(), 250)
        self.assertLedger(self.card)

    def test_hold_days_make_points_pending(self):
        self.club.hold_days = 14
        order = self.make_sale(self.partner, [(self.service, 1)])
        self.assertEqual((self.balance(), self.card.pending_points), (0, 100))
        order.order_line.product_uom_qty = 3
        self.assertEqual(self.card.pending_points, 300)
        order._action_cancel()
        self.assertEqual((self.balance(), self.card.pending_points), (0, 0))
        self.card._release_pending(now=self.days_from_now(20))
        self.assertEqual(self.balance(), 0)
        self.assertLedger(self.card)

    def test_rounding_once_at_the_end(self):
        self.club.write({"points_rounding": 10, "points_rounding_method": "HALF-UP"})
        self.make_sale(self.partner, [(self.service, 1, 44.0), (self.service, 1, 42.0)])
        self.assertEqual(self.balance(), 90)

    def test_only_those_who_joined_earn(self):
        self.club.enrollment = "opt_in"
        visitor = self.make_partner("Visitor")
        order = self.make_sale(visitor, [(self.service, 1)])
        self.assertFalse(order.coupon_point_ids)
        card = self.club._join(visitor)
        self.assertEqual(card.joined_on, fields.Date.today())
        self.make_sale(visitor, [(self.service, 1)])
        self.assertEqual(card.points, 100)

    def test_suspended_members_neither_earn_nor_spend(self):
        self.card._post_points(150, "adjustment")
        self.card.membership_state = "suspended"
        order = self.make_order(self.partner, [(self.service, 1)])
        self.assertFalse(order._get_claimable_rewards())
        order.action_confirm()
        self.assertEqual(self.balance(), 150)
        self.assertEqual(len(self.card.ledger_ids), 1)

    def test_a_closed_club_earns_no_more(self):
        order = self.make_sale(self.partner, [(self.service, 2)])
        self.club._close_club(fields.Date.add(fields.Date.today(), days=30))
        self.make_sale(self.partner, [(self.service, 1)])
        self.assertEqual(self.balance(), 200)
        self.assertEqual(self.card.ledger_ids.expires_on, self.club.closing_on)
        later = self.make_order(self.partner, [(self.service, 1)])
        self.claim(later, self.card)
        later.action_confirm()
        self.assertEqual(self.balance(), 100)
        order._action_cancel()
        self.assertEqual(self.balance(), -100)
        self.assertLedger(self.card)

    def test_contacts_share_the_account_of_their_company(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True)
        first, second = self.make_partner("A", parent_id=company.id), self.make_partner("B", parent_id=company.id)
        order = self.make_sale(first, [(self.service, 1)])
        self.make_sale(second, [(self.service, 2)])
        cards = self.env["loyalty.card"].search([("partner_id", "in", (company | first | second).ids)])
        self.assertEqual(cards.partner_id, company)
        self.assertEqual(cards.points, 300)
        spend = self.make_order(second, [(self.service, 1)])
        self.claim(spend, cards)
        spend.action_confirm()
        self.assertEqual(cards.points, 300)
        order.order_line.product_uom_qty = 2
        self.assertEqual(cards.points, 400)
        order._action_cancel()
        self.assertEqual(cards.points, 200)
        self.assertLedger(cards)

    def test_points_in_another_currency(self):
        other = self.env["res.currency"].create(
            {"name": "XPT", "symbol": "X", "rate_ids": [Command.create({"rate": 4})]}
        )
        pricelist = self.env["product.pricelist"].create({"name": "X", "currency_id": other.id})
        self.make_sale(self.partner, [(self.service, 1, 40.0)], pricelist_id=pricelist.id)
        self.assertEqual(self.card.ledger_ids.qualifying_amount, 10)

    def test_queries_do_not_grow_with_orders(self):
        """Posting for one order and for five of different members takes the same number of statements."""
        counts = []
        for number in (1, 5):
            partners = [self.make_member(self.club).partner_id for _ in range(number)]
            orders = self.env["sale.order"].union(
                *(self.make_order(partner, [(self.service, 1)]) for partner in partners)
            )
            orders.mapped("coupon_point_ids.coupon_id.program_id.point_value")
            orders.write({"state": "sale"})
            counts.append(self.count_queries(orders._sync_points, fresh=False))
        self.assertEqual(counts[0], counts[1])
