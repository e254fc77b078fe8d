from odoo import api, models
from odoo.exceptions import ValidationError

from ....engine.membership_states import RUNNING

AT_ONCE = 1000  # members who get another tier while the manager waits; of more the job takes care


class LoyaltyMembershipPlan(models.Model):
    """Another tier of a plan is that of its members from now on."""

    _inherit = "loyalty.membership.plan"

    @api.constrains("tier_id", "program_id")
    def _check_tier(self):
        for plan in self:
            if plan.tier_id and plan.tier_id.program_id != plan.program_id:
                raise ValidationError(
                    self.env._(
                        "“%(tier)s” is no tier of “%(club)s”. Choose one of its tiers for “%(plan)s”.",
                        tier=plan.tier_id.name,
                        club=plan.program_id.name,
                        plan=plan.name,
                    )
                )

    def write(self, vals):
        changed = self.filtered(lambda plan: plan.tier_id.id != (vals["tier_id"] or False)) if "tier_id" in vals else ()
        result = super().write(vals)
        for plan in changed:
            plan._give_tier()
        return result

    def _give_tier(self):
        memberships = self.env["loyalty.membership"].sudo()
        found = memberships.search([("plan_id", "=", self.id), ("state", "in", tuple(RUNNING))], limit=AT_ONCE + 1)
        if len(found) > AT_ONCE:
            self.sudo().program_id._apply_tiers()
        else:
            found.card_id._sync_membership_tiers()
