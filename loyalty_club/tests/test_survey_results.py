"""What surveys measure: scores of answers with the circumstances of their day; low ones open a case."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..engine.satisfaction import get_percent
from .survey_result_case import SurveyResultCase


@tagged("post_install", "-at_install")
class TestSurveyResults(SurveyResultCase):
    def test_scores_of_an_answer(self):
        self.assertEqual(self.figures(self.answer(9, 4)), [("nps", 9, None, 100), ("satisfaction", 4, 75, None)])
        self.assertEqual(self.figures(self.answer(0)), [("nps", 0, None, -100)], "a score of 0 is an answer")
        self.assertEqual(self.figures(self.answer(words="Hello")), [], "nobody was asked, and nothing is measured")

    def test_the_mean_is_the_net_promoter_score(self):
        for score in (10, 9, 8, 6, 0):
            self.answer(score, 5, partner=self.make_partner(f"Customer {score}"))
        [(nps, percent)] = self.Result._read_group([], [], ["nps:avg", "percent:avg"])
        self.assertEqual((nps, percent), (0, 100), "2 promoters, 2 detractors; other measures do not count in a mean")

    def test_tests_and_unfinished_answers_do_not_count(self):
        self.assertFalse(self.figures(self.answer(9, test_entry=True)))
        answer = self.answer(9)
        answer.state = "in_progress"
        self.assertFalse(self.figures(answer), "opened again")
        answer._mark_done()
        self.assertEqual(len(self.figures(answer)), 1)
        answer.unlink()
        self.assertFalse(self.Result.search([("survey_id", "=", self.survey.id)]))

    def test_a_question_that_is_measured_later_counts_from_the_beginning(self):
        self.service.club_measure = False
        answer = self.answer(9, 4)
        self.assertEqual(len(self.figures(answer)), 1)
        self.service.club_measure = "satisfaction"
        self.assertEqual(self.figures(answer)[1], ("satisfaction", 4, 75, None))
        self.service.scale_max = 9
        self.assertEqual(self.figures(answer)[1][2], get_percent(4, 1, 9))

    def test_the_tier_is_that_of_the_day(self):
        silver, gold = self.env["loyalty.tier"].create(
            [
                {"name": "Silver", "program_id": self.club.id},
                {"name": "Gold", "program_id": self.club.id, "min_points": 100},
            ]
        )
        self.assertEqual(self.card.tier_id, silver)
        answer = self.answer(9)
        self.card._post_points(500, "accrual", qualifying={"points": 500})
        self.assertEqual(self.card.tier_id, gold)
        self.nps.scale_max_label = "Yes"
        self.survey._sync_club_results()
        self.assertEqual(self.Result.search([("user_input_id", "=", answer.id)]).tier_id, silver)

    def test_figures_of_an_order(self):
        food, toys = self.env["product.category"].create([{"name": "Food"}, {"name": "Toys"}])
        order = self.make_sale(
            self.card.partner_id,
            [(self.make_product(10, categ_id=food.id), 1), (self.make_product(50, categ_id=toys.id), 1)],
        )
        answer = self.answer(9)
        plan = self.env["loyalty.survey.plan"].create(
            {
                "name": "After an order",
                "program_id": self.club.id,
                "survey_id": self.survey.id,
                "moment": "order_confirmed",
                "channel": "email",
            }
        )
        self.env["loyalty.survey.invitation"].create(
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
                "key": "test",
                "channel": "email",
                "user_input_id": answer.id,
            }
        )
        answer._sync_club_results()
        result = self.Result.search([("user_input_id", "=", answer.id)])
        self.assertEqual(
            (result.sale_order_id, result.categ_id, result.served_by_id, result.account_id, result.shop),
            (order, toys, order.user_id.partner_id, self.card, order.team_id.name or False),
        )
        self.assertEqual((order.club_answer_count, self.card.club_answer_count), (1, 1))
        self.assertEqual(self.Result.search(order.action_open_club_answers()["domain"]), result)

    def test_low_scores_open_a_case_once(self):
        self.nps.write({"club_opens_case": True, "club_case_score": 6})
        Feedback = self.env["loyalty.feedback"]
        self.answer(7)
        self.assertFalse(Feedback.search([("partner_id", "=", self.card.partner_id.id)]))
        answer = self.answer(6, words="Cold soup")
        case = Feedback.search([("partner_id", "=", self.card.partner_id.id)])
        self.assertEqual((case.kind, case.user_input_id, case.source), ("complaint", answer, "survey"))
        self.assertIn("Cold soup", str(case.text))
        answer._mark_done()
        self.assertEqual(Feedback.search([("partner_id", "=", self.card.partner_id.id)]), case)
        self.answer(2, test_entry=True)
        self.assertEqual(Feedback.search([("partner_id", "=", self.card.partner_id.id)]), case)

    def test_answers_of_merged_accounts(self):
        other = self.make_member(self.club, name="The same")
        answer = self.answer(9)
        self.card._merge_into(other)
        self.assertEqual(self.Result.search([("user_input_id", "=", answer.id)]).account_id, other)
        self.assertEqual(other.club_answer_count, 1)

    def test_what_cannot_be_measured(self):
        for question, values, words in (
            (self.words, {"club_measure": "satisfaction"}, "Scale"),
            (self.service, {"club_measure": "nps"}, "from 0 to 10"),
            (self.nps, {"club_opens_case": True, "club_case_score": 10}, "from 0 to 9"),
            (self.words, {"club_opens_case": True}, "what the club measures"),
        ):
            with self.subTest(words), self.assertRaises(ValidationError) as refusal:
                question.write(values)
            self.assertIn(words, str(refusal.exception))

    def test_who_reads_them(self):
        answer = self.answer(9)
        result = self.Result.search([("user_input_id", "=", answer.id)])
        user = self.make_user("club_user")
        self.assertEqual(result.with_user(user).score, 9)
        self.assertIn(answer.access_token, result.with_user(user).action_open_answers()["url"])
        with self.assertRaises(AccessError):
            result.with_user(user).score = 10
        with self.assertRaises(AccessError):
            result.with_user(self.make_user("employee")).action_open_answers()
        other = self.env["res.company"].create({"name": "Other"})
        self.env.cr.execute("UPDATE loyalty_survey_result SET company_id = %s WHERE id = %s", [other.id, result.id])
        self.env.invalidate_all()
        self.assertFalse(self.Result.with_user(user).search([("id", "=", result.id)]))

    def test_a_hundred_answers_cost_as_many_queries_as_one(self):
        answers = self.env["survey.user_input"].union(
            *(self.answer(9, 4, partner=self.make_member(self.club).partner_id) for _number in range(12))
        )

        self.count_queries(answers._sync_club_results)
        few, many = (self.count_queries(some._sync_club_results) for some in (answers[:1], answers))
        self.assertEqual(many, few)
