"""Money that goes back by other ways than the membership's own window, and windows that give back too much."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .renewal_case import RenewalCase


@tagged("post_install", "-at_install")
class TestMembershipMoneyBack(RenewalCase):
    def step(self, membership, step, **values):
        wizard = self.env["loyalty.membership.step"].create(
            {"membership_ids": [Command.set(membership.ids)], "step": step, "reason": "Asked", **values}
        )
        wizard.action_do()
        return wizard

    def renew_in_march(self):
        """Ada's membership of January, renewed and paid on 28 February; and the renewal's term."""
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        with self.at("2026-02-28 12:00:00"):
            self.pay(self.get_open_invoice(membership))
        return membership, membership.term_ids.filtered(lambda term: term.kind == "renewal")

    # --- renewals ---

    def test_credit_note_on_a_paid_renewal(self):
        membership, term = self.renew_in_march()
        with self.at("2026-03-05 12:00:00"):
            self.credit(term.move_id)
            self.assertEqual((term.state, term.refunded_amount), ("refunded", 12.95))
            self.assertEqual((membership.state, membership.end_reason), ("ended", "refunded"))
            self.assertEqual(term._get_refundable(), 0)

    def test_credit_note_on_a_part_and_then_the_window(self):
        membership, term = self.renew_in_march()
        with self.at("2026-03-05 12:00:00"):
            note = self.credit(term.move_id, post=False)
            note.invoice_line_ids.price_unit = 5
            note.action_post()
            self.assertEqual((term.state, term.refunded_amount, membership.state), ("paid", 5, "active"))
            with self.assertRaisesRegex(UserError, "are left"):
                term._refund(8, "too much")
            note.button_draft()
            note.button_cancel()
            self.assertEqual(term.refunded_amount, 0)

    def test_credit_note_that_is_undone(self):
        membership, term = self.renew_in_march()
        with self.at("2026-03-05 12:00:00"):
            note = self.credit(term.move_id)
            note.button_draft()
            self.assertEqual((term.state, membership.state), ("paid", "active"))
            self.assertEqual(str(membership.paid_until), "2026-03-30")

    def test_renewal_paid_back_online(self):
        membership = self.start_in_january(token=self.make_token())
        self.tick("2026-02-28 08:00:00")
        term = membership.term_ids.filtered(lambda term: term.kind == "renewal")
        self.assertEqual(term.state, "paid")
        payment = term.transaction_ids
        with self.at("2026-03-05 12:00:00"):
            payment._create_child_transaction(12.95, is_refund=True)._set_done()
            self.assertEqual((term.state, membership.state), ("refunded", "ended"))
            self.credit(term.move_id)
            self.assertEqual(term.refunded_amount, 12.95)

    def test_staff_gives_back_and_the_note_is_heard_once(self):
        membership, term = self.renew_in_march()
        with self.at("2026-03-05 12:00:00"):
            self.step(membership, "refund", amount=3, end_now=False)
            self.assertEqual((term.refunded_amount, membership.state), (3, "active"))
            self.assertEqual(membership.event_ids.mapped("kind").count("refunded"), 1)

    # --- never more than was paid ---

    def test_credited_by_hand_before(self):
        with self.at("2026-01-31 12:00:00"):
            order = self.buy(period=self.year)
            note = self.credit(order.invoice_ids, post=False)
            note.invoice_line_ids.price_unit = 50
            note.action_post()
            membership = self.get_membership()
            self.assertEqual(membership.state, "active")
            with self.assertRaises(UserError):
                self.step(membership, "refund", amount=98)
            self.step(membership, "refund", amount=48)
        notes = order.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertEqual(sum(notes.mapped("amount_untaxed")), 98)

    def test_bought_with_a_discount_on_the_order(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Half of it",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "rule_ids": [Command.create({"minimum_qty": 0})],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 50,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                        }
                    )
                ],
            }
        )
        order = self.make_order(self.ada, [(self.year.product_id, 1)])
        order._update_programs_and_rewards()
        order._apply_program_reward(program.reward_ids, program.coupon_ids[:1])
        self.assertEqual(order.amount_total, 49)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        membership = self.get_membership()
        self.assertEqual(membership.term_ids.amount, 49)
        with self.assertRaisesRegex(UserError, "At most"):
            self.step(membership, "refund", amount=98)
        self.step(membership, "refund", amount=49)
        self.assertEqual((membership.state, invoice.reversal_move_ids.amount_untaxed), ("ended", 49))

    def test_bought_in_another_currency(self):
        dollars = self.env.company.currency_id
        other = self.env["res.currency"].with_context(active_test=False).search([("id", "!=", dollars.id)], limit=1)
        other.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "name": "2020-01-01", "rate": 2, "company_id": self.env.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Abroad", "currency_id": other.id})
        order = self.buy(period=self.year, pricelist_id=pricelist.id)
        self.assertEqual((order.currency_id, order.amount_total), (other, 196))
        membership = self.get_membership()
        self.assertEqual(membership.term_ids.amount, 98)
        self.step(membership, "refund", amount=49, end_now=False)
        note = order.invoice_ids.reversal_move_ids
        self.assertEqual((note.currency_id, note.amount_untaxed), (other, 98))

    # --- what a refund does not take ---

    def test_goodwill_in_grace_ends_nothing(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        self.assertEqual(membership.state, "grace")
        with self.at("2026-03-01 12:00:00"):
            membership.term_ids.filtered(lambda term: term.state == "paid")._note_refunded(5, "sorry")
        self.assertEqual(membership.state, "grace")
        self.assertEqual(self.get_open_invoice(membership).payment_state, "not_paid")

    def test_a_month_that_is_over_takes_none_that_is_not(self):
        membership, term = self.renew_in_march()
        first = membership.term_ids - term
        with self.at("2026-03-05 12:00:00"):
            first._note_refunded(first.amount, "it did not work in February")
            self.assertEqual(membership.state, "active")
            self.assertEqual(str(membership.paid_until), "2026-03-30")
            first._note_refunded(0, "it did")
            self.assertEqual(str(membership.paid_until), "2026-03-30")
            self.assertEqual(str(first.date_from), "2026-01-31")

    def test_ended_stays_ended(self):
        with self.at("2026-01-31 12:00:00"):
            order = self.buy(period=self.year)
        membership = self.get_membership()
        with self.at("2026-02-10 12:00:00"):
            self.step(membership, "refund", amount=50)
            self.assertEqual(membership.state, "ended")
            membership.term_ids._note_refunded(60, "some more")
            self.assertEqual(membership.state, "ended")
            order._sync_memberships()
            self.assertEqual(membership.state, "ended")

    def test_the_days_of_a_pause_are_given_back(self):
        self.plan.write({"refund_rule": "pro_rata", "refund_days": 0})
        with self.at("2026-01-01 12:00:00"):
            order = self.buy(period=self.year)
        membership = self.get_membership()
        with self.at("2026-01-11 12:00:00"):
            membership._pause("away")
        with self.at("2026-07-11 12:00:00"):
            membership._resume()
            self.step(membership, "refund")
        # 11 of 365 days were used
        self.assertEqual(membership.term_ids.refunded_amount, 95.05)
        self.assertEqual(order.invoice_ids.reversal_move_ids.amount_untaxed, 95.05)

    # --- changes of plan ---

    def change_in_march(self):
        """Ada's month of 12.95, changed to one of 31 on 11 March and paid; membership and invoice."""
        premium = self.make_plan(name="Premium")
        period = self.make_period(premium, 31)
        self.plan.change_plan_ids = premium
        with self.at("2026-03-01 12:00:00"):
            membership = self.start()
        with self.at("2026-03-11 12:00:00"):
            invoice = membership._change_period(period)
            self.pay(invoice)
        self.assertEqual((membership.plan_id, str(membership.paid_until)), (premium, "2026-04-10"))
        return membership, invoice

    def test_the_payment_of_a_change_comes_back(self):
        membership, invoice = self.change_in_march()
        with self.at("2026-03-15 12:00:00"):
            invoice.line_ids.remove_move_reconcile()
            self.assertEqual((membership.state, membership.end_reason), ("ended", "refunded"))
            self.pay(invoice)
            self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-04-10"))

    def test_the_invoice_of_a_change_is_credited(self):
        membership, invoice = self.change_in_march()
        with self.at("2026-03-15 12:00:00"):
            self.credit(invoice)
        self.assertEqual(membership.state, "ended")
        self.assertIn("deducted", membership.activity_ids.note)

    def test_credited_and_paid_in_part(self):
        membership = self.start_in_january()
        self.tick("2026-02-28 08:00:00")
        invoice = self.get_open_invoice(membership)
        with self.at("2026-03-01 12:00:00"):
            self.pay(invoice, 5)
            self.credit(invoice)
        self.tick("2026-03-02 08:00:00")
        self.assertEqual(membership.term_ids.filtered(lambda term: term.kind == "renewal").state, "void")
        self.assertEqual(membership.state, "ended")
