from odoo import api, models
from odoo.exceptions import UserError


class LoyaltyTier(models.Model):
    _inherit = "loyalty.tier"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_activities(self):
        """An activity only for this tier would become one for everybody."""
        activities = self.env["loyalty.activity"].sudo().with_context(active_test=False)
        found = activities.search([("tier_ids", "in", self.ids)], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "The rule “%(rule)s” is only for this tier. Change or delete the rule first, or archive the tier.",
                    rule=found.name,
                )
            )
