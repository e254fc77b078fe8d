from decimal import Decimal

from odoo import models

from ...engine.document import LineState
from ..earning.program_earning import number
from .pos_order import PAID


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _get_line_state(self, weight):
        """Quantities of the line as a value of the engine.

        :param weight: what the line contributed to the points (Decimal)
        """
        self.ensure_one()
        return LineState(weight=Decimal(weight), ordered=number(self.qty), credited=self._get_returned_quantity())

    def _get_returned_quantity(self):
        """What paid refunds took back of this line so far, in the line's unit (Decimal, not negative).

        A refund that is only being thought of (see ``pos.order.get_club_refund``) counts, too.
        """
        returned = sum((-number(line.qty) for line in self._get_refund_lines() if line.qty < 0), Decimal(0))
        planned = self.env.cr.cache.get("loyalty_club.planned_refund") or {}
        return returned + planned.get(self.id, Decimal(0))

    def _get_refund_lines(self):
        return self.refund_orderline_ids.filtered(lambda line: line.order_id.state in PAID)

    def _is_settled(self):
        """Whether the line is of a sales order, which earns and spends by itself."""
        return bool(self.sale_order_origin_id or self.sale_order_line_id)

    def _is_goods(self):
        return not self.reward_id and self.qty > 0 and self._get_paid_amounts()[1] >= 0

    def _get_paid_amounts(self):
        """(taxed, untaxed) amounts of the line and of the parts of its combo, in the order's currency.

        What the till sends is taken where it is what price, quantity and taxes make, but for rounding.
        """
        self.ensure_one()
        known = self.env.cr.cache.setdefault("loyalty_club.line_amounts", {})
        key = (self.id, self.write_date, len(self.combo_line_ids))
        if key not in known:
            parts = [line._get_true_amounts() for line in self.combo_line_ids | self]
            known[key] = tuple(sum(amounts) for amounts in zip(*parts, strict=True))
        return known[key]

    def _get_true_amounts(self):
        currency = self.order_id.currency_id
        sent = self.price_subtotal_incl, self.price_subtotal
        found = self._compute_amount_line_all()
        true = found["price_subtotal_incl"], found["price_subtotal"]
        slack = currency.rounding * 1.5
        same = all(abs(one - other) <= slack for one, other in zip(sent, true, strict=True))
        return sent if same else true
