from datetime import UTC, timedelta

from odoo import fields, models

from ...engine.working_time import add_working_time

DAYS_HELP = "Working days within which the first answer should go out, by the company's working hours."


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

    def _add_working_days(self, wanted):
        """When so many days of work have gone by, by the company's working hours and holidays. However many are asked
        for, working hours are read once (twice where holidays are long). A day is ``hours_per_day`` of working time.

        :param wanted: set of (moment, days); moments are naive UTC
        :return: {(moment, days): naive UTC}; days of the calendar where the company has no working hours
        """
        result = {(start, days): start + timedelta(days=days) for start, days in wanted}
        calendar = self.resource_calendar_id
        missing = set(result) if calendar.hours_per_day > 0 else set()
        for weeks in (4, 60):
            if not missing:
                break
            intervals = self._get_working_hours(missing, weeks)
            for start, days in list(missing):
                moment = add_working_time(start, timedelta(hours=days * calendar.hours_per_day), intervals)
                if moment:
                    result[start, days] = moment
                    missing.discard((start, days))
        return result

    def _get_working_hours(self, wanted, weeks):
        """[(from, to)] of work (naive UTC), for all of these moments and days, with ``weeks`` to spare."""
        starts, longest = [start for start, _days in wanted], max(days for _start, days in wanted)
        begin = min(starts).replace(tzinfo=UTC)
        end = max(starts).replace(tzinfo=UTC) + timedelta(days=2 * longest, weeks=weeks)
        found = self.resource_calendar_id._work_intervals_batch(begin, end)[False]
        return [
            (first.astimezone(UTC).replace(tzinfo=None), last.astimezone(UTC).replace(tzinfo=None))
            for first, last, _records in found
        ]
