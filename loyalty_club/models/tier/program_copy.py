from odoo import models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def copy(self, default=None):
        """A copy of a club has copies of its tiers; its rules and rewards are for those."""
        copies = super().copy(default)
        for program, new in zip(self, copies, strict=True):
            if program.program_type == "loyalty" and not (default and "tier_ids" in default):
                program._copy_tiers(new)
        return copies

    def _copy_tiers(self, new):
        tiers = {tier: tier.copy({"program_id": new.id, "name": tier.name}) for tier in self.tier_ids}
        for rule, copy in zip(self.rule_ids, new.rule_ids, strict=True):
            if rule.tier_ids:
                copy.tier_ids = [tiers[tier].id for tier in rule.tier_ids if tier in tiers]
                copy.active = bool(copy.tier_ids)
        for reward, copy in zip(self.reward_ids, new.reward_ids, strict=True):
            if reward.min_tier_id:
                copy.min_tier_id = tiers.get(reward.min_tier_id, False)
                copy.active = bool(copy.min_tier_id)
