from odoo import fields, models


class LoyaltyFeedbackReason(models.Model):
    """Why members write: what a graph of complaints is made of."""

    _name = "loyalty.feedback.reason"
    _description = "Feedback Reason"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    feedback_count = fields.Integer(compute="_compute_feedback_count")

    def _compute_feedback_count(self):
        counts = dict(
            self.env["loyalty.feedback"]._read_group([("reason_id", "in", self.ids)], ["reason_id"], ["__count"])
        )
        for reason in self:
            reason.feedback_count = counts.get(reason, 0)
