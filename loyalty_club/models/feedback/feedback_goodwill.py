from odoo import fields, models


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    goodwill_ids = fields.One2many("loyalty.feedback.goodwill", "feedback_id", "Goodwill", readonly=True)
