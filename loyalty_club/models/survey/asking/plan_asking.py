"""The job that asks: who is due, in chunks that are committed. Two of them at once ask nobody twice."""

import logging
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...repeating import repeat

CHUNK = 500
VALID_DAYS = 14
"""An invitation that the gate held back for so many days is pointless."""
MESSAGES = ("email", "sms")
PATIENCE = 2
"""So many days it may take to know whether an invitation of another plan is sent."""

_logger = logging.getLogger(__name__)


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    @api.model
    def _get_now(self):
        """The moment of the transaction, to the second, naive UTC."""
        return self.env.cr.now().replace(microsecond=0)

    @api.model
    def _cron_ask(self):
        """Hourly and when woken up: what is due of every plan."""
        self.env["loyalty.survey.invitation"]._follow_messages()
        plans = self.sudo().search([("state", "=", "running")], order="company_id, sequence, id")
        for number, plan in enumerate(plans):
            others = len(plans) - number - 1
            try:
                goes_on = plan._ask_everybody(others)
            except Exception:  # whatever breaks a plan, the others ask; this one tries again with the next run
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.exception("Survey plan %s cannot ask; the job goes on with the others.", plan.id)
                goes_on = self.env["ir.cron"]._commit_progress(remaining=others)  # no reason to run again at once
            if not goes_on:
                return

    def _ask_everybody(self, others):
        """Ask all who are due, in chunks that are committed.

        :param int others: how many plans come after this one
        :return: whether there is time for them
        """
        self.ensure_one()
        until = self._get_horizon()
        due = self._repeat_asking(self._look)
        for start in range(0, len(due), CHUNK):
            chunk = due[start : start + CHUNK]
            self._repeat_asking(lambda chunk=chunk: self._ask(chunk))
            left = max(len(due) - start - CHUNK, 0)
            if not self.env["ir.cron"]._commit_progress(len(chunk), remaining=left + others):
                return False
        self._repeat_asking(lambda: self._note_looked(until))
        return bool(self.env["ir.cron"]._commit_progress(1, remaining=others))

    def _repeat_asking(self, work):
        return repeat(self.env, work, f"plan {self.id}")

    def _look(self):
        """What is due; nothing of a plan that stops because it has nothing to ask any more."""
        return self._get_due() if self._goes_on() and self.channel != "qr" else []

    def _goes_on(self):
        """Whether this plan still asks; it stops where something is in its way for good."""
        if self.state != "running" or not self.active:
            return False
        problem = self._get_obstacle()
        if problem:
            self._stop(problem)
        return not problem

    # --- one chunk ---

    def _ask(self, due):
        """Ask these members, or note why not. Never commits; each event once, however often it is asked for.

        :param due: list of ``Due``
        :return: the new invitations (superuser mode)
        """
        self.ensure_one()
        Invitation = self.env["loyalty.survey.invitation"].sudo()
        self._lock_askers()
        if not due or not self._goes_on():
            return Invitation
        due = self._keep_decidable(self._keep_standing(self._keep_matching(due)))
        made = Invitation._make(self, [(row, reason) for row, reason in zip(due, self._judge(due), strict=True)])
        made.filtered(lambda invitation: invitation.state == "planned")._queue_messages()
        return made

    def _lock_askers(self):
        """Of two jobs of one company the second starts over, and sees whom the first has asked (docs, "Locks")."""
        self.env.flush_all()
        company = self.company_id.id
        self.env.cr.execute(
            "SELECT id FROM loyalty_survey_plan WHERE company_id = %s AND state = 'running' ORDER BY id"
            " FOR NO KEY UPDATE",
            [company],
        )
        self.env.cr.execute(
            "UPDATE loyalty_survey_plan SET id = id WHERE company_id = %s AND state = 'running'", [company]
        )

    def _keep_decidable(self, due):
        """Without members whose last invitation still waits before the gate: when the gate holds it back, this plan may
        ask. A later run knows; it puts that off for ``PATIENCE`` days at most.
        """
        patient_until = self._get_now() - timedelta(days=self.delay_days + PATIENCE)
        waiting = self._get_resting([row.partner_id for row in due], only_waiting=True)
        return [row for row in due if row.partner_id not in waiting or row.at <= patient_until]

    def _judge(self, due):
        """Why each of these is not asked, in order: a value of ``reason``, or None."""
        partner_ids = [row.partner_id for row in due]
        resting = self._get_resting(partner_ids)
        reachable = self._get_with_login(partner_ids) if self.channel == "portal" else None
        late, room, reasons = self._get_late_moment(), self._get_room(), []
        for row in due:
            refusals = (
                ("late", row.at < late),
                ("recent", row.partner_id in resting),
                ("no_login", reachable is not None and row.partner_id not in reachable),
                ("budget", room is not None and room <= 0),
            )
            reasons.append(next((reason for reason, holds in refusals if holds), None))
            if not reasons[-1]:
                room = None if room is None else room - 1
                if self.company_id.club_survey_rest_days:
                    resting.add(row.partner_id)  # another event of the same chunk
        return reasons

    def _get_resting(self, partner_ids, only_waiting=False):
        """Those who were asked by any plan of the company within its days of rest.

        :param bool only_waiting: of these, those who were asked by messages only that still wait before the gate
        """
        rest = self.company_id.club_survey_rest_days
        if not rest:
            return set()
        self.env["loyalty.survey.invitation"].flush_model(["partner_id", "company_id", "state", "asked_at"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM loyalty_survey_invitation
                 WHERE partner_id = ANY(%s) AND company_id = %s AND state != 'not_sent' AND asked_at > %s
              GROUP BY partner_id HAVING NOT %s OR bool_and(state = 'planned')
                """,
                partner_ids,
                self.company_id.id,
                self._get_now() - timedelta(days=rest),
                only_waiting,
            )
        )
        return {row[0] for row in rows}

    def _get_with_login(self, partner_ids):
        users = self.env["res.users"].sudo()._read_group([("partner_id", "in", partner_ids)], ["partner_id"])
        return {partner.id for (partner,) in users}
