"""A copy of a club has tiers and activities of its own."""

from odoo import models
from odoo.fields import Command

TIERS_OF = {"reward_ids": "min_tier_id", "rule_ids": "tier_ids"}


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def copy_data(self, default=None):
        """Tiers of this club are no tiers of its copy; see :meth:`copy` for those."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            for lines, field in TIERS_OF.items():
                for command in vals.get(lines) or ():
                    if command[0] == Command.CREATE:
                        command[2].pop(field, None)
        return vals_list

    def copy(self, default=None):
        """Whoever may make a club may copy one, without rights to the tills and products that it names."""
        self.check_access("read")
        self.check_access("create")
        copies = super(LoyaltyProgram, self.sudo()).copy(default)
        for program, copy in zip(self.sudo(), copies, strict=True):
            if program.program_type == copy.program_type == "loyalty" and "tier_ids" not in (default or {}):
                program._copy_tiers_to(copy)
        copies = copies.with_env(self.env)
        copies.check_access("create")
        return copies

    def _copy_tiers_to(self, copy):
        """Give the copy tiers and activities like those of this club, and let its rules and rewards ask for them."""
        old_tiers = self.with_context(active_test=False).tier_ids
        with copy._watch_tiers():
            tiers = dict(zip(old_tiers, old_tiers.copy({"program_id": copy.id}), strict=True))
        for lines, field in TIERS_OF.items():
            for old, new in zip(self[lines].sorted("id"), copy[lines].sorted("id"), strict=False):
                if old[field]:
                    new[field] = old[field].browse(tiers[tier].id for tier in old[field])
        for activity in self.activity_rule_ids:
            chosen = [tiers[tier].id for tier in activity.tier_ids]
            activity.copy({"program_id": copy.id, "tier_ids": [Command.set(chosen)]})
