from odoo import fields, models


class LoyaltySurveyAnswered(models.AbstractModel):
    """Something that customers answered questions about: its answers on its form."""

    _name = "loyalty.survey.answered"
    _description = "Answered Surveys"

    club_answer_count = fields.Integer("Answers", compute="_compute_club_answer_count")

    def _get_answer_field(self):
        """The field of ``loyalty.survey.result`` that names such a record."""
        raise NotImplementedError

    def _get_answer_operator(self):
        """How that field is compared with the ids of records."""
        return "in"

    def _compute_club_answer_count(self):
        Result, field = self.env["loyalty.survey.result"], self._get_answer_field()
        counts = {}
        if Result.has_access("read"):
            counts = dict(Result._read_group([(field, "in", self.ids)], [field], ["user_input_id:count_distinct"]))
        for record in self:
            record.club_answer_count = counts.get(record._origin, 0)

    def action_open_club_answers(self):
        """The list of the answers to these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_survey_result_action_answers")
        return action | {"domain": [(self._get_answer_field(), self._get_answer_operator(), self.ids)]}
