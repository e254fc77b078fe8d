"""What plans are not told by callers, plans that break alone, silence that presents do not break, orders that are no
quotations.
"""

from unittest.mock import patch

from psycopg2 import errors

from odoo.tests import tagged
from odoo.tools import mute_logger

from .survey_plan_case import SurveyPlanCase

ASKING = "odoo.addons.loyalty_club.models.survey.asking.plan_asking"


@tagged("post_install", "-at_install")
class TestSurveyPlanGuards(SurveyPlanCase):
    def test_a_context_starts_no_plan(self):
        manager = self.make_user("manager")
        plans = self.env["loyalty.survey.plan"].with_user(manager)
        plan = plans.with_context(
            default_state="running",
            default_started_at="2020-01-01 00:00:00",
            default_looked_until="2020-01-01 00:00:00",
        ).create({"name": "Forged", "program_id": self.club.id, "survey_id": self.survey.id})
        self.assertEqual((plan.state, plan.started_at), ("draft", False))
        self.assertEqual(plan.name, "Forged")

    def test_a_context_names_no_invitation(self):
        plan = self.make_plan("order_confirmed", channel="portal")
        with self.later(hours=1):
            self.make_sale(self.partner, [(self.service, 1)])
        invitation = self.ask(plan, hours=2)
        user = self.make_user("survey.group_survey_user", login="survey")
        forged = {"default_club_invitation_id": invitation.id, "default_club_outcome": [{"reason": "paid"}]}
        values = {"survey_id": self.survey.id, "club_invitation_id": invitation.id}
        answers = self.env["survey.user_input"].with_user(user).with_context(**forged)
        answer = answers.create([{"survey_id": self.survey.id}, values]).sudo()
        self.assertFalse(answer.club_invitation_id)
        self.assertEqual(answer.mapped("club_outcome"), [False, False])

    def test_a_plan_that_breaks_stops_no_other(self):
        broken, sound = self.make_plan("order_confirmed", sequence=1), self.make_plan("order_confirmed", sequence=2)
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.service, 1)])
        look = type(sound)._look

        def break_one(plan):
            if plan == broken:
                raise TypeError("of this plan only")
            return look(plan)

        job = type(self.env["ir.cron"])
        with (
            self.later(hours=2),
            patch.object(job, "_commit_progress", lambda *_args, **_values: 60.0),
            patch.object(self.env.cr, "rollback") as rolled_back,
            patch.object(type(sound), "_look", break_one),
            self.assertLogs(ASKING, "ERROR") as logs,
            mute_logger("odoo.sql_db"),
        ):
            self.env["loyalty.survey.plan"]._cron_ask()
        self.assertEqual(self.asked(sound), [(self.partner, "planned", False, order)])
        rolled_back.assert_called_once()
        self.assertIn(str(broken.id), logs.output[0])
        self.assertFalse(self.asked(broken))

    def test_a_plan_that_breaks_last_leaves_nothing_to_run_again_at_once(self):
        plans = self.make_plan("order_confirmed", sequence=1) | self.make_plan("order_confirmed", sequence=2)
        noted = []

        def note(_job, _processed=0, *, remaining=None, **_values):
            noted.append(remaining)
            return 60.0

        def break_last(plan):
            if plan == plans[1]:
                raise TypeError("of this plan only")
            return []

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", note),
            patch.object(self.env.cr, "rollback"),
            patch.object(type(plans), "_look", break_last),
            self.assertLogs(ASKING, "ERROR"),
        ):
            self.env["loyalty.survey.plan"]._cron_ask()
        self.assertEqual(noted[-1], 0)

    def test_what_another_try_earned_counts(self):
        self.env["loyalty.activity"].create(
            {
                "name": "Opinion",
                "program_id": self.club.id,
                "trigger": "survey_completed",
                "survey_ids": self.survey.ids,
                "survey_min_share": 100,
                "points": 10,
            }
        )
        plan = self.make_plan("order_confirmed", budget_points=10)
        with self.later(hours=1):
            self.make_sale(self.partner, [(self.service, 1)])
        invitation = self.ask(plan, hours=2)
        with self.later(hours=3):
            invitation._open()
            first = invitation.user_input_id
            first._save_lines(self.survey.question_ids[0], "Fine")
            first._mark_done()
            self.assertEqual(plan.points_paid, 0, "half of it was answered")
            again = self.survey._create_answer(partner=self.partner, club_invitation_id=invitation.id)
            for question in self.survey.question_ids:
                again._save_lines(question, "Fine")
            again._mark_done()
        plan.invalidate_recordset()
        self.assertEqual((plan.points_paid, plan.completed_count), (10, 1))
        with self.later(hours=4):
            self.assertFalse(plan._goes_on(), "the budget is used")

    def test_a_plan_runs_since_a_moment(self):
        plan = self.make_plan("order_confirmed", started=None)
        with self.assertRaises(errors.CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            plan.sudo().state = "running"
            self.env.flush_all()

    def test_presents_do_not_break_the_silence(self):
        birthday, visit = self.env["loyalty.activity"].create(
            [
                {"name": name, "program_id": self.club.id, "trigger": trigger, "points": 5}
                for name, trigger in (("Birthday", "birthday"), ("Visit", "newsletter_optin"))
            ]
        )
        other = self.make_member(self.club, name="Visitor")
        with self.at("2026-01-02 09:00:00"):
            (self.card | other)._post_points_batch(
                [{"card_id": card.id, "points": 5, "kind": "accrual"} for card in (self.card, other)]
            )
        plan = self.make_plan("inactive", inactive_days=60)
        with self.later(hours=1):
            self.card._post_points(5, "accrual", activity=birthday)
            other._post_points(5, "accrual", activity=visit)
        self.ask(plan, days=2)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, self.card)])

    def test_orders_that_wait_for_their_payment_are_no_quotations(self):
        plan = self.make_plan("quotation_sent", delay_days=1)
        with self.later(hours=1):
            ordered = self.make_order(self.partner, [(self.service, 1)])
            self.pay_by_transfer(ordered)
            ordered.action_quotation_sent()  # as stock does of a payment that is on the way
            quoted = self.make_order(self.partner, [(self.service, 1)])
            quoted.action_quotation_sent()
        with self.later(hours=9):
            self.pay_by_transfer(quoted)
        self.ask(plan, days=2)
        self.assertEqual([row[3] for row in self.asked(plan)], [quoted])

    def pay_by_transfer(self, order):
        provider = self.env["payment.provider"].search([("company_id", "=", order.company_id.id)], limit=1)
        method = self.env["payment.method"].with_context(active_test=False).search([], limit=1)
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"T{order.id}",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "state": "pending",
                "sale_order_ids": order.ids,
            }
        )
