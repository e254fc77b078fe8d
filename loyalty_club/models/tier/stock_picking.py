from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _prepare_sale_delivery_line_vals(self):
        """Members with free delivery are not billed for what the carrier charged at the delivery, either; the picking
        keeps that cost.
        """
        values = super()._prepare_sale_delivery_line_vals()
        return {**values, "price_unit": 0.0} if self.sale_id._has_free_delivery(self.carrier_id) else values
