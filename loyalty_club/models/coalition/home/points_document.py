"""What wakes the job up that gives coupons of partners."""

from odoo import models


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    def _after_sync(self, traces):
        super()._after_sync(traces)
        if self:
            self.env["loyalty.coalition.offer"]._wake_up("order")


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _give_welcome_coupons(self, reached):
        super()._give_welcome_coupons(reached)
        if reached:
            self.env["loyalty.coalition.offer"]._wake_up("tier")
