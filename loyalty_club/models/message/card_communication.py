from odoo import fields, models

from .partner_communication import STAFF


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    club_message_ids = fields.One2many(related="partner_id.club_message_ids", groups=STAFF)
    club_consent_ids = fields.One2many(related="partner_id.club_consent_ids", groups=STAFF)
