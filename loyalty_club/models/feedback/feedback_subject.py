from odoo import fields, models


class LoyaltyFeedbackSubject(models.AbstractModel):
    """Something that members give feedback about, or who gives it: what there is, on its form."""

    _name = "loyalty.feedback.subject"
    _description = "Subject of Feedback"

    feedback_count = fields.Integer(
        "Feedback",
        compute="_compute_feedback_count",
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
    )

    def _compute_feedback_count(self):
        counts = self.env["loyalty.feedback"]._count_for(self)
        for record in self:
            record.feedback_count = counts.get(record, 0)

    def action_open_feedback(self):
        self.ensure_one()
        return self.env["loyalty.feedback"]._open_for(self)
