from odoo import models
from odoo.tools import SQL

SCHEDULE_FIELDS = {"invoice_days", "reminder_text", "retry_text", "grace_days"}


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    def write(self, vals):
        """Settings hold for the memberships there are: the job looks at all of them soon."""
        result = super().write(vals)
        if SCHEDULE_FIELDS & vals.keys():
            for plan in self:
                plan._look_again()
        return result

    def _look_again(self):
        """Let the job look at every membership of this plan that is not over: one statement, however many there are."""
        self.ensure_one()
        memberships = self.env["loyalty.membership"].sudo()
        memberships.flush_model(["next_on", "state", "plan_id"])
        today = self.program_id._get_local_day(self.env.cr.now())
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_membership SET next_on = %(today)s
                 WHERE plan_id = %(plan)s AND state NOT IN ('ended', 'suspended') AND next_on > %(today)s
                """,
                plan=self.id,
                today=today,
            )
        )
        if self.env.cr.rowcount:
            memberships.invalidate_model(["next_on"], flush=False)
            self.env.ref("loyalty_club.ir_cron_renew_memberships").sudo()._trigger()
