"""Members who answer again, scores of whole answers, and what contacts show."""

from psycopg2 import errors

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .survey_result_case import SurveyResultCase


@tagged("post_install", "-at_install")
class TestSurveyRetakes(SurveyResultCase):
    def mean(self):
        [(nps, percent)] = self.Result._read_group([], [], ["nps:avg", "percent:avg"])
        return nps, percent

    def replaced(self, answer):
        return self.Result.search([("user_input_id", "=", answer.id)]).mapped("is_replaced")

    # --- again ---

    def test_the_latest_answer_counts(self):
        first, second = self.answer(0, 1), self.answer(10, 5)
        self.assertEqual(self.mean(), (100, 100))
        self.assertEqual((self.replaced(first), self.replaced(second)), ([True, True], [False, False]))
        self.assertEqual(self.figures(first), [("nps", 0, None, None), ("satisfaction", 1, None, None)], "still seen")
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_survey_result_action")
        self.assertIn("('is_replaced', '=', False)", action["domain"])

    def test_what_was_replaced_counts_again(self):
        first, second = self.answer(0), self.answer(10)
        second.state = "in_progress"
        self.assertEqual((self.mean()[0], self.replaced(first)), (-100, [False]))
        second._mark_done()
        self.assertEqual(self.mean()[0], 100)
        second.unlink()
        self.assertEqual((self.mean()[0], self.replaced(first)), (-100, [False]))

    def test_answers_of_others_stay(self):
        self.answer(0)
        self.answer(10, partner=self.make_partner("Ben"))
        for score in (10, 0):
            self.answer(score, partner=self.env["res.partner"])
        self.assertEqual(self.mean()[0], 0, "those who are not known replace nobody")

    def test_each_invitation_is_an_occasion(self):
        orders = [self.make_sale(self.card.partner_id, [(self.make_product(10), 1)]) for _number in range(2)]
        invitations = [self.invite(order) for order in orders]
        answers = [
            self.answer(score, club_invitation_id=invitation.id)
            for score, invitation in zip((0, 10, 10), (*invitations, invitations[0]), strict=True)
        ]
        self.assertEqual([self.replaced(answer) for answer in answers], [[True], [False], [False]])
        again = self.Result.search([("user_input_id", "=", answers[2].id)])
        self.assertEqual(again.sale_order_id, orders[0], "another try is about the same order")

    def invite(self, order):
        plan = self.env["loyalty.survey.plan"].create(
            {"name": "Orders", "program_id": self.club.id, "survey_id": self.survey.id, "channel": "portal"}
        )
        return self.env["loyalty.survey.invitation"].create(
            {
                "plan_id": plan.id,
                "moment": plan.moment,
                "survey_id": self.survey.id,
                "partner_id": order.partner_id.id,
                "account_id": self.card.id,
                "program_id": self.club.id,
                "company_id": order.company_id.id,
                "origin_model": "sale.order",
                "origin_id": order.id,
                "key": f"test,{order.id}",
                "channel": "portal",
            }
        )

    # --- the whole score ---

    def test_a_low_total_opens_a_case(self):
        answers = [{"value": "Good", "answer_score": 10}, {"value": "Fair", "answer_score": 5}, {"value": "Bad"}]
        question = self.env["survey.question"].create(
            {
                "survey_id": self.survey.id,
                "title": "How was it?",
                "question_type": "simple_choice",
                "suggested_answer_ids": [Command.create(values) for values in answers],
            }
        )
        self.survey.write({"scoring_type": "scoring_without_answers", "club_opens_case": True})
        cases = self.env["loyalty.feedback"]

        def choose(number, **values):
            answer = self.survey._create_answer(partner=self.card.partner_id, **values)
            if number is not None:
                answer._save_lines(question, str(question.suggested_answer_ids[number].id))
            answer._mark_done()
            return cases.search([("user_input_id", "=", answer.id)])

        self.assertFalse(choose(0))
        case = choose(1)
        self.assertEqual((case.kind, case.account_id, case.source), ("complaint", self.card, "survey"), "50 per cent")
        self.assertIn("How was it?: Fair", str(case.text))
        self.assertFalse(choose(2, test_entry=True))
        self.assertFalse(choose(None), "nothing was answered that has a score")
        self.survey.club_case_percent = 49
        self.assertFalse(choose(1))
        self.survey.scoring_type = "no_scoring"
        self.assertFalse(choose(2))
        with self.assertRaises(errors.CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.survey.club_case_percent = 100
            self.env.flush_all()

    def test_cases_speak_as_staff_does(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.nps.write({"club_opens_case": True, "club_case_score": 6})
        for language, title in (("en_US", "How was it?"), ("fr_FR", "Comment ?")):
            self.survey.with_context(lang=language).title = title
        self.env.company.feedback_user_id = self.make_user("club_user")
        self.env.company.feedback_user_id.lang = "en_US"
        survey = self.survey.with_context(lang="fr_FR")
        answer = survey._create_answer(partner=self.card.partner_id)
        answer._save_lines(self.nps, "1")
        answer.with_context(lang="fr_FR")._mark_done()
        self.assertIn("How was it?", self.env["loyalty.feedback"].search([("user_input_id", "=", answer.id)]).subject)
        self.env.company.feedback_user_id.lang = "fr_FR"
        answer = self.answer(1)
        self.assertIn("Comment ?", self.env["loyalty.feedback"].search([("user_input_id", "=", answer.id)]).subject)

    # --- contacts ---

    def test_answers_on_contacts(self):
        house = self.make_partner("House", is_company=True)
        staff = self.make_partner("Staff", parent_id=house.id)
        answer = self.answer(9, 4, partner=staff)
        self.answer(9)
        user = self.make_user("club_user")
        partners = (house | staff | self.make_partner("Nobody")).with_user(user)
        self.assertEqual(partners.mapped("club_answer_count"), [1, 1, 0])
        results = self.Result.with_user(user).search(partners[0].action_open_club_answers()["domain"])
        self.assertEqual(results.user_input_id.ids, answer.ids)
        stranger = partners.with_user(self.make_user("employee"))
        self.assertEqual(stranger.mapped("club_answer_count"), [0, 0, 0])

    def test_reading_contacts_of_many_companies(self):
        staff = self.env["res.partner"]
        for number in range(4):
            group = self.make_partner(f"Group {number}", is_company=True)
            staff |= self.make_partner(f"Staff {number}", parent_id=group.id)
        for person in staff:
            self.answer(9, partner=person)
        user = self.make_user("club_user")

        def count(some):
            return self.count_queries(lambda: some.with_user(user).mapped("club_answer_count"))

        count(staff)
        self.assertEqual(count(staff), count(staff[:1]))
        self.assertEqual(staff.with_user(user).mapped("club_answer_count"), [1] * 4)
