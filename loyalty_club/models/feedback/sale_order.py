from odoo import models
from odoo.tools import format_date


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "loyalty.feedback.subject"]

    def _get_feedback_label(self):
        """What the member reads in the form for feedback."""
        return self.env._("%(number)s of %(day)s", number=self.name, day=format_date(self.env, self.date_order))
