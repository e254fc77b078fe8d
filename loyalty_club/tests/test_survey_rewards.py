"""Surveys pay once per member or order, and what an answer earned goes with it."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCase
from .survey_case import SurveyMixin


@tagged("post_install", "-at_install")
class TestSurveyRewards(SurveyMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.card = cls.make_member(cls.club)
        cls.partner = cls.card.partner_id
        cls.survey = cls.make_survey()
        cls.reward = cls.make_reward(cls.survey)
        cls.plan = cls.make_plan(cls.survey)

    def answer(self, partner=None, **values):
        return self.complete(self.start(self.survey, partner or self.partner, **values))

    def order(self):
        """An invitation about a new order, and the answer to it."""
        order = self.make_sale(self.partner, [(self.make_product(0), 1)])
        invitation = self.invite(self.card, self.plan, order)
        return self.answer(club_invitation_id=invitation.id)

    def paid(self):
        """Points of entries for surveys, in booking order."""
        entries = self.card.ledger_ids.filtered(lambda entry: entry.origin_model == "survey.user_input")
        return entries.sorted("id").mapped("points")

    # --- once ---

    def test_once_per_member(self):
        first, second = self.answer(), self.answer()
        self.assertEqual((self.outcome(first), self.outcome(second)), (["paid"], ["before"]))
        self.assertEqual(self.paid(), [10])
        entry = self.card.ledger_ids
        self.assertEqual((entry.origin_model, entry.origin_id), ("survey.user_input", first.id))
        self.assertEqual(entry.key, f"survey_completed,{self.survey.id},{self.reward.id}", "as it was before")
        self.assertIn("before", second._get_club_thanks()["outcome"][0]["text"])

    def test_two_answers_in_one_batch(self):
        answers = self.start(self.survey, self.partner) | self.start(self.survey, self.partner)
        answers._mark_done()
        self.assertEqual(self.paid(), [10])
        self.assertEqual([self.outcome(answer) for answer in answers], [["paid"], ["before"]])

    def test_once_per_order(self):
        self.reward.survey_per = "order"
        self.assertEqual(self.outcome(self.answer()), ["no_order"], "nobody knows which order")
        first = self.order()
        self.assertEqual(self.outcome(first), ["paid"])
        again = self.answer(club_invitation_id=first.club_invitation_id.id)
        self.assertEqual(first.club_invitation_id.user_input_id, first)
        self.assertEqual(self.outcome(again), ["before"])
        self.assertEqual(self.outcome(self.order()), ["paid"])
        self.assertEqual(self.paid(), [10, 10])
        keys = [entry.key for entry in self.card.ledger_ids if entry.origin_model == "survey.user_input"]
        order_id = first.club_invitation_id.origin_id
        self.assertIn(f"survey_completed,{self.survey.id},sale.order,{order_id},{self.reward.id}", keys)

    def test_an_invitation_about_no_order(self):
        self.reward.survey_per = "order"
        answer = self.answer(club_invitation_id=self.invite(self.card, self.plan).id)
        self.assertEqual(self.outcome(answer), ["no_order"])

    def test_a_reward_per_member_and_one_per_order(self):
        self.make_reward(self.survey, survey_per="order", points=3)
        self.order()
        self.order()
        self.assertEqual(self.paid(), [10, 3, 3])

    def test_what_was_answered_does_not_matter(self):
        other = self.make_member(self.club)
        answers = [self.start(self.survey, card.partner_id) for card in (self.card, other)]
        for answer, word in zip(answers, ("Great", "Awful"), strict=True):
            for question in self.survey.question_ids:
                answer._save_lines(question, word)
            answer._mark_done()
        self.assertEqual((self.card.points, other.points), (10, 10))

    def test_the_invited_member_earns_and_nobody_else(self):
        invitation = self.invite(self.card, self.plan)
        answer = self.start(self.survey, club_invitation_id=invitation.id)
        self.assertFalse(answer.partner_id)
        self.complete(answer)
        self.assertEqual(self.paid(), [10])
        self.assertFalse(self.complete(self.start(self.survey)).club_outcome)

    # --- not ---

    def test_tests_and_the_unknown_earn_nothing(self):
        test = self.answer(test_entry=True)
        self.assertEqual((self.paid(), self.outcome(test)), ([], ["test"]))
        self.answer(self.make_partner())
        self.assertFalse(self.Entry.search([("activity_id", "=", self.reward.id)]))
        self.assertEqual(self.outcome(self.answer()), ["paid"], "a test keeps nobody from earning")

    def test_dates_tiers_and_members_who_rest(self):
        self.reward.date_to = "2020-01-01"
        self.assertEqual(self.outcome(self.answer()), ["dates"])
        self.reward.date_to = False
        self.reward.tier_ids = self.env["loyalty.tier"].create(
            {"name": "Gold", "program_id": self.club.id, "min_points": 100}
        )
        self.assertEqual(self.outcome(self.answer()), ["tier"])
        self.reward.tier_ids = False
        self.card.membership_state = "suspended"
        self.assertEqual(self.outcome(self.answer()), ["rests"])
        self.assertFalse(self.paid())

    def test_the_limit_of_a_rule(self):
        self.reward.write({"survey_per": "order", "limit_count": 1, "limit_period": "ever"})
        self.order()
        answer = self.order()
        self.assertEqual((self.paid(), self.outcome(answer)), ([10], ["limit"]))

    # --- no ground any more ---

    def test_a_deleted_answer_leaves_nothing_and_can_be_given_again(self):
        self.answer().unlink()
        self.assertEqual(self.paid(), [10, -10])
        answer = self.answer()
        self.assertEqual((self.paid(), self.outcome(answer)), ([10, -10, 10], ["paid"]))
        self.answer()
        self.assertEqual(self.card.points, 10, "a retake pays nothing")

    def test_an_answer_that_is_opened_again(self):
        answer = self.answer()
        answer.state = "in_progress"
        self.assertEqual(self.card.points, 0)
        self.assertFalse(answer.club_outcome)
        answer._mark_done()
        self.assertEqual(self.paid(), [10, -10, 10])
        answer._mark_done()
        answer.state = "in_progress"
        answer._mark_done()
        self.assertEqual(self.paid(), [10, -10, 10, -10, 10])

    def test_a_retake_while_the_first_answer_is_open_again(self):
        first = self.answer()
        first.state = "in_progress"
        self.answer()
        first._mark_done()
        self.assertEqual(self.card.points, 10, "one of the two is paid")

    def test_an_answer_that_becomes_a_test(self):
        self.answer().test_entry = True
        self.assertEqual(self.card.points, 0)

    def test_what_staff_took_back_is_not_earned_by_a_retake(self):
        self.answer()
        self.card.ledger_ids._reverse()
        self.assertEqual(self.outcome(self.answer()), ["before"])
        self.assertEqual(self.card.points, 0)

    def test_the_coupon_goes_with_the_answer(self):
        self.reward.write({"points": 0, "coupon_program_id": self.make_coupons().id})
        answer = self.answer()
        coupon = self.Card.search([("program_id", "=", self.reward.coupon_program_id.id)])
        thanks = answer._get_club_thanks()["outcome"][0]
        self.assertEqual((len(coupon), thanks["coupons"], thanks["is_good"]), (1, coupon, True))
        self.assertNotIn(coupon.code, thanks["text"], "staff read this")
        answer.state = "in_progress"
        self.assertFalse(coupon.active)
        answer._mark_done()
        self.assertEqual(self.Card.search_count([("program_id", "=", self.reward.coupon_program_id.id)]), 1)

    def test_approval(self):
        self.reward.requires_approval = True
        answer = self.answer()
        claim = self.env["loyalty.activity.claim"].search([("activity_id", "=", self.reward.id)])
        self.assertEqual((claim.state, self.outcome(answer)), ("submitted", ["claim"]))
        answer.unlink()
        self.assertEqual(claim.state, "refused")

    def test_a_survey_that_was_paid_is_not_deleted(self):
        self.answer()
        self.plan.unlink()
        with self.assertRaisesRegex(UserError, "Close it instead"):
            self.survey.unlink()
        self.survey.action_archive()

    def test_merged_members(self):
        other = self.make_member(self.club)
        self.answer()
        self.answer(other.partner_id)
        other._merge_into(self.card)
        self.assertEqual(self.card.points, 20, "both had answered")
        self.assertEqual(self.outcome(self.answer()), ["before"])

    # --- forged ---

    def test_nobody_says_who_was_invited(self):
        user = self.make_user("employee", login="surveyor")
        user.group_ids += self.env.ref("survey.group_survey_manager")
        answer = self.start(self.survey)
        forged = {"club_outcome": [{"reason": "paid"}]}
        answer.with_user(user).write(forged)
        made = self.env["survey.user_input"].with_user(user).create({"survey_id": self.survey.id, **forged})
        self.assertFalse(answer.club_outcome or made.club_outcome)
