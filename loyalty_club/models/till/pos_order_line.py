from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.document import LineState
from ..earning.program_earning import number
from .pos_order import PAID

COUNTED = {"qty", "order_id", "refunded_orderline_id"}
"""How much of a paid order counts goes by these."""


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su and any(vals.get("refunded_orderline_id") for vals in vals_list):
            lines._check_not_booked()
        return lines

    def write(self, vals):
        """What was sold and returned stays as it was when it was booked.

        :raise UserError: lines of an order that has booked its points
        """
        if not self.env.su and COUNTED & vals.keys():
            self._check_not_booked()
        return super().write(vals)

    def _check_not_booked(self):
        if any(order.state in PAID and order.sudo().club_results for order in self.order_id):
            raise UserError(
                self.env._("The order is paid and its points are booked: its lines stay. Refund what was returned.")
            )

    def _get_line_state(self, weight, credited):
        """Quantities of the line as a value of the engine.

        :param weight: what the line contributed to the points (Decimal)
        :param credited: what credit notes without a refund at a till took back (Decimal)
        """
        self.ensure_one()
        returned = self._get_returned_quantity()
        return LineState(weight=Decimal(weight), ordered=number(self.qty), credited=credited, returned=returned)

    def _get_returned_quantity(self):
        """What paid refunds took back of this line so far, in the line's unit (Decimal, not negative).

        A refund that is only being thought of (see ``pos.order.get_club_refund``) counts, too.
        """
        returned = sum((-number(line.qty) for line in self._get_refund_lines() if line.qty < 0), Decimal(0))
        planned = self.env.cr.cache.get("loyalty_club.planned_refund") or {}
        return returned + planned.get(self.id, Decimal(0))

    def _get_refund_lines(self):
        """Paid refunds of this line; stock left the points alone in those of before the ledger began."""
        return self.refund_orderline_ids.filtered(
            lambda line: line.order_id.state in PAID and not line.order_id._is_before_ledger()
        )

    def _is_settled(self):
        """Whether the line is of a sales order, which earns and spends by itself."""
        return bool(self.sale_order_origin_id or self.sale_order_line_id)

    def _is_goods(self):
        return not self.reward_id and self.qty > 0 and self.price_unit >= 0

    def _get_paid_amounts(self):
        """(taxed, untaxed) amounts of each line and of the parts of its combo, in the order's currency.

        What the till sent is taken where it is what price, quantity and taxes make, but for rounding.

        :return: {line: (taxed, untaxed)}, floats
        """
        true = {line: line._get_true_amounts() for line in self | self.combo_line_ids}
        return {
            line: tuple(
                sum(amounts) for amounts in zip(*(true[part] for part in line | line.combo_line_ids), strict=True)
            )
            for line in self
        }

    def _get_true_amounts(self):
        currency = self.order_id.currency_id
        sent = self.price_subtotal_incl, self.price_subtotal
        if self.tax_ids:
            found = self._compute_amount_line_all()
            true = found["price_subtotal_incl"], found["price_subtotal"]
        else:
            true = (currency.round(self.price_unit * (1 - self.discount / 100) * self.qty),) * 2
        slack = currency.rounding * 1.5
        same = all(abs(one - other) <= slack for one, other in zip(sent, true, strict=True))
        return sent if same else true
