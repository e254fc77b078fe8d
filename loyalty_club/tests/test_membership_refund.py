"""Money given back by staff: credit notes, shorter memberships, refusals."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .membership_case import MembershipCase


@tagged("post_install", "-at_install")
class TestMembershipRefund(MembershipCase):
    def bill(self, period=None, quantity=1, **values):
        """Invoiced periods of Ada; returns the membership."""
        period = period or self.month
        invoice = self.make_invoice(self.ada, period.product_id, period.price)
        if quantity != 1:
            invoice.button_draft()
            invoice.invoice_line_ids.quantity = quantity
            invoice.action_post()
        self.pay(invoice)
        return self.start(period=period, quantity=quantity, term_values={"move_id": invoice.id, **values})

    def step(self, membership, step, user=None, **values):
        wizard = self.env["loyalty.membership.step"].with_user(user or self.env.user)
        wizard = wizard.create(
            {"membership_ids": [Command.set(membership.ids)], "step": step, "reason": "Asked", **values}
        )
        wizard.action_do()
        return wizard

    def test_unused_within_the_days_all_of_it(self):
        self.plan.refund_rule = "full"
        with self.at("2026-03-01 12:00"):
            membership = self.bill(self.year)
        with self.at("2026-03-10 12:00"):
            wizard = self.env["loyalty.membership.step"].new({"membership_ids": membership.ids, "step": "refund"})
            self.assertEqual(wizard.rule_amount, 98)
            self.step(membership, "refund")
        self.assertEqual((membership.state, membership.end_reason), ("ended", "refunded"))
        self.assertEqual((membership.term_ids.state, membership.term_ids.refunded_amount), ("refunded", 98))
        note = membership.term_ids.move_id.reversal_move_ids
        self.assertEqual((note.move_type, note.state, note.amount_untaxed), ("out_refund", "posted", 98))

    def test_pro_rata_to_the_cent(self):
        self.plan.write({"refund_rule": "pro_rata", "refund_days": 0})
        with self.at("2026-01-01 12:00"):
            membership = self.bill(self.year)
        with self.at("2026-04-10 12:00"):
            self.step(membership, "refund")
        # 265 of 365 days are left: 71.15
        self.assertEqual(membership.term_ids.refunded_amount, 71.15)
        self.assertEqual(membership.term_ids.move_id.reversal_move_ids.amount_untaxed, 71.15)
        self.assertTerms(membership, [("2026-01-01", "2026-04-10", "paid")])
        self.assertEqual(membership.state, "ended")

    def test_never_more_than_was_paid(self):
        membership = self.bill()
        with self.assertRaisesRegex(UserError, "At most"):
            self.step(membership, "refund", amount=12.96)
        self.step(membership, "refund", amount=5, end_now=False)
        self.assertEqual(membership.state, "active")
        with self.assertRaisesRegex(UserError, "At most"):
            self.step(membership, "refund", amount=7.96)
        with self.assertRaisesRegex(UserError, "are left"):
            membership.term_ids._refund(8, "too much")
        self.step(membership, "refund", amount=7.95, end_now=False)
        self.assertEqual((membership.state, membership.term_ids.refunded_amount), ("ended", 12.95))
        notes = membership.term_ids.move_id.reversal_move_ids
        self.assertEqual(sorted(notes.mapped("amount_untaxed")), [5, 7.95])

    def test_of_three_months_the_newest_first(self):
        self.plan.refund_rule = "pro_rata"
        with self.at("2026-01-31 12:00"):
            membership = self.bill(quantity=3)
        with self.at("2026-02-10 12:00"):
            self.step(membership, "refund", amount=25.90, end_now=False)
            self.assertTerms(
                membership,
                [
                    ("2026-01-31", "2026-02-27", "paid"),
                    ("2026-02-28", "2026-03-30", "refunded"),
                    ("2026-03-31", "2026-04-29", "refunded"),
                ],
            )
            self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-02-27"))
            self.assertEqual(membership.term_ids.move_id.reversal_move_ids.amount_untaxed, 25.90)
            # bought again: counted from 31 January still
            self.start(key="again")
            self.assertEqual(str(membership.paid_until), "2026-03-30")

    def test_a_period_in_the_middle_moves_the_later_ones_up(self):
        with self.at("2026-01-01 12:00"):
            membership = self.bill(quantity=3)
            first, second, third = membership.term_ids.sorted("date_from")
            second._note_refunded(12.95, "by hand")
            self.assertEqual((str(third.date_from), str(third.date_to)), ("2026-02-01", "2026-03-03"))
            self.assertEqual(str(membership.paid_until), "2026-03-03")
            second._note_refunded(12.95, "by hand")
            self.assertEqual(str(membership.paid_until), "2026-03-03")
            second._note_refunded(0, "credit note cancelled")
            self.assertEqual(second.state, "paid")
            self.assertEqual(str(membership.paid_until), "2026-03-31")
            self.assertEqual(first.state, "paid")

    def test_a_refund_that_was_none_brings_it_back(self):
        membership = self.bill()
        membership.term_ids._note_refunded(12.95)
        self.assertEqual(membership.state, "ended")
        membership.term_ids._note_refunded(0)
        self.assertEqual((membership.state, membership.end_reason), ("active", False))

    def test_price_with_taxes_inside(self):
        tax = self.env["account.tax"].create(
            {"name": "20 % inside", "amount": 20, "price_include_override": "tax_included"}
        )  # fmt: skip
        invoice = self.make_invoice(self.ada, self.month.product_id, 12.95, post=False)
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        amount = invoice.amount_untaxed
        membership = self.start(term_values={"move_id": invoice.id, "amount": amount})
        self.step(membership, "refund", amount=3.33, end_now=False)
        note = invoice.reversal_move_ids
        self.assertEqual(note.amount_untaxed, 3.33)
        self.assertAlmostEqual(note.amount_total, 4.0, 2)
        self.step(membership, "refund", amount=amount - 3.33)
        self.assertEqual(sum(invoice.reversal_move_ids.mapped("amount_untaxed")), amount)

    def test_the_order_hears_of_it(self):
        order = self.buy()
        membership = self.start(term_values={"sale_line_id": order.order_line.id})
        self.step(membership, "refund", amount=12.95)
        self.assertEqual(order.order_line.qty_invoiced, 0)

    def test_without_an_invoice_it_says_what_to_do(self):
        membership = self.start()
        with self.assertRaisesRegex(UserError, "invoice the order first"):
            self.step(membership, "refund", amount=1)

    # --- the other steps ---

    def test_steps_ask_for_a_reason_and_a_manager(self):
        membership = self.start()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.step(membership, "pause", reason=" ")
        clerk = self.make_user("club_user")
        with self.assertRaises(AccessError):
            self.step(membership, "pause", user=clerk)
        with self.assertRaises(AccessError):
            membership.with_user(clerk).action_take_back()
        with self.assertRaises(AccessError):
            membership.with_user(clerk).write({"price": 1})

    def test_a_manager_pauses_extends_and_ends(self):
        manager = self.make_user("manager")
        with self.at("2026-03-01 12:00"):
            membership = self.start()
        with self.at("2026-03-02 12:00"):
            self.step(membership, "pause", user=manager, until="2026-03-20")
        with self.at("2026-03-12 12:00"):
            membership.with_user(manager).action_resume()
            self.assertTerms(membership, [("2026-03-01", "2026-04-10", "paid")])
            self.step(membership, "extend", user=manager, days=5)
            self.assertEqual(str(membership.paid_until), "2026-04-15")
            self.step(membership, "cancel", user=manager)
            membership.with_user(manager).action_take_back()
            self.step(membership, "end", user=manager)
        self.assertEqual((membership.state, membership.end_reason), ("ended", "staff"))
        reasons = membership.event_ids.sorted("id").mapped("reason")
        self.assertEqual(reasons.count("Asked"), 4)
        self.assertEqual(set(membership.event_ids.filtered("reason").user_id), {manager})

    def test_a_manager_starts_one(self):
        manager = self.make_user(
            "loyalty_club.group_club_manager,sales_team.group_sale_salesman_all_leads,base.group_user", login="boss"
        )
        form = Form(self.env["loyalty.membership.begin"].with_user(manager))
        form.partner_id, form.plan_id, form.how, form.reason = self.ada, self.plan, "free", "A thank you"
        self.assertEqual(form.period_id, self.month)
        wizard = form.save()
        membership = self.Membership.browse(wizard.action_begin()["res_id"])
        self.assertEqual((membership.partner_id, membership.renews, membership.state), (self.ada, False, "active"))
        self.assertEqual((membership.term_ids.kind, membership.term_ids.amount), ("gift", 0))
        wizard.action_begin()
        self.assertEqual(len(membership.term_ids), 1)
        wizard.how = "order"
        order = self.env["sale.order"].browse(wizard.action_begin()["res_id"])
        self.assertEqual((order.state, order.amount_total), ("draft", 12.95))
