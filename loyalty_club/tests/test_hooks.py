"""Coming to a shop that has loyalty cards, and leaving it."""

from odoo.tests import tagged

from ..hooks import post_init_hook, pre_init_hook, uninstall_hook
from .common import ClubCase
from .sale_events import SaleEvents


@tagged("post_install", "-at_install")
class TestHooks(SaleEvents, ClubCase):
    """The tables are brought to the state in which stock leaves them, then the hooks run."""

    def setUp(self):
        super().setUp()
        self.product = self.make_product(price=100)
        self.card = self.make_member(self.club)
        self.partner = self.card.partner_id

    def forget_the_ledger(self):
        """What the database looked like before: balances, no entries."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM loyalty_ledger_allocation")
        self.env.cr.execute("DELETE FROM loyalty_ledger_entry")
        self.env.cr.execute("UPDATE loyalty_card SET joined_on = NULL")
        self.env.invalidate_all()

    def install(self):
        self.forget_the_ledger()
        pre_init_hook(self.env)
        post_init_hook(self.env)
        self.env.invalidate_all()

    def test_every_account_gets_an_opening_entry(self):
        self.make_sale(self.partner, [(self.product, 2)])
        debtor, empty = self.make_member(self.club), self.make_member(self.club)
        debtor._post_points(-30, "redemption", arrears_cause="offline")
        self.install()
        self.assertEntries(self.card, [("opening", "posted", 200, 200)])
        self.assertEntries(debtor, [("opening", "posted", -30, 0)])
        self.assertEntries(empty, [("opening", "posted", 0, 0)])
        self.assertEqual(debtor.ledger_ids.uncovered, 30)
        self.assertTrue(self.card.joined_on)
        self.assertLedger()

    def test_two_cards_of_one_customer_become_one_account(self):
        self.forget_the_ledger()
        self.env.cr.execute("DROP INDEX loyalty_card_club_account_uniq")
        second = self.make_partner()
        for code, points in (("old-1", 10.0), ("old-2", 5.5)):
            self.env.cr.execute(
                """
                INSERT INTO loyalty_card (program_id, company_id, partner_id, is_club, active, points, code,
                                          membership_state)
                VALUES (%s, %s, %s, TRUE, TRUE, %s, %s, 'active')
                """,
                [self.club.id, self.club.company_id.id, second.id, points, code],
            )
        pre_init_hook(self.env)
        post_init_hook(self.env)
        self.env.invalidate_all()
        cards = (
            self.env["loyalty.card"]
            .with_context(active_test=False)
            .search([("partner_id", "=", second.id)], order="id")
        )
        self.assertEqual(cards.mapped("points"), [15.5, 0])
        self.assertEqual(cards.mapped("active"), [True, False])
        self.assertEqual(cards[1].merged_into_id, cards[0])
        self.assertLedger()

    def test_orders_of_before_can_be_cancelled(self):
        earned = self.make_sale(self.partner, [(self.product, 3)])
        spent = self.make_order(self.partner, [(self.product, 1)])
        self.claim(spent, self.card)
        spent.action_confirm()
        self.assertEqual(self.card.points, 300)
        self.install()
        spent._action_cancel()
        self.assertEqual(self.card.points, 300)
        earned._action_cancel()
        self.assertEqual(self.card.points, 0)
        earned.action_draft()
        earned.action_confirm()
        self.assertEqual(self.card.points, 300)
        earned._action_cancel()
        self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_orders_of_before_can_be_refunded_and_changed(self):
        order = self.make_sale(self.partner, [(self.product, 4)])
        invoice = self.invoice(order)
        self.install()
        note = self.credit(invoice, {order.order_line: 1})
        self.assertEqual(self.card.points, 300)
        self.credit(invoice, {order.order_line: 1})
        self.assertEqual(self.card.points, 200)
        note.button_draft()
        self.assertEqual(self.card.points, 300)
        order.order_line.product_uom_qty = 6
        self.assertEqual(self.card.points, 500)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_orders")), 0)
        self.assertLedger()

    def test_spent_before_and_cancelled_after_leads_into_arrears(self):
        order = self.make_sale(self.partner, [(self.product, 2)])
        self.card._post_points(-150, "redemption")
        self.install()
        order._action_cancel()
        self.assertEqual(self.card.points, -150)
        self.assertEqual(self.card.ledger_ids[0].arrears_cause, "refund")
        self.assertLedger()

    def test_leaving_keeps_balances(self):
        self.make_sale(self.partner, [(self.product, 2)])
        closing = self.make_club(name="Closing")
        closing._close_club(closing._get_local_day(self.env.cr.now()))
        uninstall_hook(self.env)
        self.assertEqual(self.card.points, 200)
        self.assertTrue(self.club.active)
        self.assertFalse(closing.active)
