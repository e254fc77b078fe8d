from odoo import api, fields, models


class LoyaltySimulationLine(models.TransientModel):
    """A line of the basket that is tried."""

    _name = "loyalty.simulation.line"
    _inherit = "loyalty.readable.window"
    _description = "Basket to Try"

    simulation_id = fields.Many2one("loyalty.simulation", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="simulation_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade", domain=[("sale_ok", "=", True)])
    quantity = fields.Float(default=1.0, required=True)
    price_unit = fields.Monetary(
        "Unit price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        help="In the club's currency, as on the product; taxes are added as on an order.",
    )

    @api.depends("product_id")
    def _compute_price_unit(self):
        for line in self:
            product, currency = line.product_id, line.currency_id
            line.price_unit = (
                product.currency_id._convert(product.lst_price, currency) if product and currency else product.lst_price
            )
