"""What tests of feedback share."""

from odoo.fields import Command

from .common import ClubMixin

ALL_WEEK = range(7)


class FeedbackMixin(ClubMixin):
    """A club, a member with an account and an address, and somebody who answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(portal_point_name="stars", points_rounding=1)
        cls.partner = cls.make_partner("Ada Member", email="ada@example.com", lang="en_US")
        cls.card = cls.make_member(cls.club, partner_id=cls.partner.id)
        cls.clerk = cls.make_user("club_user", login="feedback_clerk", email="clerk@example.com")
        cls.boss = cls.make_user("manager", login="feedback_boss", email="boss@example.com")
        cls.env.company.write({"feedback_user_id": cls.clerk.id, "club_quiet_from": 4, "club_quiet_to": 4})
        cls.work(ALL_WEEK, 0, 24)  # days of work are days, unless a test says otherwise
        cls.Feedback = cls.env["loyalty.feedback"]

    @classmethod
    def work(cls, days, start, end, tz="UTC"):
        """The company works on these days (0: Monday) from one hour to another.

        :return: its working hours
        """
        calendar = cls.env["resource.calendar"].create(
            {
                "name": "Shop",
                "tz": tz,
                "company_id": cls.env.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create({"name": str(day), "dayofweek": str(day), "hour_from": start, "hour_to": end})
                        for day in days
                    ),
                ],
            }
        )
        calendar.hours_per_day = end - start
        cls.env.company.resource_calendar_id = calendar
        return calendar

    @classmethod
    def make_feedback(cls, **values):
        return cls.Feedback._open(
            [
                {
                    "text": "The book came wet.",
                    "kind": "complaint",
                    "source": "portal",
                    "partner_id": cls.partner.id,
                    **values,
                }
            ]
        )

    @classmethod
    def make_budget(cls, points=100, user=None, **values):
        return cls.env["loyalty.goodwill.budget"].create(
            {"user_id": (user or cls.clerk).id, "points": points, **values}
        )

    def answer(self, feedback, text="We are sorry.", user=None):
        return feedback.with_user(user or self.clerk).message_post(
            body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def write_back(self, feedback, text="It is still wet."):
        return feedback.message_post(
            body=text, message_type="comment", subtype_xmlid="mail.mt_comment", author_id=self.partner.id
        )

    def give(self, feedback, points=50, user=None, key="window", **values):
        return feedback.with_user(user or self.clerk)._give_goodwill(points=points, key=key, **values)

    def mails_to(self, partner):
        self.env.flush_all()
        return self.env["mail.mail"].sudo().search([("recipient_ids", "in", partner.ids)])
