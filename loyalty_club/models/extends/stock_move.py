from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Deliveries and returns change how much of an order counts."""
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done.sudo().sale_line_id.order_id._sync_club_orders()
        return done
