"""Bought in time, and paid when the days of the invitation are over."""

from odoo.tests.common import TransactionCase, tagged

from .referral_case import ReferralMixin


@tagged("post_install", "-at_install")
class TestReferralLate(ReferralMixin, TransactionCase):
    def expire(self, referral, days=31):
        self.assertEqual(self.club._expire_referrals(self.days_from_now(days)), 1)
        self.assertEqual(referral.state, "expired")

    def test_paid_after_the_last_day(self):
        partner, card, referral = self.bring()
        order = self.buy(partner, paid=False)
        self.expire(referral)
        with self.at(self.days_from_now(40)):
            self.pay(order.invoice_ids)
        self.assertRecordValues(referral, [{"state": "rewarded", "order_id": order.id, "decided_at": False}])
        self.assertPaid(self.card, 55)
        self.assertPaid(card, 33)
        self.assertLedger(card, self.card)

    def test_paid_after_the_last_day_but_before_the_nightly_job(self):
        partner, _card, referral = self.bring()
        order = self.buy(partner, paid=False)
        with self.at(self.days_from_now(40)):
            self.pay(order.invoice_ids)
        self.assertEqual(referral.state, "rewarded")

    def test_confirmed_orders_of_clubs_that_pay_at_confirmation(self):
        self.club.earn_on = "order"
        partner, _card, referral = self.bring()
        order = self.make_sale(partner, [(self.product, 1)])
        self.expire(referral)
        with self.at(self.days_from_now(40)):
            self.pay_online(order)
        self.assertEqual(referral.state, "rewarded")

    def test_bank_transfer_that_arrives_late(self):
        """The order is confirmed by the money; it was made when the customer chose to transfer it."""
        partner, _card, referral = self.bring()
        order = self.make_order(partner, [(self.product, 1)])
        payment = self.pay_online(order, state="pending")
        self.expire(referral)
        with self.at(self.days_from_now(40)):
            payment._set_done()
            order.action_confirm()
            invoice = order._create_invoices()
            invoice.action_post()
            self.pay(invoice)
        self.assertEqual(referral.state, "rewarded")

    def test_bought_after_the_last_day(self):
        partner, _card, referral = self.bring()
        self.expire(referral)
        with self.at(self.days_from_now(40)):
            self.buy(partner)
        self.assertEqual(referral.state, "expired")
        self.assertPaid(self.card, 5)

    def test_refund_that_is_undone_after_the_last_day(self):
        partner, card, referral = self.bring()
        order = self.buy(partner)
        note = self.credit(order)
        self.assertEqual(referral.state, "registered")
        self.expire(referral)
        with self.at(self.days_from_now(40)):
            note.button_draft()
            note.button_cancel()
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)
        self.assertPaid(card, 33)
        self.credit(order)
        self.assertEqual(referral.state, "registered")
        self.expire(referral, 90)
        self.assertPaid(self.card, 5)
        self.assertLedger(card, self.card)

    def test_guest_whose_first_order_is_paid_late(self):
        partner = self.make_partner("Guest")
        order = self.make_order(partner, [(self.product, 1)], referral_code=self.code)
        order.action_confirm()
        referral = self.env["loyalty.referral"].search([("partner_id", "=", partner.id)])
        self.assertEqual(referral.state, "invited")
        self.expire(referral)
        with self.at(self.days_from_now(40)):
            invoice = order._create_invoices()
            invoice.action_post()
            self.pay(invoice)
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)

    def test_another_code_before_the_money_comes(self):
        """The customer of an unpaid order is nobody new for another member; the first one is still paid."""
        partner, _card, referral = self.bring()
        order = self.buy(partner, paid=False)
        self.expire(referral)
        other = self.make_member(self.club, name="Other member")
        self.assertEqual(self.register(partner, other._get_referral_code()).state, "expired")
        with self.at(self.days_from_now(40)):
            self.pay(order.invoice_ids)
        self.assertRecordValues(referral, [{"state": "rewarded", "card_id": self.card.id}])
        self.assertPaid(other, 0)

    def get_shown(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return [friend["state"] for friend in self.card._get_friends()]

    def test_what_the_member_reads_meanwhile(self):
        partner, _card, referral = self.bring()
        self.expire(referral)
        self.assertEqual(self.get_shown(), ["Run out"])
        order = self.buy(partner, paid=False)
        self.assertEqual(self.get_shown(), ["Ordered, not paid yet"])
        order.date_order = self.days_from_now(31)
        self.assertEqual(self.get_shown(), ["Run out"], "that was too late")
        order.date_order = self.days_from_now(30)
        self.assertEqual(self.get_shown(), ["Ordered, not paid yet"])
        order._action_cancel()
        self.assertEqual(self.get_shown(), ["Run out"])
        transfer = self.make_order(partner, [(self.product, 1)])
        self.assertEqual(self.get_shown(), ["Run out"], "that is a cart")
        self.pay_online(transfer, state="pending")
        self.assertEqual(self.get_shown(), ["Ordered, not paid yet"])

    def test_queries_of_what_the_member_reads(self):
        def count():
            return self.count_queries(lambda: self.assertEqual(set(self.get_shown()), {"Ordered, not paid yet"}))

        def bring(number):
            partner, _card, referral = self.bring(f"Friend {number}")
            self.buy(partner, paid=False)
            self.expire(referral)

        bring(1)
        count()
        few = count()
        for number in range(2, 6):
            bring(number)
        self.assertEqual(count(), few)

    def test_who_came_by_an_invitation_that_ran_out_asks_little(self):
        """What such customers buy later reads the invitation, and no more."""
        partner, _card, referral = self.bring()
        order = self.buy(partner)
        self.credit(order)
        self.expire(referral)
        referral.expires_on = self.days_from_now(-3).date()
        fresh = self.buy(partner)
        self.env.flush_all()
        self.env.invalidate_all()
        fresh.partner_id.commercial_partner_id.id  # noqa: B018
        with self.assertQueryCount(5):
            self.env["loyalty.referral"]._sync_buyers(fresh)
        self.assertEqual(referral.state, "expired")
