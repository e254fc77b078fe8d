"""Renewals that the job cannot make: staff is told once, the job tries every day, and figures do not count on them."""

import logging
from datetime import timedelta

from odoo import api, fields, models

from ....engine.membership_states import ENDED, SUSPENDED

_logger = logging.getLogger(__name__)


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    problem = fields.Char(readonly=True, copy=False, help="What the daily job could not do; it tries again every day.")
    renewal_stuck = fields.Boolean(
        readonly=True, copy=False, help="The paid days are over, and the job cannot make the renewal."
    )
    monthly_amount = fields.Monetary(
        help="Of members whose membership renews. A renewal that the job cannot make although the paid days are over is"
        " at risk instead."
    )
    at_risk_amount = fields.Monetary(
        "At risk per month",
        compute="_compute_monthly_amount",
        store=True,
        help="What would recur if the job could make the renewal; the paid days are over already.",
    )

    @api.depends("renewal_stuck")
    def _compute_monthly_amount(self):
        super()._compute_monthly_amount()
        for membership in self:
            stuck = membership.renewal_stuck
            membership.at_risk_amount = membership.monthly_amount if stuck else 0.0
            if stuck:
                membership.monthly_amount = 0.0

    def _try_again_tomorrow(self, problem):
        """The job could not do what is due: it says why, and comes back. Staff gets one activity for a problem, not one
        a day.
        """
        for membership in self:
            today, known = membership._get_today(), membership.problem
            membership.write({"problem": problem, "next_on": today + timedelta(days=1)})
            over = membership.state not in (SUSPENDED, ENDED) and membership.paid_until < today
            if over and not membership.renewal_stuck:
                membership.renewal_stuck = True
                membership._note_event("problem", membership.state, problem)
            if not known:
                membership._tell_of_problem(problem)

    def _tell_of_problem(self, problem):
        """Nothing that goes wrong here may keep the others from being renewed."""
        try:
            with self.env.cr.savepoint():
                self._tell_staff(
                    self.env._("This membership could not be renewed; it is tried again every day. %s", problem)
                )
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("Staff could not be told about membership %s.", self.id)

    def _forget_problem(self):
        """What is due can be done (again)."""
        solved = self.filtered("problem")
        stuck = solved.filtered("renewal_stuck")
        solved.write({"problem": False, "renewal_stuck": False})
        if stuck:
            stuck._note_events("problem", stuck.mapped("state"), self.env._("It can be renewed again."))

    def _run_to(self, last, state=None):
        self._forget_problem()
        super()._run_to(last, state)
