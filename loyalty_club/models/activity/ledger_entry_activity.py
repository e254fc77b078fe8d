"""Why an activity paid what it paid."""

from odoo import api, fields, models
from odoo.tools.misc import formatLang


class LoyaltyLedgerEntry(models.Model):
    _inherit = "loyalty.ledger.entry"

    activity_explanation = fields.Char("Why", compute="_compute_activity_explanation")

    @api.depends("explanation", "activity_id")
    def _compute_activity_explanation(self):
        for entry in self:
            known = entry.explanation if entry.activity_id and isinstance(entry.explanation, dict) else {}
            entry.activity_explanation = entry._explain_activity(known) if known.get("reason") else False

    def _reverse_what_is_left(self):
        """Undo entries of activities that are not undone yet, also those of 0 points (which gave a coupon).

        :return: the reversals
        """
        left = self._get_reversible_points()
        undone = self.filtered(lambda entry: not entry.points and entry.reversal_ids)
        due = self.filtered(lambda entry: left[entry] or not entry.points) - undone
        return due._reverse() if due else due

    def _explain_activity(self, known):
        activity = self.activity_id.sudo()
        parts = [dict(activity._fields["trigger"]._description_selection(self.env)).get(known.get("trigger"), "")]
        quantity = float(known.get("quantity") or 1)
        if quantity != 1:
            parts.append(self.env._("quantity %s", self._format_plain(quantity)))
        if known["reason"] == "cut":
            parts.append(
                self.env._(
                    "%(paid)s of %(due)s points: the limit was reached",
                    paid=self._format_plain(self.points),
                    due=self._format_plain(float(known.get("due") or 0)),
                )
            )
        return " · ".join(part for part in parts if part)

    def _format_plain(self, number):
        return formatLang(self.env, number, digits=0 if number == int(number) else 2)
