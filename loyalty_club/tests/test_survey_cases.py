"""Low scores open a case for staff; whatever is in its way, the member's answer stands."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .survey_result_case import SurveyResultCase

LOGGER = "odoo.addons.loyalty_club.models.survey.results.result_cases"


@tagged("post_install", "-at_install")
class TestSurveyCases(SurveyResultCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nps.write({"club_opens_case": True, "club_case_score": 6})
        cls.partner = cls.card.partner_id

    def case_of(self, answer):
        return self.env["loyalty.feedback"].search([("user_input_id", "=", answer.id)])

    def invite(self, order):
        values = {"survey_id": self.survey.id, "channel": "portal", "program_id": self.club.id}
        plan = self.env["loyalty.survey.plan"].create({"name": "Orders", **values})
        return self.env["loyalty.survey.invitation"].create(
            {
                **values,
                "plan_id": plan.id,
                "moment": plan.moment,
                "partner_id": order.partner_id.id,
                "account_id": self.card.id,
                "company_id": order.company_id.id,
                "origin_model": "sale.order",
                "origin_id": order.id,
                "key": f"test,{order.id}",
            }
        )

    def test_an_order_of_somebody_else_is_left_out(self):
        kept, given = (self.make_sale(self.partner, [(self.make_product(10), 1)]) for _number in range(2))
        invitations = [self.invite(order) for order in (kept, given)]
        given.partner_id = self.make_partner("Ben")
        answers = [self.answer(1, club_invitation_id=invitation.id) for invitation in invitations]
        self.assertEqual([answer.state for answer in answers], ["done", "done"])
        cases = [self.case_of(answer) for answer in answers]
        self.assertEqual([case.sale_order_id for case in cases], [kept, kept.browse()])
        self.assertEqual([case.partner_id for case in cases], [self.partner, self.partner])

    def test_a_member_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        everywhere = self.make_club(company_id=False, currency_id=self.env.company.currency_id.id)
        stranger = self.make_member(everywhere, name="Ben").partner_id
        stranger.company_id = company
        case = self.case_of(self.answer(1, partner=stranger))
        self.assertEqual((case.company_id, case.partner_id, case.program_id), (company, stranger, everywhere))

    def test_a_member_who_moved_to_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        order = self.make_sale(self.partner, [(self.make_product(10), 1)])
        invitation = self.invite(order)
        self.env.cr.execute("UPDATE res_partner SET company_id = %s WHERE id = %s", [company.id, self.partner.id])
        self.env.invalidate_all()
        case = self.case_of(self.answer(1, club_invitation_id=invitation.id))
        self.assertEqual((case.company_id, case.partner_id), (company, self.partner))
        self.assertFalse(case.program_id or case.account_id or case.sale_order_id, "all of them of the other company")

    def test_a_case_that_cannot_be_opened_stops_no_answer(self):
        self.make_activity_for_survey()
        feedback = type(self.env["loyalty.feedback"])
        refusal = ValidationError("no")
        with (
            patch.object(feedback, "_prepare_new", side_effect=refusal),
            self.assertLogs(LOGGER, "ERROR") as logs,
        ):
            answer = self.answer(1)
        self.assertEqual((answer.state, self.card.points), ("done", 10))
        self.assertIn(str(answer.id), logs.output[0])
        self.assertFalse(self.case_of(answer), "no half of a case is left")

    def make_activity_for_survey(self):
        self.env["loyalty.activity"].create(
            {
                "name": "Opinion",
                "program_id": self.club.id,
                "trigger": "survey_completed",
                "survey_ids": self.survey.ids,
                "points": 10,
            }
        )
