"""How much of an order counts now: ordered, billed, paid, sent, returned and credited quantities of its lines."""

from collections import defaultdict
from decimal import Decimal

from odoo import models

from ...engine.document import LineState, kept_share
from ...engine.points import ZERO


def _decimal(value):
    return Decimal(repr(float(value or 0)))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_kept_share(self, earn_on, weights, fresh=False):
        """The part (Decimal, 0 to 1) of the order's points that counts now.

        :param str earn_on: what the club asks for
        :param weights: {line id as text: what the line contributed to the points}; None: by what the lines cost
        :param bool fresh: nothing was booked yet and confirmation earns: all of it counts
        """
        self.ensure_one()
        if fresh:
            return Decimal(1)
        return kept_share(
            [line._get_line_state(weight) for line, weight in self._get_point_weights(weights).items()],
            earn_on,
        )

    def _get_point_weights(self, weights):
        """{order line: Decimal}; lines that are no goods (rewards, delivery, sections) are not in it."""
        lines = self._get_not_rewarded_order_lines().filtered(
            lambda line: not line.combo_item_id and not line.is_delivery and line.product_uom_qty > 0
        )
        if weights is None:
            return {line: _decimal(max(line.price_total, 0.0)) for line in lines}
        return {line: weights.get(str(line.id), ZERO) for line in lines}

    def _get_qualifying_amount(self, program):
        """What the customer spends on goods, with taxes and after discounts, in the club's currency.

        Delivery does not count; paying with a gift card or an eWallet does not make it less.
        """
        lines = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_delivery
                and not line.is_downpayment
                and line.reward_id.reward_type != "shipping"
                and not line.reward_id.program_id.is_payment_program
            )
        )
        amount = sum(lines.mapped("price_total"))
        return self.currency_id._convert(amount, program.currency_id, self.company_id, self.date_order)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_line_state(self, weight):
        """Quantities of the line as a value of the engine, in the line's unit of measure."""
        self.ensure_one()
        billed = self._get_billed_quantities()
        sent, returned = self._get_moved_quantities()
        return LineState(
            weight=weight,
            ordered=_decimal(self.product_uom_qty),
            invoiced=_decimal(billed["invoiced"]),
            credited=_decimal(billed["credited"]),
            paid=_decimal(billed["paid"]),
            paid_credited=_decimal(billed["paid_credited"]),
            delivered=_decimal(sent),
            returned=_decimal(returned),
        )

    def _get_billed_quantities(self):
        """Quantities on posted invoices and credit notes, and those of paid invoices.

        A credit note on an invoice that was never paid takes nothing from what was paid.
        """
        quantities = defaultdict(float)
        for line in self._get_invoice_lines():
            move = line.move_id
            if move.state != "posted":
                continue
            quantity = line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id)
            if move.move_type == "out_invoice":
                quantities["invoiced"] += quantity
                if move._counts_as_paid():
                    quantities["paid"] += quantity
            elif move.move_type == "out_refund":
                quantities["credited"] += quantity
                if not move.reversed_entry_id or move.reversed_entry_id._counts_as_paid():
                    quantities["paid_credited"] += quantity
        return quantities

    def _get_moved_quantities(self):
        """(sent, returned) of goods; for services what was noted as delivered, nothing returned."""
        outgoing, incoming = self._get_outgoing_incoming_moves()
        if not outgoing and not incoming:
            return self.qty_delivered, 0.0
        return self._sum_done(outgoing), self._sum_done(incoming)

    def _sum_done(self, moves):
        return sum(
            move.product_uom._compute_quantity(move.quantity, self.product_uom_id)
            for move in moves
            if move.state == "done"
        )
