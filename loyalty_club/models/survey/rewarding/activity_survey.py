"""What a reward for a survey asks for."""

from odoo import fields, models
from odoo.fields import Domain


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    survey_per = fields.Selection(
        [("member", "Once per member"), ("order", "Once per order")],
        "How often",
        default="member",
        required=True,
        tracking=True,
        help="Per member: once for each survey, however often it is taken. Per order: once for what an invitation asks "
        "about; who answers without an invitation gets nothing.",
    )
    survey_min_share = fields.Integer(
        "Answered at least (%)",
        tracking=True,
        help="Share of the questions that were shown. Questions that earlier answers left out do not count; of a "
        "matrix its rows. What was answered never matters.",
    )

    _survey_min_share_check = models.Constraint(
        "CHECK (survey_min_share BETWEEN 0 AND 100)", "The share of answered questions is from 0 to 100 per cent."
    )

    def _is_public(self, day):
        """Nobody is promised what is used up."""
        return super()._is_public(day) and not self.is_used_up

    def _list_public_terms(self):
        yield from super()._list_public_terms()
        if self.trigger == "survey_completed" and self.survey_per == "order":
            yield self.env._("once per order")
        if self.trigger == "survey_completed" and self.survey_min_share:
            yield self.env._("at least %s%% of the questions answered", self.survey_min_share)

    def _get_survey_rewards(self, clubs, survey):
        """The rewards of these clubs for a survey, those for every survey included. Superuser mode.

        :param clubs: ``loyalty.program``
        """
        rules = self.sudo().search(
            Domain("program_id", "in", clubs.ids)
            & Domain("trigger", "=", "survey_completed")
            & Domain("active", "=", True)
        )
        surveys = {rule: rule.with_context(active_test=False).survey_ids for rule in rules}
        return rules.filtered(lambda rule: not surveys[rule] or survey in surveys[rule])
