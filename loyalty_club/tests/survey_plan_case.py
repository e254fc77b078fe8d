"""What tests of survey plans share."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from odoo.fields import Command

from .common import ClubCase
from .sale_events import SaleEvents

START = datetime(2026, 3, 2, 10)
"""The moment at which plans of tests start."""


class SurveyPlanMixin(SaleEvents):
    """A survey of two questions, and plans that ask it. Goes with ``ClubMixin``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.survey.plan"].search([("state", "=", "running")]).action_stop()
        cls.env.company.club_survey_rest_days = 30
        cls.survey = cls.make_survey()
        cls.Invitation = cls.env["loyalty.survey.invitation"]

    @classmethod
    def make_survey(cls, **values):
        return (
            cls.env["survey.survey"]
            .sudo()
            .create(
                {
                    "title": "How was it?",
                    "user_id": cls.env.ref("base.user_admin").id,
                    "access_mode": "public",
                    "question_and_page_ids": [
                        Command.create({"title": "Were you well served?", "question_type": "char_box"}),
                        Command.create({"title": "What can we do better?", "question_type": "text_box"}),
                    ],
                    **values,
                }
            )
        )

    def make_plan(self, moment, started=START, **values):
        """A plan of the club that runs since ``started`` (None: a draft)."""
        plan = self.env["loyalty.survey.plan"].create(
            {
                "name": moment,
                "program_id": self.club.id,
                "survey_id": self.survey.id,
                "moment": moment,
                "channel": "email",
                **values,
            }
        )
        if started:
            with self.at(started):
                plan.action_start()
        return plan

    @contextmanager
    def later(self, days=0, hours=0):
        """Within, it is so long after plans have started; what is computed then is of that moment."""
        with self.at(START + timedelta(days=days, hours=hours)) as moment:
            yield moment
            self.env.flush_all()

    def ask(self, plan, days=0, hours=0):
        """Do what the job does for this plan, so long after it started; the invitations that are new."""
        with self.later(days, hours):
            until = plan._get_horizon()
            made = plan._ask(plan._look())
            plan._note_looked(until)
            return made

    def let_through(self, invitations, hours=0):
        """The gate sends the messages of these invitations, so long after plans have started."""
        sent = {"state": "sent", "sent_at": START + timedelta(hours=hours)}
        with self.later(hours=hours):
            invitations.message_id.write(sent)
            self.Invitation._follow_messages()

    def asked(self, plan):
        """[(customer, state, reason, origin)] of the plan, in order."""
        self.Invitation.invalidate_model()
        found = self.Invitation.search([("plan_id", "=", plan.id)], order="id")
        return [(i.partner_id, i.state, i.reason, self.env[i.origin_model].browse(i.origin_id)) for i in found]


class SurveyPlanCase(SurveyPlanMixin, ClubCase):
    """A member with a customer account and an address, a service of 100 and goods of 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.make_product(price=100)
        cls.goods = cls.make_product(price=10, type="consu", is_storable=False)
        cls.card = cls.make_member(cls.club, name="Mary")
        cls.partner = cls.card.partner_id
        cls.partner.email = "mary@example.com"
