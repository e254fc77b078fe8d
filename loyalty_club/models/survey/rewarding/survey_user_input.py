from odoo import api, fields, models

from ...own_values import leave_out_own

NOTED = {"club_invitation_id", "club_outcome"}
"""What the club notes by itself; no caller says it."""


class SurveyUserInput(models.Model):
    """Answers that are paid when they are completed, and taken back when they no longer stand."""

    _inherit = "survey.user_input"

    club_invitation_id = fields.Many2one(
        "loyalty.survey.invitation",
        "Club invitation",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
        help="The invitation by which the member came.",
    )
    club_outcome = fields.Json(readonly=True, copy=False, help="What each reward gave for this answer, or why not.")
    club_outcome_text = fields.Text(
        "Told the member",
        compute="_compute_club_outcome_text",
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Who came by an invitation, and what was paid, is nothing that a caller says, nor that a context says."""
        if self.env.su:
            return super().create(vals_list)
        model, vals_list = leave_out_own(self, vals_list, NOTED)
        return super(SurveyUserInput, model).create(vals_list)

    def write(self, vals):
        """An answer that is opened again, or becomes a test, no longer stands for what it earned."""
        if not self.env.su:
            vals = {name: value for name, value in vals.items() if name not in NOTED}
        result = super().write(vals)
        if "state" in vals or "test_entry" in vals:
            self.filtered(lambda answer: not answer._is_standing())._take_back_rewards()
        return result

    def unlink(self):
        self._take_back_rewards()
        return super().unlink()

    def _mark_in_progress(self):
        result = super()._mark_in_progress()
        self._mark_seen()
        return result

    def _mark_seen(self):
        """Somebody looks at the survey, or begins to answer: the invitation was opened."""
        seen = self.sudo().filtered(lambda answer: not answer.test_entry)
        seen.club_invitation_id._mark_opened()

    def _mark_done(self):
        new = self.filtered(lambda answer: answer.state != "done")
        result = super()._mark_done()
        new._reward_answers()
        return result

    def _is_standing(self):
        """Whether it is a completed answer that is no test."""
        return self.state == "done" and not self.test_entry

    def _compute_club_outcome_text(self):
        for answer in self:
            answer.club_outcome_text = "\n".join(item["text"] for item in answer._get_club_outcome()) or False
