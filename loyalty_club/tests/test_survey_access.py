"""Who sees and sets rewards of surveys, and what many answers at once cost."""

from psycopg2 import errors

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubCase
from .survey_case import SurveyMixin


@tagged("post_install", "-at_install")
class TestSurveyAccess(SurveyMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.survey = cls.make_survey()
        cls.reward = cls.make_reward(cls.survey)

    def make_surveyor(self, role):
        user = self.make_user(role, login=f"surveyor_{role}")
        user.group_ids += self.env.ref("survey.group_survey_manager")
        return user

    # --- the tab ---

    def test_the_tab_of_a_manager(self):
        user = self.make_surveyor("manager")
        with Form(self.survey.with_user(user)) as form:
            self.assertEqual(form.club_reward_ids.ids, self.reward.ids)
            form.club_members_only = True
        action = self.survey.with_user(user).action_add_club_reward()
        with Form(self.env["loyalty.activity"].with_user(user).with_context(**action["context"])) as form:
            form.program_id = self.club
            form.survey_min_share = 50
        self.assertEqual(len(self.survey.club_reward_ids), 2)

    def test_survey_staff_without_the_club(self):
        user = self.make_surveyor("employee")
        with Form(self.survey.with_user(user)) as form:
            self.assertNotIn("club_reward_ids", form._view["fields"])
            form.title = "Another title"
        with self.assertRaises(AccessError):
            self.survey.with_user(user).club_reward_ids = False
        self.complete(self.start(self.survey, self.make_member(self.club).partner_id))
        answer = self.survey.with_user(user).user_input_ids
        answer.state = "in_progress"
        entries = self.Entry.search([("origin_id", "=", answer.id)], order="id")
        self.assertEqual(entries.mapped("points"), [10, -10])

    def test_figures_and_hints(self):
        card = self.make_member(self.club)
        answer = self.complete(self.start(self.survey, card.partner_id))
        self.assertEqual((self.survey.club_paid_count, self.survey.club_paid_points), (1, 10))
        entries = self.Entry.search(self.survey.action_open_club_entries()["domain"])
        self.assertEqual(entries, card.ledger_ids)
        self.assertIn("neither logged in nor invited", self.survey.club_hints)
        answer.state = "in_progress"
        self.survey.invalidate_recordset()
        self.assertEqual(self.survey.club_paid_points, 0)
        self.survey.users_login_required = True
        self.assertIn("have to log in", self.survey.club_hints)
        self.reward.write({"survey_per": "order", "budget_points": 5})
        self.survey.invalidate_recordset()
        self.assertIn("start a survey plan", self.survey.club_hints)
        self.assertIn("is used up", self.survey.club_hints)
        self.reward.active = False
        self.survey.invalidate_recordset()
        self.assertFalse(self.survey.club_hints)

    def test_a_survey_is_copied_without_rewards(self):
        self.assertFalse(self.survey.copy().club_reward_ids)

    def test_the_share_is_a_share(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.CheckViolation):
            self.reward.survey_min_share = 101
            self.env.flush_all()

    def test_clubs_of_another_company(self):
        """A reward is for members of its own club, whichever company the survey's staff works for."""
        company = self.env["res.company"].create({"name": "Other"})
        club = self.make_club(company_id=company.id)
        self.make_reward(self.survey, program_id=club.id, points=3)
        card = self.make_member(club)
        answer = self.complete(self.start(self.survey, card.partner_id))
        self.assertEqual((card.points, self.outcome(answer)), (3, ["paid"]))
        user = self.make_surveyor("manager")
        self.assertEqual(self.survey.with_user(user).club_paid_count, 0)
        self.assertIn("3", answer.with_user(user).club_outcome_text, "staff of surveys sees every answer")

    # --- many at once ---

    def test_queries_do_not_follow_the_number_of_answers(self):
        self.make_reward(self.survey, survey_per="order", survey_min_share=50, budget_points=1000)
        plan, counts = self.make_plan(self.survey), []
        for number in (2, 2, 9):
            cards = [self.make_member(self.club) for _number in range(number)]
            answers = self.env["survey.user_input"]
            for card in cards:
                invitation = self.invite(card, plan, card)
                answer = self.start(self.survey, card.partner_id, club_invitation_id=invitation.id)
                answer._save_lines(self.survey.question_ids[0], "Yes")
                answers |= answer
            answers.write({"state": "done"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            answers._reward_answers()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual({card.points for card in cards}, {20})
        self.assertEqual(counts[1], counts[2])
