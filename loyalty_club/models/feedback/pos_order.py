from odoo import models
from odoo.tools import format_date


class PosOrder(models.Model):
    _name = "pos.order"
    _inherit = ["pos.order", "loyalty.feedback.subject"]

    def _get_feedback_label(self):
        """What the member reads in the form for feedback."""
        return self.env._(
            "Receipt %(number)s of %(day)s",
            number=self.pos_reference or self.name,
            day=format_date(self.env, self.date_order),
        )
