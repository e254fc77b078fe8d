"""What is paid online, in parts, for several orders, and paid back without a credit note."""

from odoo.tests.common import TransactionCase, tagged

from .referral_case import ReferralMixin


@tagged("post_install", "-at_install")
class TestReferralOnline(ReferralMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.earn_on = "order"

    def setUp(self):
        super().setUp()
        self.partner, self.friend, self.referral = self.bring()

    def authorize(self, order):
        """A payment that the shop captures later, in parts; the stock provider of tests cannot do that."""
        Provider = type(self.env["payment.provider"])
        original = Provider._compute_feature_support_fields

        def compute(providers):
            original(providers)
            providers.support_manual_capture = "partial"

        self.patch(Provider, "_compute_feature_support_fields", compute)
        self.env.invalidate_all()
        return self.pay_online(order, state="authorized")

    def order(self, quantity=1):
        return self.make_sale(self.partner, [(self.product, quantity)])

    def test_part_that_was_paid_back_is_compared_with_the_minimum(self):
        self.referral.min_amount = 150
        payment = self.pay_online(self.order(3))
        self.assertEqual(self.referral.state, "rewarded")
        self.pay_back(payment, 100)
        self.assertEqual(self.referral.state, "rewarded")
        self.assertEqual(self.referral.purchase_ids.amount, 200)
        self.pay_back(payment, 50.01)
        self.assertEqual(self.referral.state, "registered")
        self.assertPaid(self.card, 5)
        self.assertPaid(self.friend, 3)
        self.assertLedger(self.card, self.friend)

    def test_credit_note_and_repayment_of_the_same(self):
        self.referral.min_amount = 150
        order = self.order(3)
        invoice = order._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        payment = self.pay_online(order)
        self.credit(order, 1)
        self.pay_back(payment, 100)
        self.assertEqual(self.referral.state, "rewarded")
        self.assertEqual(self.referral.purchase_ids.amount, 200)

    def test_what_was_paid_twice_and_back_once(self):
        order = self.order()
        self.pay_online(order)
        self.pay_back(self.pay_online(order), 100)
        self.assertEqual(self.referral.purchase_ids.amount, 100)
        self.assertEqual(self.referral.state, "rewarded")

    def test_one_payment_for_several_orders(self):
        one, two = self.order(), self.order(3)
        self.pay_online(one | two, 300)
        self.assertEqual(self.referral.state, "registered", "neither is paid wholly")
        self.pay_online(one | two, 100)
        self.assertEqual(self.referral.state, "rewarded")
        self.assertPaid(self.card, 55)

    def test_one_payment_for_several_orders_of_which_one_is_cancelled(self):
        self.referral.order_count = 2
        one, two = self.order(), self.order(3)
        payment = self.pay_online(one | two)
        self.assertPaid(self.card, 105)
        two._action_cancel()
        self.pay_back(payment, 300)
        self.assertPaid(self.card, 55)
        self.assertEqual(self.referral.purchase_ids.filtered("is_counted").amount, 100)

    def test_part_of_an_authorized_payment_that_is_given_up(self):
        order = self.order()
        payment = self.authorize(order)
        part = payment._create_child_transaction(60)
        part._set_done()
        payment._create_child_transaction(40)._set_canceled()
        self.assertEqual(payment.state, "done")
        self.env["loyalty.referral"]._sync_buyers(order)
        self.assertEqual(self.referral.state, "registered", "60 of 100 were captured")
        rest = self.pay_online(order, 40)
        self.assertEqual(self.referral.state, "rewarded")
        self.pay_back(rest, 40)
        self.assertEqual(self.referral.purchase_ids.amount, 60)
        self.pay_back(part, 60)
        self.assertEqual(self.referral.state, "registered")

    def test_authorized_payment_that_is_captured_in_parts(self):
        payment = self.authorize(self.order())
        payment._create_child_transaction(60)._set_done()
        self.assertEqual(self.referral.state, "registered")
        payment._create_child_transaction(40)._set_done()
        self.assertEqual(self.referral.state, "rewarded")

    def test_paid_back_from_the_page_of_the_invoice(self):
        order = self.order()
        invoice = order._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        self.assertEqual(self.referral.state, "rewarded")
        payment = self.pay_online(order, sale_order_ids=False, invoice_ids=[(6, 0, invoice.ids)])
        self.pay_back(payment, 100)
        self.assertEqual(self.referral.state, "registered")

    def count_sync(self, number):
        friends = [self.bring(f"Friend {number} {turn}") for turn in range(number)]
        for partner, _card, _referral in friends:
            self.pay_back(self.pay_online(self.make_sale(partner, [(self.product, 1)])), 10)
        referrals = self.env["loyalty.referral"].union(*(referral for _partner, _card, referral in friends))
        return self.count_queries(referrals._sync)

    def test_queries_for_one_and_for_many(self):
        self.count_sync(1)
        self.assertEqual(self.count_sync(1), self.count_sync(5))
