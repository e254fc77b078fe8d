"""What tests of survey results share."""

from odoo.fields import Command

from .common import ClubCase


class SurveyResultCase(ClubCase):
    """A member, and a survey of an NPS question, a scale of satisfaction and a text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.card = cls.make_member(cls.club)
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "How was it?",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Would you recommend us?",
                            "question_type": "scale",
                            "club_measure": "nps",
                            "sequence": 1,
                        }
                    ),
                    Command.create(
                        {
                            "title": "Service",
                            "question_type": "scale",
                            "scale_min": 1,
                            "scale_max": 5,
                            "club_measure": "satisfaction",
                            "sequence": 2,
                        }
                    ),
                    Command.create({"title": "Anything else?", "question_type": "text_box", "sequence": 3}),
                ],
            }
        )
        cls.nps, cls.service, cls.words = cls.survey.question_ids
        cls.Result = cls.env["loyalty.survey.result"]

    def answer(self, nps=None, service=None, words=None, partner=None, **values):
        """A completed answer of the member, or of ``partner``."""
        answer = self.env["survey.user_input"].create(
            {"survey_id": self.survey.id, "partner_id": (partner or self.card.partner_id).id, **values}
        )
        for question, value in ((self.nps, nps), (self.service, service), (self.words, words)):
            if value is not None:
                answer._save_lines(question, str(value))
        answer._mark_done()
        return answer

    def figures(self, answer):
        rows = self.Result.search([("user_input_id", "=", answer.id)], order="question_id")
        self.env.cr.execute(
            "SELECT measure, score, percent, nps FROM loyalty_survey_result WHERE id = ANY(%s) ORDER BY question_id",
            [rows.ids],
        )
        return self.env.cr.fetchall()
