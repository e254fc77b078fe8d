"""The job behind the gate: what may be sent now is handed over to Odoo's queues of mails and text messages."""

from odoo import api, models


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    @api.model
    def _send_due(self, now=None, limit=None):
        """Decide about what is due, and hand over what may be sent. Never commits.

        :param datetime now: naive UTC
        :param int limit: so many messages at most
        :return: number of messages that were looked at
        """
        return 0

    @api.model
    def _cron_send_messages(self):
        """Whenever it is woken up, and hourly."""
