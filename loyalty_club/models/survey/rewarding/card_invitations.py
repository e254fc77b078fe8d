"""The invitations to surveys that a member sees in the customer account."""

from odoo import models

MOST = 3


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
        """What this customer was asked by a club and can still answer, one for each survey and order."""
        found = self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("program_id", "=", club.id),
                ("state", "in", ("invited", "opened")),
                ("survey_id.active", "=", True),
            ],
            order="id desc",
            limit=MOST,
        )
        return found.filtered(lambda invitation: not invitation._get_obstacle())

    def _get_reward_key(self, reward, survey=None):
        """The key of what ``reward`` pays for the answer to this invitation; without one to ``survey``."""
        key = f"survey_completed,{(survey or self.survey_id).id}"
        return f"{key},{self.purchase_key}" if reward.survey_per == "order" else key

    def _get_path(self):
        """The address of the invitation on this site."""
        self.ensure_one()
        return f"/club/s/{self.sudo().token}"
