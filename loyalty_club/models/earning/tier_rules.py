from odoo import api, models
from odoo.exceptions import UserError


class LoyaltyTier(models.Model):
    _inherit = "loyalty.tier"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_rules(self):
        """A rule only for this tier would become a rule for everybody."""
        rules = self.env["loyalty.rule"].sudo().with_context(active_test=False).search([("tier_ids", "in", self.ids)])
        if rules:
            raise UserError(
                self.env._(
                    "The rule “%(rule)s” is only for this tier. Change or delete the rule first, or archive the tier.",
                    rule=rules[0].display_name,
                )
            )
