from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    feedback_count = fields.Integer(
        "Feedback",
        compute="_compute_feedback_count",
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
    )

    def _compute_feedback_count(self):
        counts = self.env["loyalty.feedback"]._count_for(self)
        for partner in self:
            partner.feedback_count = counts.get(partner, 0)

    def action_open_feedback(self):
        self.ensure_one()
        return self.env["loyalty.feedback"]._open_for(self)
