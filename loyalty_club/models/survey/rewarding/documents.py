"""Whatever happens to orders and invoices, rewards for surveys about them follow."""

from odoo import models

from ...till.pos_order import PAID


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _sync_points(self):
        result = super()._sync_points()
        self.env["survey.user_input"]._sync_order_rewards("sale.order", self.ids)
        return result

    def _sync_club_orders(self):
        """Orders without points of their own may have paid for an answer all the same."""
        result = super()._sync_club_orders()
        self.env["survey.user_input"]._sync_order_rewards("sale.order", self.ids)
        return result


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _sync_points(self):
        """Within the attempt to book an order: what fails is listed, and does not stop the till."""
        known = self.sudo().filtered(lambda order: order.state in PAID and order.club_results)
        result = super()._sync_points()
        known |= self.sudo().lines.refunded_orderline_id.order_id
        self.env["survey.user_input"]._sync_order_rewards("pos.order", known.ids)
        return result


class AccountMove(models.Model):
    _inherit = "account.move"

    def _sync_club_points(self):
        result = super()._sync_club_points()
        invoices = (self | self.sudo().reversed_entry_id).filtered(lambda move: move.move_type == "out_invoice")
        self.env["survey.user_input"]._sync_order_rewards("account.move", invoices.ids)
        return result
