"""What documents post: values of accruals, redemptions and reversals, and their keys."""

from odoo import models

from ...engine.expiry import hold_until
from .program_earning import number


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    def _get_accrual_values(self, card, trace, points, part, explanation):
        program, moment = card.program_id, self._get_posting_moment()
        day = program._get_local_day(moment)
        return {
            "card_id": card.id,
            "points": points,
            "kind": "accrual",
            "key": self._get_points_key("accrual", trace.count),
            "is_new": not trace.count,
            "origin": self,
            "at": moment,
            "available_on": hold_until(day, program.hold_days) if program.hold_days else None,
            "qualifying": part.values,
            "explanation": part.explain(explanation),
            "description": self.env._("Order %s", self.name),
        }

    def _get_redemption_values(self, card_id, line, trace, points):
        return {
            "card_id": card_id,
            "points": -points,
            "kind": "redemption",
            "key": self._get_points_key(f"redemption,{line.id}", trace.count),
            "is_new": not trace.count,
            "origin": self,
            "reward_id": line.reward_id.id,
            "arrears_cause": self._get_overdraft_cause(),
            "description": self.env._(
                "Order %(order)s: %(reward)s", order=self.name, reward=line.reward_id.description or line.name
            ),
        }

    def _get_reversal_values(self, trace, entry_id, points, part=None):
        number = trace.numbers.get(entry_id, 0) + 1
        trace.numbers[entry_id] = number
        before = trace.before_ledger and entry_id == trace.posted[0].ref and trace.before_ledger
        what = ",".join(map(str, ("before", *before) if before else ("reversal", entry_id)))
        return {
            "entry": self.env["loyalty.ledger.entry"].sudo().browse(entry_id),
            "points": points,
            "origin": self,
            "before_ledger": before and before[0],
            "key": f"{self._get_key_prefix()},{what},{number}",
            "qualifying": part.values if part else {},
            "explanation": part.explain() if part else None,
            "arrears_cause": "refund",
            "description": self._describe_reversal(),
        }

    def _get_points_key(self, what, number):
        """The revision makes a cancelled order that is confirmed again pay again; the number is for differences."""
        key = f"{self._get_key_prefix()},{what},{self._get_points_revision()}"
        return f"{key},{number + 1}" if number else key

    def _get_converter(self, program, at):
        """A function from money of the document to a decimal in the club's currency, by the rate of the day ``at``."""
        if self.currency_id == program.currency_id:
            return number
        company = self.company_id or self.env.company
        rate = self.env["res.currency"]._get_conversion_rate(self.currency_id, program.currency_id, company, at.date())
        return lambda amount: number(program.currency_id.round(amount * rate))

    # --- hooks ---

    def _get_key_prefix(self):
        """How the keys of the document begin: its model and what it is known by, without further commas."""
        return f"{self._name},{self.id}"

    def _get_points_revision(self):
        """Which round of booking the document is in (an integer): only entries of this one count for it."""
        return 1

    def _get_posting_moment(self):
        """The moment (naive UTC, whole seconds) that accruals count for."""
        return self.env.cr.now().replace(microsecond=0)

    def _get_overdraft_cause(self):
        """Why rewards of the document may lead below zero (``arrears_cause``); False: they may not."""
        return False

    def _describe_reversal(self):
        """The description of what is taken back."""
        return self.env._("Order %s: taken back", self.name)
