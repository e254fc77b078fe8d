"""The whole way of a complaint in a real browser: a member writes, staff answer, give points and close it, the member
reads and says how it went.
"""

from odoo.tests import tagged

from .feedback_case import FeedbackMixin
from .home_case import HomeCase


@tagged("post_install", "-at_install")
class TestFeedbackTour(FeedbackMixin, HomeCase):
    def test_complain_answer_goodwill(self):
        self.env["loyalty.program"].search([("program_type", "=", "loyalty")]).active = False
        club = self.make_club(name="Corner Club", portal_point_name="stars", points_rounding=1)
        card = self.make_member(club, partner_id=self.user.partner_id.id)
        self.Feedback.search([]).unlink()
        self.make_budget(100)
        self.browser_size, self.touch_enabled = "375x667", True
        self.start_tour("/my/club", "club_feedback_write", login="home_member", timeout=120)
        feedback = self.Feedback.search([("account_id", "=", card.id)])
        self.assertEqual(
            (feedback.subject, feedback.kind, feedback.user_id), ("The book came wet", "complaint", self.clerk)
        )

        self.browser_size, self.touch_enabled = "1366x768", False
        self.start_tour("/odoo/club-feedback", "club_feedback_answer", login="feedback_clerk", timeout=120)
        self.env.invalidate_all()
        self.assertTrue(feedback.first_answer_at)

        self.browser_size, self.touch_enabled = "375x667", True
        self.start_tour("/my/club/feedback", "club_feedback_read", login="home_member", timeout=120)
        self.env.invalidate_all()
        self.assertEqual((card.points, feedback.state), (50, "in_work"), "the member wrote last")
        self.assertLedger(card)

        self.browser_size, self.touch_enabled = "1366x768", False
        self.start_tour("/odoo/club-feedback", "club_feedback_close", login="feedback_clerk", timeout=120)
        self.env.invalidate_all()
        self.assertEqual((feedback.state, feedback.rating_last_value), ("closed", 0))

        self.browser_size, self.touch_enabled = "375x667", True
        self.start_tour("/my/club/feedback", "club_feedback_rate", login="home_member", timeout=120)
        self.env.invalidate_all()
        self.assertEqual((feedback.rating_last_value, feedback.rating_last_feedback), (5, "Quick and friendly"))
        self.assertEqual((feedback.state, feedback.waits_for_answer), ("closed", False), "a rating opens nothing")
