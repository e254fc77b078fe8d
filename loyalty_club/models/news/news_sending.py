"""Sending: each buyer once, by the gate for messages."""

from odoo import api, models

JOB = "loyalty_club.ir_cron_news"


class LoyaltyNews(models.Model):
    _inherit = "loyalty.news"

    def action_send(self):
        """Write down who bought it by now, and have the job hand the messages to the gate."""

    @api.model
    def _cron_send_news(self):
        """When something is to be sent."""
