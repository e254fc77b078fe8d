"""From an order to the invitation, the survey on a phone, and the points."""

import re

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .survey_case import SurveyMixin


@tagged("post_install", "-at_install")
class TestSurveyTour(SurveyMixin, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.survey.plan"].search([("state", "=", "running")]).action_stop()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars", points_rounding=1)
        cls.partner = cls.make_partner("Ada", email="ada@example.com")
        cls.card = cls.make_member(cls.club, partner_id=cls.partner.id)
        cls.survey = cls.make_survey(count=0)
        for question_type, title in (("scale", "Would you recommend us?"), ("text_box", "Anything else?")):
            cls.add_question(cls.survey, question_type, title=title)
        likes = [Command.create({"value": word}) for word in ("Goods", "Staff")]
        cls.add_question(
            cls.survey, "multiple_choice", title="What did you like?", suggested_answer_ids=likes, sequence=100
        )
        cls.make_reward(cls.survey, points=25, survey_per="order", survey_min_share=100)

    def test_order_invitation_survey_points(self):
        company = self.env.company
        company.write({"club_quiet_from": 0, "club_quiet_to": 0})
        self.env["loyalty.consent"]._give(self.partner, {"email": ""}, "staff", company)
        plan = self.make_plan(self.survey, moment="order_confirmed", channel="email")
        plan.action_start()
        order = self.make_sale(self.partner, [(self.make_product(40.0), 1)])
        order.date_order = plan.started_at  # the transaction's clock stands still
        invitation = plan._ask(plan._look())
        self.assertEqual((invitation.partner_id, invitation.origin_id), (self.partner, order.id))
        self.env["loyalty.message"]._send_due()
        self.assertEqual(invitation.state, "invited")
        address = re.search(r"/club/s/[\w-]+", invitation.message_id.mail_id.body_html)[0]
        points = self.card.points
        self.start_tour(address, "club_survey", timeout=180)
        self.env.invalidate_all()
        self.assertEqual(self.card.points - points, 25)
        entry = self.card.ledger_ids.filtered(lambda entry: entry.origin_model == "survey.user_input")
        self.assertEqual(entry.origin_id, invitation.user_input_id.id)
        self.assertEqual(invitation.state, "completed")
        self.assertLedger(self.card)
