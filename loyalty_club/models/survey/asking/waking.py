"""What wakes the job up: nothing is asked by an event itself."""

from odoo import api, models
from odoo.tools import ormcache

JOB = "loyalty_club.ir_cron_survey_plans"


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    @api.model
    @ormcache()
    def _get_moments(self):
        """{moment: whether a running plan asks at once after it}: remembered, because every document asks."""
        plans = self.sudo().search_fetch([("state", "=", "running")], ["moment", "delay_days", "channel"])
        moments = {}
        for plan in plans:
            at_once = not plan.delay_days and plan.channel != "qr"
            moments[plan.moment] = moments.get(plan.moment, False) or at_once
        return moments

    @api.model
    def _wake_up(self, *moments):
        """Have the job look soon; nothing where no plan asks at once after one of these moments."""
        known = self._get_moments()
        job = any(known.get(moment) for moment in moments) and self.env.ref(JOB, raise_if_not_found=False)
        if job:
            job.sudo()._trigger()
