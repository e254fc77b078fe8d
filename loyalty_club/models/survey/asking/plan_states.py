"""A plan runs until somebody stops it, or until it has nothing to ask with any more."""

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from .plan_asking import MESSAGES


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    def action_start(self):
        """Ask from now on. For club managers.

        :raise UserError: something is missing; says what
        """
        self.check_access("write")
        for plan in self.filtered(lambda plan: plan.state != "running"):
            problem = plan._get_obstacle() or plan._get_missing()
            if problem:
                raise UserError(problem)
            now = plan._get_now()
            plan.sudo().write({"state": "running", "started_at": now, "looked_until": now})
        self._wake_up(*self.mapped("moment"))

    def action_stop(self):
        """Ask nobody any more; what was asked can still be answered. Messages that still wait are given up."""
        self.check_access("write")
        plans = self.sudo().filtered(lambda plan: plan.state == "running")
        plans.write({"state": "stopped"})
        plans._give_up_messages()

    def action_open_invitations(self):
        """The invitations of this plan; the context may name a filter."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_survey_invitation_action")
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {key: value for key, value in self.env.context.items() if key.startswith("search_default_")}
        return action

    def action_open_survey(self):
        """The survey that this plan asks."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "survey.survey",
            "res_id": self.survey_id.id,
            "views": [(False, "form")],
        }

    def _stop(self, why):
        """End the plan, and say why in its chatter.

        :param str why: a sentence
        """
        self.ensure_one()
        plan = self.with_user(SUPERUSER_ID)  # a visitor who scans a receipt has no say in it
        plan.write({"state": "stopped"})
        plan._give_up_messages()
        plan.message_post(body=self.env._("This plan has stopped: %s", why))

    def _give_up_messages(self):
        """What still waits before the gate is not sent any more."""
        planned = self.env["loyalty.survey.invitation"].sudo().search(
            [("plan_id", "in", self.ids), ("state", "=", "planned")]
        )  # fmt: skip
        planned.message_id.filtered(lambda message: message.state == "waiting").write(
            {"state": "skipped", "reason": "refused"}
        )
        planned._follow_messages()

    def _get_obstacle(self):
        """What is in the way of asking, a sentence; False: nothing."""
        self.ensure_one()
        plan = self.sudo()
        if not plan.program_id.active:
            return self.env._("The club “%s” is archived.", plan.program_id.name)
        if not plan.survey_id.active:
            return self.env._("The survey “%s” is archived.", plan.survey_id.title)
        if plan.budget_points and plan.points_paid >= plan.budget_points:
            return self.env._("The budget of %s points is used.", plan._format_budget())
        if plan.budget_points and plan._is_budget_too_small():
            return self.env._(
                "What is left of the budget of %s points is less than an answer earns.", plan._format_budget()
            )
        if not plan._can_search_members():
            return plan._say_members_are_wrong()
        return False

    def _get_missing(self):
        """What is missing before a plan can start, a sentence; False: nothing."""
        self.ensure_one()
        plan = self.sudo()
        if not plan.active:
            return self.env._("Restore “%s” before you start it.", plan.name)
        if not plan.survey_id.question_ids:
            return self.env._("The survey “%s” has no questions. Add some first.", plan.survey_id.title)
        template = {"email": plan.mail_template_id, "sms": plan.sms_template_id}.get(plan.channel)
        if plan.channel in MESSAGES and not template:
            return self.env._("Choose the message that “%s” sends.", plan.name)
        if plan.channel == "qr" and not plan.program_id.portal_visible:
            return self.env._(
                "Receipts do not mention “%s”, because it is not shown to customers. Choose another way to ask, or "
                "show the club's points to customers.",
                plan.program_id.name,
            )
        return False

    def _format_budget(self):
        return formatLang(
            self.env, self.budget_points, digits=0 if self.budget_points == int(self.budget_points) else 2
        )
