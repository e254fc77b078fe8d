"""The invitations to surveys that a member sees in the customer account."""

from odoo import models
from odoo.fields import Domain

MOST = 3
LOOKED_AT = 10
"""So many times as many are read: several may be about the same."""


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_open_invitations(self):
        """Invitations of this club to the visitor that can still be answered, the latest ones first.

        :return: list of dicts: ``invitation`` (superuser mode), ``title``, ``url``, ``gift`` (what it gives, or None)
        """
        self.ensure_one()
        invitations = self.env["loyalty.survey.invitation"]._get_open_of(self.env.user.partner_id, self.program_id)
        offers = self.sudo()._leave_out_paid(
            [
                {"activity": reward, "key": invitation._get_reward_key(reward), "invitation": invitation}
                for invitation in invitations
                for reward in invitation.survey_id._get_promised_rewards(invitation)
                if reward.program_id == self.program_id and reward._is_for(self.sudo())
            ]
        )
        gifts = {}
        for offer in offers if self.sudo()._may_earn() else ():
            gifts.setdefault(offer["invitation"], []).append(offer["activity"]._format_gift())
        return [
            {
                "invitation": invitation,
                "title": invitation.survey_id.title,
                "url": invitation._get_path(),
                "gift": " + ".join(gifts.get(invitation, [])) or None,
            }
            for invitation in invitations
        ]


class LoyaltySurveyInvitation(models.Model):
    _inherit = "loyalty.survey.invitation"

    def _get_open_of(self, partner, club):
        """What this customer was asked by a club and can still answer: of each survey and purchase the latest, of these
        the latest ``MOST``.
        """
        found = self.sudo().search(
            Domain("partner_id", "=", partner.id)
            & Domain("program_id", "=", club.id)
            & Domain("state", "in", ("invited", "opened"))
            & Domain("survey_id.active", "=", True)
            & (Domain("user_input_id", "=", False) | Domain("user_input_id.state", "!=", "done")),
            order="id desc",
            limit=MOST * LOOKED_AT,
        )
        latest = {}
        for invitation in found:
            if not invitation._get_obstacle():
                latest.setdefault((invitation.survey_id, invitation.purchase_key), invitation)
        return self.sudo().union(*list(latest.values())[:MOST])

    def _get_reward_key(self, reward, survey=None):
        """The key of what ``reward`` pays for the answer to this invitation; without one to ``survey``."""
        key = f"survey_completed,{(survey or self.survey_id).id}"
        return f"{key},{self.purchase_key}" if reward.survey_per == "order" else key

    def _get_path(self):
        """The address of the invitation on this site."""
        self.ensure_one()
        return f"/club/s/{self.sudo().token}"
