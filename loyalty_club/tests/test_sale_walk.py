"""Random sequences of everything that can happen to an order, against a plain calculation of what must be booked."""

import os
import random

from odoo.tests import tagged

from .sale_case import SaleCase

WALKS = int(os.environ.get("CLUB_WALKS", "3"))
STEPS = 12


@tagged("post_install", "-at_install")
class TestSaleWalk(SaleCase):
    """One line of goods at 10 a piece, 1 point per unit of money; the plain model counts pieces."""

    def setUp(self):
        super().setUp()
        self.goods = self.make_product(price=10, type="consu", invoice_policy="order")

    def test_walks(self):
        for seed in range(WALKS):
            for earn_on in ("order", "invoice_paid", "delivery"):
                with self.subTest(seed=seed, earn_on=earn_on), self.env.cr.savepoint() as savepoint:
                    self.walk(random.Random(f"{seed} {earn_on}"), earn_on)
                    savepoint.rollback()

    def walk(self, rng, earn_on):
        club = self.make_club(earn_on=earn_on, debit_policy="arrears")
        self.club.active = False
        self.card = self.make_member(club)
        self.order = self.make_order(self.card.partner_id, [(self.goods, 10)])
        self.invoices, self.notes, self.sent, self.log = [], [], [], []
        steps = [name for name in dir(self) if name.startswith("do_")]
        self.order.action_confirm()
        while len(self.log) < STEPS:
            step = rng.choice(steps)
            if getattr(self, step)(rng):
                self.log.append(step)
                self.check(earn_on)

    def check(self, earn_on):
        self.assertEqual(self.balance(), self.expected(earn_on), self.log)
        counted = [sum(self.card.ledger_ids.mapped(f"qualifying_{name}")) for name in ("points", "amount")]
        self.assertEqual([round(value, 2) for value in counted], [self.card.points] * 2, self.log)
        orders = sum(self.card.ledger_ids.mapped("qualifying_orders"))
        self.assertEqual(orders, 1 if self.card.points else 0, self.log)
        self.assertLedger(self.card)

    def expected(self, earn_on):
        """10 points a piece that counts, from the documents alone."""
        if self.order.state != "sale":
            return 0
        line = self.order.order_line
        posted = [move for move in self.order.invoice_ids if move.state == "posted"]
        bills = [move for move in posted if move.move_type == "out_invoice"]
        notes = [move for move in posted if move.move_type == "out_refund"]
        billed, credited = self.pieces(bills), self.pieces(notes)
        done = [move for move in line.move_ids if move.state == "done"]
        sent = sum(move.quantity for move in done if move.location_dest_usage == "customer")
        returned = sum(move.quantity for move in done if move.location_dest_usage != "customer")
        ordered = line.product_uom_qty
        counts = min(ordered, max(ordered, billed) - credited, max(ordered, sent) - returned)
        if earn_on == "invoice_paid":
            paid = [move for move in bills if move.payment_state in ("paid", "in_payment")]
            lost = [note for note in notes if note.reversed_entry_id in paid]
            counts = min(counts, self.pieces(paid) - self.pieces(lost))
        elif earn_on == "delivery":
            counts = min(counts, sent - returned)
        return max(counts, 0) * 10

    @staticmethod
    def pieces(moves):
        return sum(line.quantity for move in moves for line in move.invoice_line_ids if line.sale_line_ids)

    # --- steps; each says whether it could be done ---

    def do_confirm(self, rng):
        if self.order.state == "draft":
            self.order.action_confirm()
            return True
        return False

    def do_cancel_and_reset(self, rng):
        if self.order.state == "sale" and not self.sent and not self.invoices and rng.random() < 0.5:
            self.order._action_cancel()
            self.order.action_draft()
            return True
        return False

    def do_change_quantity(self, rng):
        if self.order.state == "sale":
            self.order.order_line.product_uom_qty = rng.randint(max(1, int(self.order.order_line.qty_delivered)), 12)
            return True
        return False

    def do_invoice(self, rng):
        line = self.order.order_line
        if self.order.state == "sale" and line.qty_to_invoice > 0:
            self.invoices.append(self.invoice(self.order, {line: rng.randint(1, int(line.qty_to_invoice))}))
            return True
        return False

    def do_pay(self, rng):
        unpaid = [move for move in self.invoices if move.state == "posted" and move.payment_state == "not_paid"]
        if unpaid:
            self.pay(rng.choice(unpaid))
            return True
        return False

    def do_unpay(self, rng):
        paid = [move for move in self.invoices if move.payment_state in ("paid", "in_payment")]
        if paid:
            self.unpay(rng.choice(paid))
            return True
        return False

    def do_credit(self, rng):
        whole = [move for move in self.invoices if move.state == "posted" and not move.reversal_move_ids]
        if whole:
            move = rng.choice(whole)
            most = int(self.pieces([move]))
            self.notes.append(self.credit(move, {self.order.order_line: rng.randint(1, most)}))
            return True
        return False

    def do_take_credit_back(self, rng):
        posted = [note for note in self.notes if note.state == "posted"]
        if posted:
            rng.choice(posted).button_draft()
            return True
        return False

    def do_credit_again(self, rng):
        drafts = [note for note in self.notes if note.state == "draft"]
        if drafts:
            rng.choice(drafts).action_post()
            return True
        return False

    def do_deliver(self, rng):
        waiting = [
            picking for picking in self.order.picking_ids
            if picking.state not in ("done", "cancel") and picking.picking_type_code == "outgoing"
        ]  # fmt: skip
        if self.order.state == "sale" and waiting:
            self.sent.append(self.deliver(self.order, rng.randint(1, 5)))
            return True
        return False

    def do_send_back(self, rng):
        fresh = [picking for picking in self.sent if not picking.return_ids]
        if fresh:
            picking = rng.choice(fresh)
            self.send_back(picking, rng.randint(1, int(picking.move_ids.quantity)))
            return True
        return False
