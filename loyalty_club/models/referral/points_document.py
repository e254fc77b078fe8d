from odoo import models


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    def _after_sync(self, traces):
        """A friend's purchase may have become one, or be one no longer."""
        super()._after_sync(traces)
        self.env["loyalty.referral"].sudo().with_context(active_test=True)._sync_buyers(self)
