from odoo import api, models
from odoo.exceptions import UserError


class LoyaltyTier(models.Model):
    _inherit = "loyalty.tier"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_rules(self):
        """What is only for this tier (a rule, a promotion) would become something for everybody."""
        limited = {"loyalty.rule": "tier_ids", "loyalty.program": "member_tier_ids"}
        for model, field in limited.items():
            rules = self.env[model].sudo().with_context(active_test=False).search([(field, "in", self.ids)], limit=1)
            if not rules:
                continue
            raise UserError(
                self.env._(
                    "The rule “%(rule)s” is only for this tier. Change or delete the rule first, or archive the tier.",
                    rule=rules[0].display_name,
                )
            )
