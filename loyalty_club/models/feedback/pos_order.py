from odoo import fields, models
from odoo.tools import format_date


class PosOrder(models.Model):
    _inherit = "pos.order"

    feedback_count = fields.Integer(
        "Feedback",
        compute="_compute_feedback_count",
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
    )

    def _compute_feedback_count(self):
        counts = self.env["loyalty.feedback"]._count_for(self)
        for order in self:
            order.feedback_count = counts.get(order, 0)

    def action_open_feedback(self):
        self.ensure_one()
        return self.env["loyalty.feedback"]._open_for(self)

    def _get_feedback_label(self):
        """What the member reads in the form for feedback."""
        return self.env._(
            "Receipt %(number)s of %(day)s",
            number=self.pos_reference or self.name,
            day=format_date(self.env, self.date_order),
        )
