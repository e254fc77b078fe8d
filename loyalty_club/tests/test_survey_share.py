"""Every type of question counts for the share that was answered; what was not shown does not."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ClubCase
from .survey_case import SIMPLE, SurveyMixin


@tagged("post_install", "-at_install")
class TestSurveyShare(SurveyMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.card = cls.make_member(cls.club)
        cls.survey = cls.make_survey(count=0)

    def begin(self):
        return self.start(self.survey, self.card.partner_id)

    def percent(self, answer):
        answer.invalidate_recordset()
        return answer._get_answered_share().percent

    def test_every_simple_type(self):
        for question_type, value in SIMPLE.items():
            with self.subTest(question_type):
                self.survey.question_and_page_ids.unlink()
                question = self.add_question(self.survey, question_type)
                answer = self.begin()
                self.assertEqual(self.percent(answer), 0)
                answer._save_lines(question, "")
                self.assertEqual(self.percent(answer), 0, "skipped")
                answer._save_lines(question, value)
                self.assertEqual(self.percent(answer), 100)

    def test_every_type_is_known(self):
        """A type that Odoo adds later has to be looked at here."""
        known = {*SIMPLE, "simple_choice", "multiple_choice", "matrix"}
        types = dict(self.env["survey.question"]._fields["question_type"]._description_selection(self.env))
        self.assertEqual(known, set(types))

    def test_choices(self):
        for question_type in ("simple_choice", "multiple_choice"):
            with self.subTest(question_type):
                self.survey.question_and_page_ids.unlink()
                question = self.add_question(self.survey, question_type, comments_allowed=True)
                answer = self.begin()
                answer._save_lines(question, [])
                self.assertEqual(self.percent(answer), 0)
                answer._save_lines(question, [], comment="Something else")
                self.assertEqual(self.percent(answer), 0, "this comment is no answer")
                question.comment_count_as_answer = True
                self.assertEqual(self.percent(answer), 100)
                answer._save_lines(question, str(question.suggested_answer_ids[1].id))
                self.assertEqual(self.percent(answer), 100)

    def test_rows_of_a_matrix(self):
        question = self.add_question(self.survey, "matrix", matrix_subtype="simple", comments_allowed=True)
        answer, choice = self.begin(), str(question.suggested_answer_ids[0].id)
        answer._save_lines(question, {}, comment="Nothing")
        self.assertEqual(self.percent(answer), 0)
        answer._save_lines(question, {str(question.matrix_row_ids[0].id): [choice]})
        self.assertEqual(self.percent(answer), 50)
        answer._save_lines(question, {str(row.id): [choice] for row in question.matrix_row_ids})
        self.assertEqual(self.percent(answer), 100)

    def test_what_cannot_be_answered_does_not_count(self):
        self.add_question(self.survey, "char_box")
        self.add_question(self.survey, "simple_choice", suggested_answer_ids=[])
        self.add_question(self.survey, "matrix", matrix_row_ids=[])
        self.survey.question_and_page_ids = [Command.create({"title": "A page", "is_page": True, "sequence": 0})]
        answer = self.begin()
        answer._save_lines(self.survey.question_ids[0], "Yes")
        self.assertEqual(self.percent(answer), 100)

    def test_questions_that_were_not_shown_do_not_count(self):
        first = self.add_question(self.survey, "simple_choice")
        yes, no = first.suggested_answer_ids
        self.add_question(self.survey, "char_box", triggering_answer_ids=[Command.set(yes.ids)])
        answer = self.begin()
        answer._save_lines(first, str(no.id))
        self.assertEqual(self.percent(answer), 100)
        answer._save_lines(first, str(yes.id))
        self.assertEqual(self.percent(answer), 50)

    def test_the_choice_of_random_questions(self):
        page = self.env["survey.question"].create(
            {"survey_id": self.survey.id, "title": "A page", "is_page": True, "random_questions_count": 1}
        )
        for _number in range(3):
            self.add_question(self.survey, "char_box")
        self.survey.questions_selection = "random"
        self.assertEqual(len(page.question_ids), 3)
        answer = self.begin()
        answer._save_lines(answer.predefined_question_ids, "Yes")
        self.assertEqual(self.percent(answer), 100)

    def test_less_than_the_share_earns_nothing_and_says_so(self):
        survey = self.make_survey(count=3)
        self.make_reward(survey, survey_min_share=67)
        answer = self.complete(self.start(survey, self.card.partner_id), count=2)
        self.assertEqual((self.points_of(), self.outcome(answer)), ([], ["share"]))
        text = answer._get_club_thanks()["outcome"][0]["text"]
        self.assertIn("at least 67%", text)
        self.assertIn("you answered 66%", text)
        again = self.complete(self.start(survey, self.card.partner_id))
        self.assertEqual((self.points_of(), self.outcome(again)), ([10], ["paid"]))
