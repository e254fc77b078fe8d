"""What a plan gives, and to whom."""

from decimal import Decimal

from odoo import models

from ...engine.membership_benefits import Benefits, FreeShipping


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def _get_benefits(self):
        """The plan's benefits as the engine's values."""
        self.ensure_one()
        shipping = ()
        if self.free_shipping:
            minimum = Decimal(str(self.free_shipping_minimum))
            shipping = (FreeShipping(minimum, frozenset(self.free_shipping_carrier_ids.ids)),)
        return Benefits(
            plans=(self.id,),
            multipliers={self.program_id.id: Decimal(str(self.point_multiplier))},
            pricelist=self.pricelist_id.id or None,
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
