"""The job: what wakes it up, its chunks, its cost, budgets; and the page behind the code of a receipt."""

from unittest.mock import patch

from odoo import http
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .membership_case import MembershipMixin
from .survey_plan_case import SurveyPlanCase, SurveyPlanMixin
from .test_survey_plan_till import SurveyTillCase

JOB = "loyalty_club.ir_cron_survey_plans"


@tagged("post_install", "-at_install")
class TestSurveyPlanJob(SurveyPlanCase):
    def run_job(self):
        """The job with its commits; what the test made is kept."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 60.0):
            self.env["loyalty.survey.plan"]._cron_ask()

    def sell(self, count):
        partners = self.env["res.partner"].create([{"name": f"Member {number}"} for number in range(count)])
        self.Card.create([{"program_id": self.club.id, "partner_id": partner.id} for partner in partners])
        line = Command.create({"product_id": self.service.id})
        orders = self.env["sale.order"].create(
            [{"partner_id": partner.id, "order_line": [line]} for partner in partners]
        )  # fmt: skip
        orders.action_confirm()
        return orders

    def test_all_plans_in_chunks(self):
        plans = self.make_plan("order_confirmed") | self.make_plan("order_confirmed", sequence=20)
        with self.later(hours=1):
            self.sell(5)
            self.make_sale(self.partner, [(self.service, 1)])
        with self.later(hours=2), patch("odoo.addons.loyalty_club.models.survey.asking.plan_asking.CHUNK", 2):
            self.run_job()
            self.assertEqual([len(self.asked(plan)) for plan in plans], [6, 0], "the gate has not decided")
            self.let_through(self.Invitation.search([("plan_id", "=", plans[0].id)]), hours=2)
            self.run_job()
        self.assertEqual([len(self.asked(plan)) for plan in plans], [6, 6])
        self.assertEqual({row[1] for row in self.asked(plans[0])}, {"invited"})
        self.assertEqual({row[2] for row in self.asked(plans[1])}, {"recent"})

    def test_what_wakes_it_up(self):
        job, Trigger = self.env.ref(JOB), self.env["ir.cron.trigger"]

        def woken(work):
            before = Trigger.search_count([("cron_id", "=", job.id)])
            work()
            return Trigger.search_count([("cron_id", "=", job.id)]) > before

        sell = lambda: self.make_sale(self.partner, [(self.service, 1)])  # noqa: E731
        self.assertFalse(woken(sell), "no plan asks")
        plan = self.make_plan("order_confirmed", delay_days=3)
        self.assertFalse(woken(sell), "not at once")
        plan.delay_days = 0
        self.assertTrue(woken(sell))
        plan.action_stop()
        self.assertFalse(woken(sell))
        sent = self.make_plan("quotation_sent")
        order = self.make_order(self.partner, [(self.service, 1)])
        self.assertTrue(woken(order.action_quotation_sent))
        sent.action_stop()
        self.make_plan("delivered")
        order = self.make_sale(self.partner, [(self.goods, 1)])
        self.assertTrue(woken(lambda: self.deliver(order)))
        self.make_plan("invoice_paid")
        invoice = self.invoice(order)
        self.assertTrue(woken(lambda: self.pay(invoice)))

    def test_one_member_costs_what_many_cost(self):
        plan = self.make_plan("order_confirmed", member_domain="[('city', '=', False)]", share=99.99)
        counts = []
        for hours, count in ((1, 1), (3, 2), (5, 40)):  # the first one finds out what is remembered
            with self.later(hours=hours):
                self.sell(count)
            with self.later(hours=hours + 1):
                counts.append(self.count_queries(lambda: plan._ask(plan._look())))
        self.assertEqual(len(self.asked(plan)), 43)
        self.assertEqual(counts[1], counts[2])

    def test_figures_of_many_plans(self):
        plans = self.env["loyalty.survey.plan"].union(*(self.make_plan("order_confirmed") for _number in range(4)))
        names = ["invited_count", "completed_count", "average_score", "points_paid"]

        def read(records):
            return lambda: records.read(names)

        self.assertEqual(self.count_queries(read(plans[:1])), self.count_queries(read(plans)))

    def test_a_plan_stops_when_its_budget_is_used(self):
        self.env["loyalty.activity"].create(
            {
                "name": "Opinion",
                "program_id": self.club.id,
                "trigger": "survey_completed",
                "survey_ids": self.survey.ids,
                "points": 10,
            }
        )
        plan = self.make_plan("order_confirmed", budget_points=10)
        with self.later(hours=1):
            self.sell(1)
        made = self.ask(plan, hours=2)
        with self.later(hours=3):
            made._open()
        answer = made.user_input_id
        for question in self.survey.question_ids:
            answer._save_lines(question, "Fine")
        answer._mark_done()
        self.assertEqual((made.state, made.user_input_id), ("completed", answer))
        plan.invalidate_recordset()
        self.assertEqual((plan.points_paid, plan.completed_count, plan.invited_count), (10, 1, 1))
        self.assertEqual(plan.state, "running")
        with self.later(hours=3):
            self.sell(1)
        self.assertFalse(self.ask(plan, hours=4))
        self.assertEqual(plan.state, "stopped")
        self.assertIn("budget of 10 points is used", plan.message_ids[0].body)
        answer.unlink()
        plan.invalidate_recordset()
        self.assertEqual((plan.points_paid, plan.completed_count, made.state), (0, 0, "opened"))
        plan.action_start()
        self.assertEqual(plan.state, "running")


@tagged("post_install", "-at_install")
class TestSurveyPlanMembership(MembershipMixin, SurveyPlanCase):
    def test_memberships_that_ended(self):
        plan = SurveyPlanMixin.make_plan(self, "membership_ended", delay_days=2)  # not one of memberships
        with self.later(hours=1):
            ended, back = self.start(self.ada), self.start(self.ben)
        with self.later(days=1):
            ended._end("staff")
            back._end("staff")
        with self.later(days=2):
            self.start(self.ben, key="again")
        self.assertFalse(self.ask(plan, days=2))
        self.ask(plan, days=3, hours=1)
        self.assertEqual(self.asked(plan), [(self.ada, "planned", False, ended)], "who came back is not asked")


@tagged("post_install", "-at_install")
class TestSurveyReceiptPage(SurveyTillCase, HttpCase):
    def test_the_page_behind_the_code(self):
        plan = self.make_plan(channel="qr")
        order = self.sell((self.coffee, 1))
        self.authenticate(None, None)
        data = {"csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open(f"/club/q/{order.uuid}", data=data, allow_redirects=False)
        invitation = self.Invitation.sudo().search([("plan_id", "=", plan.id)])
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith(f"/club/s/{invitation.token}"))
        self.assertIn("no-store", answer.headers["Cache-Control"])
        survey = self.url_open(f"/club/q/{order.uuid}")
        self.assertIn("How was it?", survey.text)
        invitation.invalidate_recordset()
        self.assertEqual((invitation.state, invitation.partner_id), ("invited", self.member.partner_id))
        invitation.user_input_id._mark_in_progress()
        self.assertEqual(invitation.state, "opened", "the member began to answer")
        later = self.url_open("/club/q/5d1f8f6e-8c52-4d2a-9b39-0d4b7cf0a001")
        self.assertEqual(later.status_code, 404)
        self.assertIn("not here yet", later.text)
        guest = self.sell((self.coffee, 1), partner=False)
        self.assertIn("nothing to answer", self.url_open(f"/club/q/{guest.uuid}").text)
