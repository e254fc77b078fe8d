"""What was credited of an order without a refund at a till: by a credit note on its invoice."""

from odoo import models

from ...engine.points import ZERO
from ..earning.program_earning import number


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _get_credited_quantities(self):
        """What credit notes that were written by hand took back, less what was billed again instead.

        Invoices of tills do not know the lines of their orders: those of the same product and price are taken, those
        first that were returned at a till, because both are two views of one loss.

        :return: {line: quantity in its unit (Decimal)}; no query for orders without an invoice
        """
        self.ensure_one()
        corrections = self.account_move._get_till_corrections()
        if not corrections:
            return {}
        orders = self.account_move.sudo().pos_order_ids
        lines = orders.lines.filtered(lambda line: line.qty > 0 and not line.refunded_orderline_id)
        lines = lines.sorted(lambda line: -line._get_returned_quantity())
        credited = dict.fromkeys(lines, ZERO)
        for billed in corrections.sorted("id").invoice_line_ids:
            if billed.display_type == "product" and billed.product_id:
                self._add_credited(credited, billed)
        for combo in lines.filtered("combo_line_ids"):  # invoices have a line for each part, none for the whole
            parts = [credited[part] / number(part.qty) for part in combo.combo_line_ids if part in credited]
            credited[combo] = min(parts, default=ZERO) * number(combo.qty)
        return credited

    @staticmethod
    def _add_credited(credited, billed):
        """Let one line of a credit note (or of an invoice that replaces another) count for lines of the order."""
        taken_back = billed.move_id.move_type == "out_refund"
        same = [line for line in credited if line.product_id == billed.product_id]
        unit = billed.product_id.uom_id
        left = number(billed.product_uom_id._compute_quantity(billed.quantity, unit, round=False))
        for line in sorted(same, key=lambda line: _price(line) != _price(billed)):
            room = number(line.qty) - credited[line] if taken_back else credited[line]
            part = min(left, room)
            if part > 0:
                share = part * _share_of_price(line, billed)
                credited[line] += share if taken_back else -share
                left -= part


def _price(line):
    return number(line.price_unit) * (100 - number(line.discount))


def _share_of_price(line, billed):
    """1 where a unit is credited at its price or more; less where only some of the price is."""
    price = _price(line)
    return min(max(_price(billed) / price, ZERO), 1) if price else 1
