"""The screens of feedback."""

from odoo.tests import TransactionCase, tagged

from .feedback_case import FeedbackMixin
from .screen_case import ScreenMixin

ACTIONS = (
    "loyalty_feedback_action",
    "loyalty_feedback_action_analysis",
    "loyalty_feedback_action_hours",
    "loyalty_feedback_goodwill_action",
    "loyalty_goodwill_budget_action",
    "loyalty_feedback_reason_action",
    "loyalty_feedback_place_action",
)


@tagged("post_install", "-at_install")
class TestFeedbackScreens(ScreenMixin, FeedbackMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_staff()
        cls.make_budget(user=cls.clerk)

    def test_actions(self):
        self.assertActions(ACTIONS)

    def test_whoever_works_with_feedback_sees_all_of_it(self):
        order = self.make_sale(self.partner, [(self.make_product(), 1)])
        feedback = self.make_feedback(sale_order_id=order.id, product_id=order.order_line.product_id.id)
        self.give(feedback)
        for role in self.staff:
            with self.subTest(role):
                shown = self.read_screen(feedback, role)
                self.assertEqual(shown["number"], feedback.number)

    def test_the_window(self):
        feedback = self.make_feedback()
        self.give(feedback, 30)
        window = self.env["loyalty.feedback.give"].with_user(self.clerk).create({"feedback_id": feedback.id})
        self.assertEqual((window.budget, window.given_before), (70, "30 stars"))

    def test_place_codes(self):
        place = self.env["loyalty.feedback.place"].create({"name": "Station"})
        self.assertTrue(place.qr_code)
        self.assertTrue(place.url.endswith(f"/club/feedback?shop={place.token}"))
        self.assertNotEqual(place.copy().token, place.token)
        html = self.env["ir.actions.report"]._render_qweb_html("loyalty_club.report_feedback_place", place.ids)[0]
        self.assertIn(b"Station", html)

    def test_a_club_user_enters_feedback(self):
        made = (
            self.env["loyalty.feedback"]
            .with_user(self.users["club_user"])
            .create({"subject": "Told at the counter", "partner_id": self.partner.id, "kind": "suggestion"})
        )
        self.assertEqual((made.source, made.account_id, made.user_id), ("staff", self.card, self.clerk))
        made.user_id = self.users["manager"]
        self.assertEqual(made.activity_ids.user_id, self.users["manager"])
