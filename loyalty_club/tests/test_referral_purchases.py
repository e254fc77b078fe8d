from odoo.fields import Command
from odoo.tests.common import TransactionCase

from .referral_case import ReferralMixin


class TestReferralPurchases(ReferralMixin, TransactionCase):
    def test_first_paid_order(self):
        partner, card, referral = self.bring()
        order = self.buy(partner, paid=False)
        self.assertEqual(referral.state, "registered")
        self.pay(order.invoice_ids)
        self.assertRecordValues(
            referral, [{"state": "rewarded", "order_model": "sale.order", "order_id": order.id, "points_paid": 88}]
        )
        self.assertPaid(self.card, 55)
        self.assertPaid(card, 33)
        self.buy(partner)
        self.assertPaid(self.card, 55)
        self.assertLedger(card, self.card)

    def test_confirmation_earns_but_only_payment_counts(self):
        self.club.earn_on = "order"
        partner, _card, referral = self.bring()
        order = self.buy(partner, paid=False)
        self.assertEqual(referral.state, "registered")
        self.pay(order.invoice_ids)
        self.assertEqual(referral.state, "rewarded")
        order.invoice_ids.line_ids.remove_move_reconcile()
        self.assertEqual(referral.state, "registered")
        self.assertPaid(self.card, 5)

    def test_paid_online(self):
        self.club.earn_on = "order"
        partner, _card, referral = self.bring()
        order = self.make_sale(partner, [(self.product, 1)])
        method = self.env["payment.method"].search([], limit=1)
        provider = self.env["payment.provider"].create({"name": "Pay", "code": "none", "state": "test"})
        values = {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "amount": order.amount_total,
            "currency_id": order.currency_id.id,
            "partner_id": partner.id,
            "sale_order_ids": [Command.link(order.id)],
        }
        half = self.env["payment.transaction"].create({**values, "reference": "half", "amount": 40})
        half._set_done()
        self.assertEqual(referral.state, "registered")
        rest = self.env["payment.transaction"].create({**values, "reference": "rest", "amount": 60})
        rest._set_done()
        self.assertEqual(referral.state, "rewarded")

    def test_refund_takes_back(self):
        partner, card, referral = self.bring()
        order = self.buy(partner)
        self.credit(order)
        self.assertRecordValues(referral, [{"state": "registered", "order_id": 0, "points_paid": 8}])
        self.assertPaid(self.card, 5)
        self.assertPaid(card, 3)
        self.buy(partner)
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)
        self.assertLedger(card, self.card)

    def test_partial_refund(self):
        self.club.referral_min_amount = 150
        partner, card, referral = self.bring()
        order = self.buy(partner, 3)
        self.credit(order, 1)
        self.assertEqual(referral.state, "rewarded")
        self.credit(order, 1)
        self.assertEqual(referral.state, "registered")
        self.assertPaid(self.card, 5)
        self.assertPaid(card, 3)

    def test_too_small(self):
        self.club.referral_min_amount = 100.01
        partner, _card, referral = self.bring()
        self.buy(partner)
        self.assertEqual(referral.state, "registered")
        self.buy(partner, 2)
        self.assertEqual(referral.state, "rewarded")

    def test_first_orders(self):
        self.club.referral_order_count = 2
        partner, card, referral = self.bring()
        first = self.buy(partner)
        self.assertFalse(referral.is_full)
        second = self.buy(partner)
        self.assertTrue(referral.is_full)
        third = self.buy(partner)
        self.assertPaid(self.card, 105)
        self.assertPaid(card, 33)
        self.credit(first)
        self.assertEqual(referral.purchase_ids.filtered("is_counted").mapped("order_id"), [second.id, third.id])
        self.assertEqual(referral.order_id, second.id)
        self.assertPaid(self.card, 105)
        self.assertPaid(card, 33)
        self.credit(second)
        self.credit(third)
        self.assertPaid(self.card, 5)
        self.assertPaid(card, 3)
        self.assertLedger(card, self.card)

    def test_cancelled_and_confirmed_again(self):
        self.club.earn_on = "order"
        self.product.list_price = 0.01
        partner, card, referral = self.bring()
        order = self.make_sale(partner, [(self.product, 1, 100)])
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.env["payment.provider"].create({"name": "P", "code": "none", "state": "test"}).id,
                "payment_method_id": self.env["payment.method"].search([], limit=1).id,
                "reference": "once",
                "amount": 100,
                "currency_id": order.currency_id.id,
                "partner_id": partner.id,
                "sale_order_ids": [Command.link(order.id)],
            }
        )
        transaction._set_done()
        for _turn in range(3):
            self.assertEqual(referral.state, "rewarded")
            self.assertPaid(self.card, 55)
            order._action_cancel()
            self.assertEqual(referral.state, "registered")
            self.assertPaid(self.card, 5)
            order.action_draft()
            order.action_confirm()
        self.assertPaid(card, 33)
        self.assertLedger(card, self.card)

    def test_split_invoices(self):
        partner, _card, referral = self.bring()
        self.club.referral_min_amount = 0
        order = self.make_sale(partner, [(self.product, 2)])
        for _half in range(2):
            invoice = order._create_invoices()
            invoice.invoice_line_ids.quantity = 1
            invoice.action_post()
            self.pay(invoice)
        self.assertEqual(len(order.invoice_ids), 2)
        self.assertEqual(referral.purchase_ids.amount, 200)
        self.assertPaid(self.card, 55)

    def test_terms_are_those_of_the_invitation(self):
        partner, _card, referral = self.bring()
        self.club.write({"referral_min_amount": 1000, "referral_order_count": 3})
        self.buy(partner)
        self.buy(partner)
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)

    def test_activities_of_later_pay_nothing_for_before(self):
        self.rules["referral_purchased"].active = False
        partner, _card, _referral = self.bring()
        order = self.buy(partner)
        self.rules["referral_purchased"].active = True
        self.env["loyalty.referral"]._sync_buyers(order)
        self.buy(partner)
        self.assertPaid(self.card, 5)

    def test_club_that_pays_for_joining_only(self):
        (self.rules["referral_purchased"] | self.rules["referred_purchased"]).active = False
        partner, _card, referral = self.bring()
        self.assertEqual(referral.state, "rewarded")
        self.assertFalse(referral.expires_on)
        self.buy(partner)
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 5)

    def test_too_late(self):
        partner, _card, referral = self.bring()
        with self.at(self.days_from_now(31)):
            self.buy(partner)
            self.assertEqual(referral.state, "registered")
            self.assertEqual(self.club._expire_referrals(), 1)
        self.assertEqual(referral.state, "expired")
        self.assertPaid(self.card, 5)

    def test_refused_later(self):
        partner, card, referral = self.bring()
        self.buy(partner)
        referral.with_user(self.make_user("club_user")).action_refuse()
        self.assertRecordValues(referral, [{"state": "refused", "reason": "staff", "points_paid": 0}])
        self.assertPaid(self.card, 0)
        self.assertPaid(card, 0)
        referral.action_refuse()
        self.assertPaid(card, 0)
        referral.action_approve()
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)
        self.assertPaid(card, 33)
        self.assertLedger(card, self.card)

    def test_rewards_that_need_approval(self):
        self.rules["referral_purchased"].requires_approval = True
        partner, _card, referral = self.bring()
        order = self.buy(partner)
        claim = self.env["loyalty.activity.claim"].search([("card_id", "=", self.card.id)])
        self.assertEqual((len(claim), claim.origin_id), (1, referral.id))
        self.credit(order)
        self.assertEqual(claim.state, "refused")

    def test_coupons(self):
        coupons = self.make_stock_program("coupons")
        self.rules["referred_joined"].write({"points": 0, "coupon_program_id": coupons.id})
        partner, _card, referral = self.bring()
        coupon = self.Card.search([("program_id", "=", coupons.id)])
        self.assertEqual((coupon.partner_id, referral.state), (partner, "registered"))
        referral.action_refuse()
        self.assertFalse(coupon.active)

    def test_cap_of_the_activity(self):
        self.rules["referral_purchased"].write({"limit_count": 1, "limit_period": "month"})
        for name in ("One", "Two"):
            self.buy(self.bring(name)[0])
        self.assertPaid(self.card, 60)

    def test_code_of_an_order(self):
        """A guest gives the code in the cart; who it is shows when the order is confirmed."""
        partner = self.make_partner("Guest")
        order = self.make_order(partner, [(self.product, 1)], referral_code=self.code.lower())
        order.action_confirm()
        referral = self.env["loyalty.referral"].search([("partner_id", "=", partner.id)])
        self.assertRecordValues(referral, [{"state": "invited", "source": "cart", "card_id": self.card.id}])
        invoice = order._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        self.assertEqual(referral.state, "rewarded")

    def test_code_of_an_order_that_is_unknown(self):
        order = self.make_order(self.make_partner("Guest"), [(self.product, 1)], referral_code="NONSENSE")
        order.action_confirm()
        self.assertIn("NONSENSE", order.message_ids[:1].body)
