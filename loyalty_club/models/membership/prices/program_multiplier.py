from odoo import api, fields, models

from ....engine.earning_values import ONE
from ...earning.program_earning import number


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    membership_plan_ids = fields.One2many(
        "loyalty.membership.plan", "program_id", "Membership plans", context={"active_test": False}
    )
    has_plans = fields.Boolean(
        compute="_compute_has_plans", store=True, help="Purchases in clubs without plans do not look for memberships."
    )

    @api.depends("membership_plan_ids")
    def _compute_has_plans(self):
        for program in self:
            program.has_plans = bool(program.membership_plan_ids)

    def _get_multiplier(self, tier, partner):
        """What the points of a purchase in this club are multiplied by: the higher of tier and paid memberships.

        :param tier: ``loyalty.tier`` of the account; may be empty
        :param partner: who buys; may be empty
        :return: {"multiplier": Decimal, "plan": id of the plan that gives it, else None}
        """
        self.ensure_one()
        earned = number(tier.point_multiplier) if tier else ONE
        if not partner or not self.has_plans:
            return {"multiplier": earned, "plan": None}
        benefits = partner.with_company(self.company_id or self.env.company)._get_own_membership_benefits()
        multiplier, plan = benefits.best_multiplier(self.id, earned)
        return {"multiplier": multiplier, "plan": plan}
