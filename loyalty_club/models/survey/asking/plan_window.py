"""How far back a plan looks: so that nothing is lost while the job rests, and nobody is asked about old things."""

from datetime import timedelta

from odoo import fields, models

DAYS = 3
"""So many days are looked at again each time: what was put off, and what documents say late. Who fits a plan only after
that is not asked."""
LATE_DAYS = 7
"""What should have been asked longer ago, while the job rested, is not asked any more; it is listed as too late."""


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    looked_until = fields.Datetime(
        "Looked until", readonly=True, copy=False, help="The plan knows all events up to this moment."
    )

    def _get_horizon(self, now=None):
        """The moment up to which events are due by now."""
        return (now or self._get_now()) - timedelta(days=self.delay_days)

    def _get_since(self, until):
        """From where on events are looked for, which are due ``until``: from where the last run of the job ended."""
        usual = until - timedelta(days=DAYS)
        return max(self.started_at, min(usual, self.looked_until or usual))

    def _get_late_moment(self):
        """What happened before is too late to be asked."""
        return self._get_horizon() - timedelta(days=LATE_DAYS)

    def _note_looked(self, until):
        """Everything that was due ``until`` was asked, or is listed with the reason."""
        if self.state == "running" and (not self.looked_until or self.looked_until < until):
            self.sudo().looked_until = until
