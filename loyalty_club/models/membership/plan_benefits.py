"""What a plan gives, and to whom."""

from odoo import models

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
        """Whether the customer may have a trial: the plan has one, and this is their first membership of it."""
        self.ensure_one()
        if not self.trial_days or not self.active:
            return False
        had = (
            self.env["loyalty.membership"]
            .sudo()
            .search_count([("plan_id", "=", self.id), ("partner_id", "=", partner.id)], limit=1)
        )
        return not had
