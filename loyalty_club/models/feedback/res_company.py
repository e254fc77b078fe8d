from odoo import fields, models

DAYS_HELP = "Days within which the first answer should go out."


class ResCompany(models.Model):
    _inherit = "res.company"

    feedback_user_id = fields.Many2one(
        "res.users",
        "In charge of feedback",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Who looks after new feedback that nobody else is in charge of.",
    )
    feedback_days_complaint = fields.Integer("Days for complaints", default=2, help=DAYS_HELP)
    feedback_days_question = fields.Integer("Days for questions", default=2, help=DAYS_HELP)
    feedback_days_suggestion = fields.Integer("Days for suggestions", default=7, help=DAYS_HELP)
    feedback_days_praise = fields.Integer("Days for praise", default=7, help=DAYS_HELP)

    _feedback_days_check = models.Constraint(
        "CHECK (feedback_days_complaint >= 0 AND feedback_days_question >= 0 AND feedback_days_suggestion >= 0"
        " AND feedback_days_praise >= 0)",
        "The days for an answer must be 0 or more.",
    )

    def _get_feedback_day(self, moment=None):
        """The company's day (a date) of ``moment`` (naive UTC; now)."""
        here = self.with_context(tz=self.sudo().partner_id.tz or "UTC")
        return fields.Datetime.context_timestamp(here, moment or self.env.cr.now()).date()
