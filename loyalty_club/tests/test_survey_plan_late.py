"""What plans learn late: members that fit only now, messages that are held back, plans that end or break."""

from odoo.tests import tagged

from .survey_plan_case import SurveyPlanCase


@tagged("post_install", "-at_install")
class TestSurveyPlanLate(SurveyPlanCase):
    def sell(self, hours=1):
        with self.later(hours=hours):
            return self.make_sale(self.partner, [(self.service, 1)])

    def test_who_fits_weeks_later_is_not_asked_about_old_things(self):
        plan = self.make_plan("order_confirmed", member_domain="[('city', '=', 'Lund')]")
        self.sell()
        self.assertFalse(self.ask(plan, hours=2))
        self.partner.city = "Lund"
        self.assertFalse(self.ask(plan, days=10))
        order = self.sell(hours=10 * 24)
        self.ask(plan, days=12)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, order)], "a weekend is not too late")

    def test_a_plan_waits_for_what_the_gate_says_to_another(self):
        first, second = self.make_plan("order_confirmed"), self.make_plan("order_confirmed", sequence=20)
        order = self.sell()
        made = self.ask(first, hours=2)
        self.assertFalse(self.ask(second, hours=2))
        self.assertFalse(self.asked(second), "nothing is decided yet")
        made.message_id.write({"state": "skipped", "reason": "no_consent"})
        with self.later(hours=3):
            self.Invitation._follow_messages()
        self.ask(second, hours=3)
        self.assertEqual(self.asked(second), [(self.partner, "planned", False, order)])

    def test_a_plan_does_not_wait_for_ever(self):
        first, second = self.make_plan("order_confirmed"), self.make_plan("order_confirmed", sequence=20)
        order = self.sell()
        self.ask(first, hours=2)
        self.ask(second, days=2)
        self.assertFalse(self.asked(second))
        self.ask(second, days=2, hours=2)
        self.assertEqual(self.asked(second), [(self.partner, "not_sent", "recent", order)])

    def test_what_waits_when_a_plan_is_stopped_is_not_sent(self):
        plan = self.make_plan("order_confirmed")
        self.sell()
        made = self.ask(plan, hours=2)
        with self.later(hours=3):
            plan.with_user(self.make_user("manager")).action_stop()
        self.assertEqual((made.message_id.state, made.message_id.reason), ("skipped", "refused"))
        self.assertEqual((made.state, made.reason), ("not_sent", "refused"))

    def test_what_waits_when_a_plan_ends_by_itself_is_not_sent(self):
        plan = self.make_plan("order_confirmed")
        self.sell()
        made = self.ask(plan, hours=2)
        self.survey.active = False
        self.assertFalse(self.ask(plan, hours=3))
        self.assertEqual((plan.state, made.state, made.reason), ("stopped", "not_sent", "refused"))

    def test_a_plan_whose_members_cannot_be_searched_for_stops_alone(self):
        plan = self.make_plan("order_confirmed", budget_points=1_500_000)
        self.assertIn("500", plan._format_budget(), "no power of ten")
        self.sell()
        self.env.cr.execute(
            "UPDATE loyalty_survey_plan SET member_domain = %s WHERE id = %s", ["[('x_gone', '=', 1)]", plan.id]
        )
        plan.invalidate_recordset()
        self.assertFalse(self.ask(plan, hours=2))
        self.assertEqual(plan.state, "stopped")
        self.assertIn("Choose them again", plan.message_ids[0].body)

    def test_a_visitor_whose_receipt_ends_a_plan(self):
        plan = self.make_plan("till", channel="qr")
        public = self.env.ref("base.public_user")
        public.sudo().partner_id.email = False
        self.survey.active = False
        plan.with_user(public).sudo()._goes_on()
        self.assertEqual(plan.state, "stopped")
        self.assertEqual(plan.message_ids[0].author_id, self.env.ref("base.partner_root"))

    def test_another_try_that_goes_leaves_the_invitation_answered(self):
        plan = self.make_plan("order_confirmed")
        self.sell()
        made = self.ask(plan, hours=2)
        with self.later(hours=3):
            made._open()
        first = made.user_input_id
        again = first.copy({"state": "new", "test_entry": False})
        again.sudo().club_invitation_id = made
        (first | again)._mark_done()
        self.assertEqual((made.state, made.user_input_id), ("completed", first))
        again.unlink()
        self.assertEqual((made.state, made.user_input_id), ("completed", first))
        first.unlink()
        self.assertEqual((made.state, made.completed_at), ("opened", False), "also where no club rewards surveys")
