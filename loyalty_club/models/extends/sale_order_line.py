from odoo import api, models

from .sale_order import QUOTATIONS

POINT_FIELDS = {
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "product_id",
    "points_cost",
    "coupon_id",
    "qty_delivered",
}
"""A change of these on a confirmed order changes what it earns or spends."""


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _note_points_change(self, lines_changed=True):
        orders = self.order_id.filtered(lambda order: order.state == "sale")
        orders._note_points_change(lines_changed=lines_changed)

    def _note_rewards_change(self):
        """Payments in progress hold what rewards on quotations cost."""
        rewards = self.filtered(lambda line: line.points_cost and line.coupon_id.is_club)
        rewards.order_id.filtered(lambda order: order.state in QUOTATIONS)._note_rewards_change()

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["sale.order"]._collect_points():
            lines = super().create(vals_list)
            lines._note_points_change()
            return lines

    def write(self, vals):
        if not POINT_FIELDS & vals.keys():
            return super().write(vals)
        with self.env["sale.order"]._collect_points():
            self._note_points_change(lines_changed=bool((POINT_FIELDS - {"qty_delivered"}) & vals.keys()))
            if {"points_cost", "coupon_id"} & vals.keys():
                self._note_rewards_change()
            return super().write(vals)

    def unlink(self):
        with self.env["sale.order"]._collect_points():
            self._note_points_change()
            self._note_rewards_change()
            return super().unlink()
