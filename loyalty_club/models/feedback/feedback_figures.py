"""Figures of reports: what is not there yet counts in no average."""

from odoo import models
from odoo.tools import SQL

MISSING_IS_ZERO = ("hours_to_first_answer", "rating_last_value")


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    def _read_group_select(self, aggregate_spec, query):
        """Feedback without an answer has no hours, and without a rating no rating; both columns hold 0 then."""
        name, _colon, function = aggregate_spec.partition(":")
        if name not in MISSING_IS_ZERO or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        column = self._field_to_sql(self._table, name, query)
        if name == "rating_last_value":
            return SQL("AVG(NULLIF(%s, 0))", column)
        answered = self._field_to_sql(self._table, "first_answer_at", query)
        return SQL("AVG(%s) FILTER (WHERE %s IS NOT NULL)", column, answered)
