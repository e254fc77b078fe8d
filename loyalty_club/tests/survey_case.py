"""What tests of rewarded surveys share."""

from odoo.fields import Command

from .activity_case import ActivityMixin

SIMPLE = {
    "char_box": "Ada",
    "text_box": "All of it",
    "numerical_box": "0",
    "scale": "0",
    "date": "2026-03-01",
    "datetime": "2026-03-01 10:00:00",
}
"""An answer to each simple type of question; zeros are answers, too."""


class SurveyMixin(ActivityMixin):
    """Goes with any Odoo test case, like ``ClubMixin``."""

    @classmethod
    def make_survey(cls, count=2, **values):
        """A public survey of so many questions for a text."""
        questions = [{"title": f"Question {number}", "question_type": "char_box"} for number in range(count)]
        return cls.env["survey.survey"].create(
            {
                "title": "How was it?",
                "questions_layout": "one_page",
                "question_and_page_ids": [
                    Command.create({"sequence": number, **question}) for number, question in enumerate(questions)
                ],
                **values,
            }
        )

    @classmethod
    def add_question(cls, survey, question_type, **values):
        """A question of any type; choices have two answers, a matrix two rows."""
        if question_type in ("simple_choice", "multiple_choice", "matrix"):
            values.setdefault("suggested_answer_ids", [Command.create({"value": word}) for word in ("Yes", "No")])
        if question_type == "matrix":
            values.setdefault("matrix_row_ids", [Command.create({"value": word}) for word in ("Shop", "Staff")])
        return cls.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": question_type,
                "question_type": question_type,
                "sequence": 100 + len(survey.question_ids),
                **values,
            }
        )

    @classmethod
    def make_reward(cls, survey, **values):
        """10 points for completing the survey."""
        return cls.make_activity(
            "survey_completed", **{"name": "Survey", "survey_ids": [Command.set(survey.ids)], **values}
        )

    @classmethod
    def make_plan(cls, survey, **values):
        return cls.env["loyalty.survey.plan"].create(
            {"name": "After orders", "program_id": cls.club.id, "survey_id": survey.id, **values}
        )

    @classmethod
    def invite(cls, card, plan, origin=None, **values):
        """An invitation of the plan to the member, as its job makes it."""
        return cls.env["loyalty.survey.invitation"].create(
            {
                "plan_id": plan.id,
                "survey_id": plan.survey_id.id,
                "moment": plan.moment,
                "channel": plan.channel,
                "partner_id": card.partner_id.id,
                "account_id": card.id,
                "program_id": plan.program_id.id,
                "company_id": plan.company_id.id,
                "origin_model": origin._name if origin else False,
                "origin_id": origin.id if origin else False,
                "key": f"test,{plan.id},{card.id},{origin}",
                "state": "invited",
                **values,
            }
        )

    @classmethod
    def start(cls, survey, partner=None, **values):
        """An answer that was begun; by an invitation where ``club_invitation_id`` says so."""
        return survey._create_answer(partner=partner or cls.env["res.partner"], **values)

    @classmethod
    def complete(cls, answer, count=None):
        """Answer the first questions (all of them, by default), and finish."""
        questions = answer.survey_id.question_ids
        for number, question in enumerate(questions):
            given = "Yes" if count is None or number < count else ""
            answer._save_lines(question, given)
        answer._mark_in_progress()
        answer._mark_done()
        return answer

    def outcome(self, answer):
        """Why each reward was paid, or not."""
        return [item["reason"] for item in answer.club_outcome or []]
