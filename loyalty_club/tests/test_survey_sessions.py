"""Live sessions earn as other answers do; answers that nobody was invited to count; which invitations are shown."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClubCase
from .survey_case import SurveyMixin


@tagged("post_install", "-at_install")
class TestSurveySessions(SurveyMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.card = cls.make_member(cls.club)
        cls.survey = cls.make_survey()
        cls.scale = cls.add_question(cls.survey, "scale", club_measure="nps", club_opens_case=True, club_case_score=6)
        cls.reward = cls.make_reward(cls.survey, survey_min_share=50)

    def join_session(self, card, count, score=None):
        """A member takes part in the session, and answers the first questions."""
        answer = self.start(self.survey, card.partner_id)
        self.assertTrue(answer.is_session_answer)
        answer._mark_in_progress()
        for question in self.survey.question_ids[:count]:
            answer._save_lines(question, "Yes")
        if score is not None:
            answer._save_lines(self.scale, str(score))
        return answer

    def test_who_took_part_is_rewarded(self):
        others = [self.make_member(self.club) for _number in range(2)]
        self.survey.action_start_session()
        good = self.join_session(self.card, 2, score=3)
        little = self.join_session(others[0], 1)
        nothing = self.join_session(others[1], 0)
        self.survey.action_end_session()
        self.assertEqual(set((good | little | nothing).mapped("state")), {"done"}, "as stock does")
        self.assertEqual([self.outcome(answer) for answer in (good, little)], [["paid"], ["share"]])
        self.assertFalse(nothing.club_outcome)
        self.assertEqual([card.points for card in (self.card, *others)], [10, 0, 0])
        case = self.env["loyalty.feedback"].search([("user_input_id", "in", self.survey.user_input_ids.ids)])
        self.assertEqual((case.user_input_id, case.account_id), (good, self.card), "a low score is heard")
        self.survey.action_end_session()
        self.assertEqual(self.card.points, 10, "once")
        self.assertLedger(self.card, *others)

    def test_who_answers_alone_goes_on(self):
        plan = self.make_plan(self.survey)
        invited = self.start(self.survey, self.card.partner_id, club_invitation_id=self.invite(self.card, plan).id)
        begun = self.start(
            self.survey, self.card.partner_id, club_invitation_id=self.invite(self.card, plan, key="begun").id
        )
        begun._mark_in_progress()
        alone = self.start(self.survey, self.make_member(self.club).partner_id)
        alone._save_lines(self.survey.question_ids[0], "Yes")
        self.survey.action_start_session()
        self.survey.action_end_session()
        self.assertEqual((invited | begun).mapped("state"), ["new", "in_progress"])
        self.assertEqual((alone.state, alone.club_outcome), ("done", False), "closed by stock, not completed")
        self.assertFalse(self.env["loyalty.survey.result"].search([("user_input_id", "in", (invited | begun).ids)]))
        for question in self.survey.question_ids[:2]:
            begun._save_lines(question, "Yes")
        begun._mark_done()
        self.assertEqual(self.outcome(begun), ["paid"])

    def test_only_survey_users_end_sessions(self):
        self.survey.action_start_session()
        answer = self.join_session(self.card, 2)
        with self.assertRaises(AccessError):
            self.survey.with_user(self.make_user("portal")).action_end_session()
        self.assertNotEqual(answer.state, "done")
        self.assertEqual(self.card.points, 0)
        host = self.make_user("survey.group_survey_user,base.group_user", login="host")
        self.survey.with_user(host).action_end_session()
        self.assertEqual(self.card.points, 10)

    # --- without an invitation, without measured questions ---

    def test_rewarded_answers_count(self):
        survey = self.make_survey()
        self.reward.survey_ids = survey
        self.complete(self.start(survey, self.card.partner_id))
        self.complete(self.start(survey, self.make_partner()))
        results = self.env["loyalty.survey.result"].search([("survey_id", "=", survey.id)])
        self.assertEqual((results.account_id, results.score), (self.card, 0), "one row, and not of a stranger")
        self.assertEqual((self.card.points, self.card.club_answer_count), (10, 1))

    # --- what the customer account shows ---

    def test_one_invitation_for_each_survey_and_order(self):
        plan, orders = self.make_plan(self.survey), []
        for number in range(4):
            orders.append(self.make_sale(self.card.partner_id, [(self.make_product(10), 1)]))
            for again in range(2):
                self.invite(self.card, plan, orders[number], key=f"{number},{again}")
        Invitation = self.env["loyalty.survey.invitation"]

        def shown():
            return Invitation._get_open_of(self.card.partner_id, self.club).mapped("origin_id")

        self.assertEqual(shown(), [order.id for order in orders[:0:-1]])
        last = Invitation.search([("key", "like", "3,")])
        for invitation in last:
            invitation.user_input_id = self.start(self.survey, club_invitation_id=invitation.id)
            invitation.user_input_id.state = "done"
        last.state = "opened"
        self.assertEqual(shown(), [order.id for order in orders[2::-1]], "others take the place of what is answered")
