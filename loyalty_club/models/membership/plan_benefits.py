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
        if not self.trial_days or not self.active:
            return False
        person = partner.sudo()
        who = Domain("partner_id", "=", partner.id)
        for name in ("email_normalized", "phone_sanitized"):
            if person[name]:
                who |= Domain("partner_id", "any", [(name, "=", person[name])])
        return not self.env["loyalty.membership"].sudo().search_count(Domain("plan_id", "=", self.id) & who, limit=1)
