"""Budgets: what invitations can still earn is reserved. And the days in which they can be answered."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .survey_plan_case import START, SurveyPlanCase


@tagged("post_install", "-at_install")
class TestSurveyPlanBudget(SurveyPlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.club_survey_rest_days = 0
        cls.reward = cls.env["loyalty.activity"].create(
            {
                "name": "Opinion",
                "program_id": cls.club.id,
                "trigger": "survey_completed",
                "survey_ids": cls.survey.ids,
                "survey_per": "order",
                "points": 10,
            }
        )

    def sell(self, count, hours=1):
        with self.later(hours=hours):
            return [self.make_sale(self.partner, [(self.service, 1)]) for _number in range(count)]

    def figures(self, plan):
        plan.invalidate_recordset()
        return plan.points_paid, plan.reserved_points, plan.left_points

    def answer(self, invitation, hours=3):
        with self.later(hours=hours):
            invitation._open()
            answer = invitation.user_input_id
            for question in self.survey.question_ids:
                answer._save_lines(question, "Fine")
            answer._mark_done()
        return answer

    def test_invitations_reserve_what_they_can_earn(self):
        plan = self.make_plan("order_confirmed", channel="portal", budget_points=25, answer_days=5)
        self.make_user("portal", partner_id=self.partner.id)
        self.assertEqual(self.figures(plan), (0, 0, 25))
        self.sell(3)
        made = self.ask(plan, hours=2)
        self.assertEqual(sorted(made.mapped("state")), ["invited", "invited", "not_sent"])
        self.assertEqual(made.filtered(lambda invitation: invitation.state == "not_sent").reason, "budget")
        with self.later(hours=2):
            self.assertEqual(self.figures(plan), (0, 20, 5))
            self.assertEqual(plan.state, "running")
        first, second = made.filtered(lambda invitation: invitation.state == "invited")
        self.answer(first)
        with self.later(hours=4):
            self.assertEqual(self.figures(plan), (10, 10, 5))
        with self.later(days=6):
            self.assertEqual(self.figures(plan), (10, 0, 15), "the second is over")
            self.assertEqual(second._get_obstacle(), "over")
        self.sell(2, hours=24 * 6)
        made = self.ask(plan, days=6, hours=2)
        self.assertEqual(sorted(made.mapped("state")), ["invited", "not_sent"])
        self.answer(made.filtered(lambda invitation: invitation.state == "invited"), hours=24 * 6 + 3)
        self.assertFalse(self.ask(plan, days=6, hours=4))
        self.assertEqual(plan.state, "stopped", "5 points are no answer")
        with self.assertRaisesRegex(UserError, "less than an answer earns"):
            plan.action_start()

    def test_claims_that_wait_are_reserved(self):
        self.reward.requires_approval = True
        plan = self.make_plan("order_confirmed", channel="portal", budget_points=25)
        self.make_user("portal", partner_id=self.partner.id)
        self.sell(1)
        self.answer(self.ask(plan, hours=2))
        self.assertEqual(self.figures(plan), (0, 10, 15))
        claim = self.env["loyalty.activity.claim"].search([("activity_id", "=", self.reward.id)])
        claim.action_refuse(reason="Not this time")
        self.assertEqual(self.figures(plan), (0, 0, 25))

    def test_budgets_of_rewards_are_reserved(self):
        self.reward.budget_count = 2
        plan = self.make_plan("order_confirmed", channel="portal")
        other = self.make_plan("order_confirmed", channel="portal")
        self.make_user("portal", partner_id=self.partner.id)
        self.sell(2)
        self.ask(plan, hours=2)
        with self.later(hours=2):
            self.assertEqual(self.reward.reserved_count, 2)
        self.assertEqual(set(self.ask(other, hours=2).mapped("reason")), {"budget"})
        self.reward.write({"budget_count": 0, "budget_points": 35})
        self.sell(2, hours=3)
        self.assertEqual(sorted(self.ask(other, hours=4).mapped("state")), ["invited", "not_sent"])

    def test_how_long_an_invitation_can_be_answered(self):
        plan = self.make_plan("order_confirmed", answer_days=5)
        self.sell(1)
        made = self.ask(plan, hours=2)
        self.let_through(made, hours=24 * 3)
        self.assertEqual(made.answer_until, START + timedelta(days=8), "from the message on")
        with self.later(days=7):
            made._open()
        self.assertEqual(made.user_input_id.deadline, made.answer_until)
        plan.answer_days = 0
        self.sell(1, hours=5)
        self.assertFalse(self.ask(plan, hours=6).answer_until)

    def test_figures_of_many_plans(self):
        plans = self.env["loyalty.survey.plan"].union(
            *(self.make_plan("order_confirmed", budget_points=20) for _number in range(4))
        )
        names = ["reserved_points", "left_points"]
        few, many = (self.count_queries(lambda some=some: some.read(names)) for some in (plans[:1], plans))
        self.assertEqual(few, many)


@tagged("post_install", "-at_install")
class TestSurveyPlanWindow(SurveyPlanCase):
    """What happens while the job rests."""

    def sell(self, days, hours=0):
        with self.later(days, hours):
            return self.make_sale(self.partner, [(self.service, 1)])

    def test_the_job_rested_for_ten_days(self):
        self.env.company.club_survey_rest_days = 0
        plan = self.make_plan("order_confirmed")
        self.assertFalse(self.ask(plan, hours=1))
        old, new = self.sell(1), self.sell(5)
        self.ask(plan, days=10)
        self.assertEqual(
            self.asked(plan),
            [(self.partner, "not_sent", "late", old), (self.partner, "planned", False, new)],
        )
        self.assertEqual(plan.looked_until, START + timedelta(days=10))

    def test_the_job_notes_how_far_it_looked(self):
        plan = self.make_plan("order_confirmed", delay_days=1)
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 60.0)
        with self.later(days=3), commit:
            self.env["loyalty.survey.plan"]._cron_ask()
        self.assertEqual(plan.looked_until, START + timedelta(days=2))

    def test_what_happened_while_a_plan_was_archived(self):
        plan = self.make_plan("order_confirmed")
        self.ask(plan, hours=1)
        plan.active = False
        self.sell(1)
        with self.later(days=6):
            plan.active = True
        self.assertFalse(self.ask(plan, days=6, hours=1))
