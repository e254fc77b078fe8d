"""What can happen to an order, as steps for tests."""

from odoo import Command


class SaleEvents:
    """Steps on one order; goes with ``ClubCase``."""

    def invoice(self, order, quantities=None):
        """Post an invoice of the order, or of {line: quantity} of it."""
        invoice = order._create_invoices(final=True)
        if quantities is not None:
            for line in invoice.invoice_line_ids:
                line.quantity = quantities.get(line.sale_line_ids, 0)
        invoice.action_post()
        return invoice

    def pay(self, invoice):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({})._create_payments()
        return invoice

    def unpay(self, invoice):
        invoice.line_ids.remove_move_reconcile()

    def credit(self, invoice, quantities=None):
        """Post a credit note of the invoice, or of {order line: quantity} of it."""
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        action = wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()
        note = self.env["account.move"].browse(action["res_id"])
        if quantities is not None:
            commands = []
            for line in note.invoice_line_ids:
                quantity = quantities.get(line.sale_line_ids, 0)
                commands.append(
                    Command.update(line.id, {"quantity": quantity}) if quantity else Command.delete(line.id)
                )
            note.invoice_line_ids = commands
        note.action_post()
        return note

    def deliver(self, order, quantity=None):
        """Send what is waiting to be sent (or ``quantity`` of each line); a rest is a backorder."""
        picking = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel") and picking.picking_type_code == "outgoing"
        )[:1]
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else min(quantity, move.product_uom_qty)
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, cancel_backorder=False)._action_done()
        return picking

    def send_back(self, picking, quantity):
        """Return ``quantity`` of each move of a delivery, to be refunded."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            line.write({"quantity": quantity, "to_refund": True})
        returned = wizard._create_return()
        for move in returned.move_ids:
            move.quantity = quantity
        returned.move_ids.picked = True
        returned._action_done()
        return returned
