"""What a plan gives, and to whom."""

from odoo import models
from odoo.fields import Domain

from ...engine.membership_benefits import Benefits, FreeShipping
from ..earning.program_earning import number


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def _get_benefits(self):
        """The plan's benefits as the engine's values, for the company of the environment."""
        self.ensure_one()
        shipping, pricelist = (), self.pricelist_id
        if self.free_shipping:
            minimum = number(self.free_shipping_minimum)
            shipping = (FreeShipping(minimum, frozenset(self.free_shipping_carrier_ids.ids), self.id),)
        return Benefits(
            plans=(self.id,),
            multipliers={self.program_id.id: (number(self.point_multiplier), self.id)},
            pricelist=pricelist.id if pricelist._is_of_company(self.env.company) else None,
            shipping=shipping,
            early_days=self.early_days,
        )

    def _may_try(self, partner):
        """Whether the customer may have a trial: the plan has one, and this is their first membership of it. Another
        account with the same e-mail address or telephone number is the same customer.
        """
        self.ensure_one()
        return bool(self._get_triable(partner))

    def _get_triable(self, partner):
        """Those of these plans that the customer may try (see ``_may_try``): one query, however many there are.

        :param partner: a customer, or nobody (guests)
        """
        plans = self.filtered(lambda plan: plan.trial_days and plan.active)
        if not plans or not partner:
            return plans
        person = partner.sudo()
        who = Domain("partner_id", "=", partner.id)
        for name in ("email_normalized", "phone_sanitized"):
            if person[name]:
                who |= Domain("partner_id", "any", [(name, "=", person[name])])
        found = self.env["loyalty.membership"].sudo()._read_group(Domain("plan_id", "in", plans.ids) & who, ["plan_id"])
        had = {plan.id for (plan,) in found}
        return plans.filtered(lambda plan: plan.id not in had)
