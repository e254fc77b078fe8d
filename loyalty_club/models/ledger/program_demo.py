"""The door through which demo data comes in."""

from odoo import api, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    @api.model
    def _make_demo_shop(self):
        """Called once, by the demo data; its code is not even imported elsewhere."""
        from ...demo import shop

        shop.make(self.env)
