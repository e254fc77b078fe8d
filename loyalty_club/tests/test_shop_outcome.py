"""What a member reads after the purchase."""

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from .shop_case import ShopMixin


@tagged("post_install", "-at_install")
class TestShopOutcome(ShopMixin, TransactionCase):
    def outcome(self, order, viewer=None):
        """(sentences, balance, tier, is member) of the only club."""
        [found] = order._get_club_outcome(viewer or self.partner)
        return " ".join(map(str, found["lines"])), found["balance"], found["tier"].name or "", found["is_member"]

    def buy(self, **values):
        order = self.make_cart(**values)
        order.action_confirm()
        return order

    def test_earned_and_usable_now(self):
        self.join(30)
        text, balance, tier, member = self.outcome(self.buy())
        self.assertIn("You earned <strong><bdi>120 ", text)
        self.assertIn("150", balance)
        self.assertEqual((tier, member), ("", True))

    def test_waiting_points(self):
        self.join()
        self.club.hold_days = 14
        text, _balance, _tier, _member = self.outcome(self.buy())
        self.assertIn("You can use them from", text)

    def test_points_to_come(self):
        self.join()
        cart = self.make_cart()
        self.assertIn("as soon as your order is confirmed", self.outcome(cart)[0])
        self.club.earn_on = "invoice_paid"
        text, _balance, _tier, _member = self.outcome(self.buy())
        self.assertIn("as soon as your order is paid", text)
        self.club.earn_on = "delivery"
        self.assertIn("with the delivery", self.outcome(self.buy())[0])

    def test_spent(self):
        card = self.join(500)
        order = self.make_cart()
        self.claim(order, card)
        order.action_confirm()
        text, balance, _tier, _member = self.outcome(order)
        self.assertIn("You used <strong><bdi>100 ", text)
        self.assertIn("520", balance)

    def test_a_tier_that_was_reached(self):
        tiers = [{"name": "Bronze", "sequence": 1}, {"name": "Gold", "sequence": 2, "min_points": 100}]
        self.club.tier_ids = [Command.create(values) for values in tiers]
        card = self.join()
        order = self.buy()
        self.assertEqual(card.tier_id.name, "Gold")
        self.assertEqual(self.outcome(order)[2], "Gold")
        with self.at(self.days_from_now(1)):
            self.assertEqual(self.outcome(self.buy())[2], "", "it had the tier before")

    def test_balances_are_not_for_others(self):
        self.join(30)
        order = self.buy()
        for viewer in (self.public.partner_id, self.make_partner("Somebody else")):
            text, balance, tier, _member = self.outcome(order, viewer)
            self.assertIn("120", text)
            self.assertEqual((balance, tier), ("", ""))

    def test_what_was_missed(self):
        self.club.enrollment = "opt_in"
        text, balance, _tier, member = self.outcome(self.buy())
        self.assertIn("would have earned <strong><bdi>120 ", text)
        self.assertEqual((balance, member), ("", False))

    def test_what_was_missed_goes_by_the_rules_of_then(self):
        self.club.enrollment = "opt_in"
        rule = self.club.rule_ids
        rule.date_to = self.days_from_now(-5).date()
        with self.at(self.days_from_now(-10)):
            order = self.buy()
        self.env.flush_all()
        self.env.cr.execute("UPDATE loyalty_rule SET write_date = %s", [self.days_from_now(-20)])
        rule.invalidate_recordset(["write_date"])
        self.assertIn("would have earned <strong><bdi>120 ", self.outcome(order)[0], "the rule held then")
        rule.reward_point_amount = 7
        self.assertEqual(order._get_club_outcome(self.partner), [], "nobody knows any more what held then")

    def test_cancelled_and_taken_back(self):
        self.join()
        order = self.buy()
        order._action_cancel()
        self.assertEqual(order._get_club_outcome(self.partner), [])
        order = self.buy()
        order.order_line.product_uom_qty = 0
        self.assertEqual(order._get_club_outcome(self.partner), [])

    def test_what_was_refunded_does_not_come(self):
        card = self.join()
        self.club.earn_on = "invoice_paid"
        order = self.buy()
        invoice = order._create_invoices()
        invoice.action_post()
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}
        ).action_create_payments()
        self.assertEqual(card.points, 120)
        self.assertIn("You earned", self.outcome(order)[0])
        invoice._reverse_moves(cancel=True)
        self.assertEqual(card.points, 0)
        self.assertEqual(order._get_club_outcome(self.partner), [])

    def test_clubs_that_show_nothing(self):
        self.join()
        order = self.buy()
        self.club.portal_visible = False
        self.assertEqual(order._get_club_outcome(self.partner), [])
