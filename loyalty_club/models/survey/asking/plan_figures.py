"""What came of a plan: three queries, however many plans."""

from odoo import api, fields, models
from odoo.tools import SQL

ASKED = ("invited", "opened", "completed")


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    planned_count = fields.Integer("Waiting", compute="_compute_counts", help="Before the gate of messages.")
    invited_count = fields.Integer("Invited", compute="_compute_counts")
    opened_count = fields.Integer("Opened", compute="_compute_counts")
    completed_count = fields.Integer("Completed", compute="_compute_counts")
    not_sent_count = fields.Integer("Not sent", compute="_compute_counts")
    completed_share = fields.Float("Completed (%)", compute="_compute_counts")
    average_score = fields.Float("Average score (%)", compute="_compute_counts")
    has_score = fields.Boolean(compute="_compute_counts")
    points_paid = fields.Float("Points paid", digits=(16, 2), compute="_compute_points_paid")

    @api.depends("invitation_ids.state", "invitation_ids.score")
    def _compute_counts(self):
        rows = (
            self.env["loyalty.survey.invitation"]
            .sudo()
            ._read_group([("plan_id", "in", self.ids)], ["plan_id", "state"], ["__count"])
        )
        counts = {(plan.id, state): count for plan, state, count in rows}
        scores = self._get_scores()
        for plan in self:
            states = {state: counts.get((plan._origin.id, state), 0) for state in (*ASKED, "planned", "not_sent")}
            plan.planned_count, plan.not_sent_count = states["planned"], states["not_sent"]
            plan.completed_count = states["completed"]
            plan.opened_count = states["opened"] + states["completed"]
            plan.invited_count = plan.opened_count + states["invited"]
            plan.completed_share = 100 * plan.completed_count / plan.invited_count if plan.invited_count else 0.0
            score = scores.get(plan._origin.id)
            plan.average_score, plan.has_score = score or 0.0, score is not None

    def _get_scores(self):
        """{plan id: average of the answers that have a score}"""
        self.env["loyalty.survey.invitation"].flush_model(["plan_id", "score", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT plan_id, AVG(score) FROM loyalty_survey_invitation
                 WHERE plan_id = ANY(%s) AND state = 'completed' AND score IS NOT NULL GROUP BY plan_id
                """,
                self.ids,
            )
        )
        return {plan_id: float(score) for plan_id, score in rows}

    @api.depends("invitation_ids.user_input_id")
    def _compute_points_paid(self):
        """What the ledger of their clubs gave for answers to these plans, also to another try, less what it took
        back.
        """
        paid = {}
        if self.ids:
            self.env.flush_all()
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT i.plan_id, SUM(e.points)
                      FROM loyalty_survey_invitation i
                      JOIN survey_user_input u ON u.club_invitation_id = i.id
                      JOIN loyalty_ledger_entry e
                        ON e.origin_id = u.id AND e.origin_model = 'survey.user_input'
                       AND e.kind IN ('accrual', 'reversal') AND e.state != 'void'
                       AND e.program_id = i.program_id
                     WHERE i.plan_id = ANY(%s)
                  GROUP BY i.plan_id
                    """,
                    self.ids,
                )
            )
            paid = {plan_id: float(points) for plan_id, points in rows}
        for plan in self:
            plan.points_paid = paid.get(plan._origin.id, 0.0)
