"""Surveys that a member can still complete for points."""

from odoo import models

MOST = 5


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    def _get_home_survey_completed(self, card):
        """The surveys of these rules that the visitor may open and has not completed. A rule for every survey names
        none: which of them are meant for customers is not known. A rule per order is for those who were invited; what
        the visitor was invited to is shown as an invitation.
        """
        partner = self.env.user.partner_id
        rules = self.filtered(lambda activity: activity.survey_per == "member")
        surveys = rules.survey_ids.filtered(lambda survey: survey.active and survey.access_mode == "public")
        if not surveys:
            return []
        done = self.env["survey.user_input"].search_fetch(
            [
                ("survey_id", "in", surveys.ids),
                ("partner_id", "=", partner.id),
                ("state", "=", "done"),
                ("test_entry", "=", False),
            ],
            ["survey_id"],
        )
        invited = self.env["loyalty.survey.invitation"]._get_open_of(partner, card.program_id).survey_id
        offers = []
        for activity in rules:
            for survey in ((activity.survey_ids & surveys) - done.survey_id - invited)[:MOST]:
                key = f"survey_completed,{survey.id}"
                offers += activity._offer_at(survey.get_start_url(), title=survey.title, key=key)
        return offers
