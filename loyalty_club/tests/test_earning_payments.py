"""Rules that ask how a purchase was paid."""

from odoo import Command
from odoo.tests import tagged

from .test_earning_orders import EarningCase


@tagged("post_install", "-at_install")
class TestPayments(EarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["payment.provider"].create({"name": "Test", "code": "none", "state": "test"})
        cls.method = cls.env["payment.method"].create({"name": "Wallet", "code": "club_wallet", "active": True})
        cls.other = cls.env["payment.method"].create({"name": "Cash", "code": "club_cash", "active": True})

    def pay_for(self, order, method, reference="club"):
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": method.id,
                "reference": f"{reference}-{order.id}",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )

    def test_not_known_on_the_quotation_but_when_it_is_confirmed(self):
        self.set_rules({}, {"payment_method_ids": [Command.set(self.method.ids)], "is_bonus": True})
        order = self.make_order(self.partner, [(self.product, 1)])
        self.assertEqual(self.reasons(order), ["applied", "payment_method"])
        self.pay_for(order, self.method)._set_done()
        order.action_confirm()
        self.assertEqual(self.card.points, 200)

    def test_paid_after_the_confirmation(self):
        self.set_rules({"payment_method_ids": [Command.set(self.method.ids)]})
        order, points = self.earn()
        self.assertEqual(points, 0)
        self.pay_for(order, self.method)._set_done()
        self.assertEqual(self.card.points, 100)
        self.assertEqual(sum(self.card.ledger_ids.mapped("qualifying_orders")), 1)
        self.assertLedger(self.card)

    def test_paid_by_its_invoice(self):
        self.set_rules({"payment_method_ids": [Command.set(self.method.ids)]})
        order, points = self.earn()
        self.assertEqual(points, 0)
        invoice = order._create_invoices()
        invoice.action_post()
        payment = self.pay_for(order, self.method)
        payment.write({"sale_order_ids": [Command.clear()], "invoice_ids": [Command.set(invoice.ids)]})
        payment._set_done()
        self.assertEqual(self.card.points, 100)

    def test_paid_otherwise(self):
        self.set_rules({"payment_method_ids": [Command.set(self.method.ids)]})
        order, _points = self.earn()
        self.pay_for(order, self.other)._set_done()
        self.assertEqual(self.card.points, 0)

    def test_for_payments_at_the_till_only(self):
        till = self.env["pos.payment.method"].create({"name": "Till cash"})
        self.set_rules({"pos_payment_method_ids": [Command.set(till.ids)]})
        order, points = self.earn()
        self.assertEqual((points, self.reasons(order)), (0, ["payment_method"]))

    def test_a_captured_payment_sets_the_moment(self):
        self.set_rules({"date_to": "2026-01-31"})
        order = self.make_order(self.partner, [(self.product, 1)])
        with self.at("2026-01-31 23:00:00"):
            self.pay_for(order, self.method)._set_done()
            self.env.flush_all()
        with self.at("2026-02-01 08:00:00"):
            order.action_confirm()
        self.assertEqual(self.card.points, 100)

    def test_a_payment_that_is_called_off_did_not_pay(self):
        self.set_rules({}, {"payment_method_ids": [Command.set(self.method.ids)], "is_bonus": True})
        order, _points = self.earn()
        payment = self.pay_for(order, self.method)
        payment._set_done()
        self.assertEqual(self.card.points, 200)
        payment._set_canceled(extra_allowed_states=("done",))
        self.assertEqual(self.card.points, 100)
        self.assertLedger(self.card)

    def test_a_rule_that_was_archived_still_waits_for_its_payment(self):
        _base, bonus = self.set_rules({}, {"payment_method_ids": [Command.set(self.method.ids)], "is_bonus": True})
        order, _points = self.earn()
        bonus.active = False
        self.pay_for(order, self.method)._set_done()
        self.assertEqual(self.card.points, 200)
