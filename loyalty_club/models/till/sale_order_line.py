"""Sales orders that are settled at a till: what is sold and returned there counts as billed, paid and delivered."""

from dataclasses import replace
from decimal import Decimal

from odoo import models

from ...engine.points import ZERO
from ..earning.program_earning import number
from ..extends.sale_order import QUOTATIONS
from .pos_order import PAID

SETTLED = "loyalty_club.settled"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _is_payment_captured(self):
        """What was paid at a till confirms its order, too: the money is taken, the goods are gone."""
        return super()._is_payment_captured() or self._is_settled()

    def action_confirm(self):
        """Rewards that were part of what was paid at a till stay, whatever the account holds now."""
        settled = self.filtered(lambda order: order.state in QUOTATIONS and order._is_settled())
        data = self.env.cr.cache
        data[SETTLED] = {order.id: order.sudo()._get_promised_points() for order in settled}
        try:
            return super().action_confirm()
        finally:
            data.pop(SETTLED, None)

    def _get_held_points(self, card):
        promised = (self.env.cr.cache.get(SETTLED) or {}).get(self.id) or {}
        return max(super()._get_held_points(card), promised.get(card, ZERO))

    def _get_overdraft_cause(self):
        cause = super()._get_overdraft_cause()
        return "offline" if cause and self._is_settled() else cause

    def _is_settled(self):
        """Whether some of the order was paid at a till."""
        lines = self.sudo().order_line.pos_order_line_ids
        return any(line.order_id.state in PAID and line.qty > 0 for line in lines)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_line_state(self, weight):
        state = super()._get_line_state(weight)
        sold, returned = self._get_till_quantities()
        if not sold and not returned:
            return state
        return replace(
            state,
            invoiced=max(state.invoiced, sold),
            credited=max(state.credited, returned),
            paid=state.paid + sold,
            paid_credited=state.paid_credited + returned,
            delivered=max(state.delivered, sold),
            returned=max(state.returned, returned),
        )

    def _get_till_quantities(self):
        """(sold, returned) at tills so far, in the line's unit (Decimals); down payments are no goods."""
        self.ensure_one()
        lines = self.sudo().pos_order_line_ids
        if not lines or self.is_downpayment:
            return Decimal(0), Decimal(0)
        sold = lines.filtered(lambda line: line.order_id.state in PAID and line.qty > 0)
        refunds = (lines | lines.refund_orderline_ids).filtered(
            lambda line: line.order_id.state in PAID and line.qty < 0
        )
        planned = self.env.cr.cache.get("loyalty_club.planned_refund") or {}
        returned = -sum(refunds.mapped("qty")) + float(sum(planned.get(line.id, 0) for line in sold))
        return tuple(
            number(self._convert_qty(self, quantity, "p2s")) for quantity in (sum(sold.mapped("qty")), returned)
        )
