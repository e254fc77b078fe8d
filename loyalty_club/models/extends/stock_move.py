from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Deliveries and returns change how much of an order counts."""
        done = super()._action_done(cancel_backorder=cancel_backorder)
        orders = done.sudo().sale_line_id.order_id
        club_orders = orders.filtered(lambda order: order.state == "sale" and order.coupon_point_ids)
        if club_orders:
            club_orders._sync_points()
        return done
