"""Credit notes that somebody writes on the invoice of a till's order."""

from odoo.tests import tagged

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillCredit(TillCase):
    """They are refunds of their lines; what is returned at a till as well counts once."""

    def points(self):
        self.member.invalidate_recordset()
        return self.member.points

    def invoiced(self, *lines):
        order = self.sell(*lines or [(self.coffee, 3)], to_invoice=True)
        self.assertTrue(order.account_move)
        return order

    def credit(self, order, lines=None, modify=False):
        """A posted credit note; ``lines``: [(quantity, price or None)] of its goods, by default all of it."""
        invoice = order.account_move
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard = wizard.create({"journal_id": invoice.journal_id.id})
        if modify:
            wizard.modify_moves()
            return wizard.new_move_ids
        wizard.refund_moves()
        note = wizard.new_move_ids
        goods = note.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        for line, (quantity, price) in zip(goods, lines or [], strict=bool(lines)):
            line.write({"quantity": quantity, **({} if price is None else {"price_unit": price})})
        note.action_post()
        return note

    def test_all_of_it(self):
        order = self.invoiced()
        note = self.credit(order)
        self.assertEqual(self.points(), 0.0)
        note.button_draft()
        self.assertEqual(self.points(), 30.0)
        self.assertLedger(self.member)

    def test_some_of_it(self):
        order = self.invoiced()
        self.credit(order, [(1, None)])
        self.assertEqual(self.points(), 20.0)
        self.credit(order, [(1, None)])
        self.assertEqual(self.points(), 10.0)
        self.assertLedger(self.member)

    def test_some_of_the_price(self):
        order = self.invoiced()
        self.credit(order, [(1, 5.0)])
        self.assertEqual(self.points(), 25.0)

    def test_returned_at_the_till_as_well(self):
        order = self.invoiced()
        self.credit(order, [(2, None)])
        self.assertEqual(self.points(), 10.0)
        self.refund(order, {order.lines: 2})
        self.assertEqual(self.points(), 10.0)
        self.refund(order, {order.lines: 1})
        self.assertEqual(self.points(), 0.0)
        self.assertLedger(self.member)

    def test_credit_note_of_a_refund_at_the_till(self):
        order = self.invoiced()
        refund = self.refund(order, {order.lines: 1}, to_invoice=True)
        self.assertEqual(refund.account_move.reversed_entry_id, order.account_move)
        self.assertEqual(self.points(), 20.0)
        self.credit(order, [(1, None)])
        self.assertEqual(self.points(), 20.0)
        self.credit(order, [(1, None)])
        self.assertEqual(self.points(), 10.0)

    def test_lines_of_the_same_product(self):
        """The credit note is for the line that was returned, not for the first one like it."""
        order = self.invoiced((self.coffee, 3), (self.coffee, 2))
        self.refund(order, {order.lines[1]: 2})
        self.assertEqual(self.points(), 30.0)
        self.credit(order, [(0, None), (2, None)])
        self.assertEqual(self.points(), 30.0)

    def test_lines_of_other_prices(self):
        order = self.invoiced(self.line(self.coffee, 1, 10.0), self.line(self.coffee, 1, 4.0))
        self.assertEqual(self.points(), 14.0)
        self.credit(order, [(0, None), (1, None)])
        self.assertEqual(self.points(), 10.0)

    def test_written_anew(self):
        """Reversed because the address was wrong: the goods were kept."""
        order = self.invoiced()
        again = self.credit(order, modify=True)
        self.assertEqual(self.points(), 0.0)
        again.action_post()
        self.assertEqual(self.points(), 30.0)
        note = again._reverse_moves([{}])
        note.action_post()
        self.assertEqual(self.points(), 0.0)
        self.assertLedger(self.member)

    def test_reward(self):
        self.member._post_points(150, "accrual", expires_on=None)
        order = self.invoiced(
            self.line(self.coffee, 3), self.reward_line(self.club.reward_ids, 10.0, coupon_id=self.member.id)
        )
        self.assertEqual(self.points(), 80.0)
        self.credit(order)
        self.assertEqual(self.points(), 150.0)

    def test_preview_knows_it(self):
        order = self.invoiced()
        self.credit(order, [(1, None)])
        call = self.env["pos.order"].with_user(self.cashier).get_club_refund
        self.assertEqual(call(order.id, {str(order.lines.id): 1}), [])
        [found] = call(order.id, {str(order.lines.id): 3})
        self.assertEqual(found["taken_back"], 20.0)

    def test_other_invoices_ask_nothing(self):
        """Invoices that have nothing to do with a till cost no query of this."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.member.partner_id.id,
                "invoice_line_ids": [(0, 0, {"product_id": self.coffee.id, "quantity": 1, "price_unit": 10})],
            }
        )
        invoice.action_post()
        self.env.flush_all()
        invoice._sync_club_points()
        with self.assertQueryCount(0):
            invoice._sync_club_points()
