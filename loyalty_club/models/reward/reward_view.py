"""What the screens of rewards show and open."""

from odoo import api, models


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    @api.depends_context("club_short_name")
    def _compute_display_name(self):
        """Where the club is plain from what is around it, a reward is called by its own name."""
        if not self.env.context.get("club_short_name"):
            return super()._compute_display_name()
        for reward in self:
            reward.display_name = reward.description
        return None

    def action_claim_for_member(self):
        """Ask for whom, then claim."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_reward_claim_wizard_action")
        action["context"] = {"default_reward_id": self.id}
        return action
