"""Budgets of plans: invitations that are out count as reserved, by what they can still earn; so neither the budget of a
plan nor those of the rewards that its survey promises is promised twice.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ....engine.activities import award
from ....engine.points import ZERO, exact


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    reserved_points = fields.Float(
        "Reserved", digits=(16, 2), compute="_compute_reserved", help="What invitations that are out can still earn."
    )
    left_points = fields.Float("Left of the budget", digits=(16, 2), compute="_compute_reserved")

    @api.depends("budget_points", "points_paid", "invitation_ids.state", "invitation_ids.answer_until")
    def _compute_reserved(self):
        reserved = self._get_reserved()
        for plan in self:
            points = reserved.get(plan._origin.id, ZERO)
            plan.reserved_points = float(points)
            plan.left_points = float(max(exact(plan.budget_points) - exact(plan.points_paid) - points, ZERO))

    def _get_reserved(self):
        """Points that invitations and claims which wait for approval can still earn; a constant number of queries.

        :return: {plan id: Decimal}, of plans with a budget
        """
        plans = self._origin.filtered("budget_points")
        if not plans:
            return {}
        rules, counts = plans._get_rules(), plans._count_open()
        waiting = plans._get_waiting_claims()
        return {
            plan.id: counts.get(plan.id, 0) * sum_points(rules[plan]) + sum_points(waiting.get(plan.id, ()))
            for plan in plans
        }

    def _get_rules(self):
        """:return: {plan: the rewards of its club for its survey that are not over (superuser mode)}"""
        found = self.env["loyalty.activity"].sudo().search(
            [("program_id", "in", self.program_id.ids), ("trigger", "=", "survey_completed"), ("active", "=", True)]
        )  # fmt: skip
        surveys = {rule: rule.with_context(active_test=False).survey_ids for rule in found}
        days = {club: club._get_local_day(self.env.cr.now()) for club in self.program_id}
        last = {rule: rule._get_terms().date_to for rule in found}
        return {
            plan: found.filtered(
                lambda rule, plan=plan: (
                    rule.program_id.id == plan.program_id.id
                    and (not surveys[rule] or plan.survey_id.id in surveys[rule].ids)
                    and (not last[rule] or last[rule] >= days[plan.program_id])
                )
            )
            for plan in self
        }

    def _count_open(self):
        """:return: {plan id: invitations that can still be answered}"""
        Invitation = self.env["loyalty.survey.invitation"]
        Invitation.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT i.plan_id, COUNT(*) FROM loyalty_survey_invitation i"
                " WHERE i.plan_id = ANY(%s) AND %s GROUP BY i.plan_id",
                self.ids,
                Invitation._get_open_condition(),
            )
        )
        return dict(rows)

    def _get_waiting_claims(self):
        """:return: {plan id: [the reward of each claim that staff has still to decide]}"""
        claims = self.env["loyalty.activity.claim"].sudo().search(
            [
                ("state", "=", "submitted"),
                ("origin_model", "=", "survey.user_input"),
                ("program_id", "in", self.program_id.ids),
            ]
        )  # fmt: skip
        answers = self.env["survey.user_input"].sudo().browse(claims.mapped("origin_id")).exists()
        plans = {answer.id: answer.club_invitation_id.plan_id.id for answer in answers}
        waiting = {}
        for claim in claims:
            if claim.origin_id in plans:
                waiting.setdefault(plans[claim.origin_id], []).append(claim.activity_id)
        return waiting

    # --- what is left ---

    def _get_room(self):
        """How many more members can be invited before a budget is reserved as a whole; None: as many as there are."""
        self.ensure_one()
        rules, rooms = self._get_rules()[self], []
        each = sum_points(rules)
        if self.budget_points and each:
            rooms.append(int(exact(self.left_points) // each))
        limited = rules.filtered(lambda rule: rule.has_budget and not rule.is_used_up)
        counts = limited._count_open_invitations()
        for rule in limited:
            payments = rule._get_payments_left()
            if payments is not None:
                rooms.append(payments - counts[rule])
        return max(min(rooms), 0) if rooms else None

    def _is_budget_too_small(self):
        """Whether not even one more answer could be paid."""
        self.ensure_one()
        each = sum_points(self._get_rules()[self])
        return exact(self.points_paid) + each > exact(self.budget_points)


def get_points(rule):
    """What a reward for a survey gives for one answer: Decimal."""
    return award(rule._get_rule(), exact(1)).due


def sum_points(rules):
    """What these rewards give for one answer together: Decimal."""
    return sum(map(get_points, rules), ZERO)


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    reserved_count = fields.Integer(
        "Reserved", compute="_compute_reserved_count", help="Invitations to surveys that can still be answered."
    )

    @api.depends("trigger", "budget_points", "budget_count", "survey_ids")
    def _compute_reserved_count(self):
        counts = self._origin._count_open_invitations()
        for activity in self:
            activity.reserved_count = counts.get(activity._origin, 0)

    def _count_open_invitations(self):
        """:return: {reward of surveys: invitations by which it can still be earned}; one query"""
        Invitation = self.env["loyalty.survey.invitation"]
        rules = self.sudo().filtered(lambda rule: rule.trigger == "survey_completed" and rule.has_budget)
        if not rules:
            return {}
        Invitation.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT i.program_id, i.survey_id, COUNT(*) FROM loyalty_survey_invitation i"
                " WHERE i.program_id = ANY(%s) AND %s GROUP BY i.program_id, i.survey_id",
                rules.program_id.ids,
                Invitation._get_open_condition(),
            )
        )
        surveys = {rule: rule.with_context(active_test=False).survey_ids.ids for rule in rules}
        return {
            rule: sum(
                count
                for club_id, survey_id, count in rows
                if club_id == rule.program_id.id and (not surveys[rule] or survey_id in surveys[rule])
            )
            for rule in rules
        }

    def _get_payments_left(self):
        """How many more payments the budget of this reward suffices for; None: as many as are wanted, for it gives
        coupons only.
        """
        self.ensure_one()
        lefts, points = [], get_points(self)
        if self.budget_count:
            lefts.append(self.budget_count - self.spent_count)
        if self.budget_points and points:
            lefts.append(int((exact(self.budget_points) - exact(self.spent_points)) // points))
        return min(lefts, default=None)
