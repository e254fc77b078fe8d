"""Goodwill: points and coupons within a budget, once."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .feedback_case import FeedbackMixin


@tagged("post_install", "-at_install")
class TestFeedbackGoodwill(FeedbackMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.budget = cls.make_budget(100)
        cls.feedback = cls.make_feedback()

    def open_window(self, user=None, **values):
        Give = self.env["loyalty.feedback.give"].with_user(user or self.clerk)
        return Give.create({"feedback_id": self.feedback.id, "points": 50, **values})

    def test_a_second_click_gives_nothing_more(self):
        window = self.open_window(message="For the waiting.")
        for _click in range(2):
            window.action_give()
        self.assertEqual(self.card.points, 50)
        self.assertEntries(self.card, [("adjustment", "posted", 50.0, 50.0)])
        entry = self.card.ledger_ids
        self.assertEqual(entry.key, f"feedback,{self.feedback.id},{self.feedback.goodwill_ids.id}")
        self.assertEqual((entry.origin_model, entry.origin_id), ("loyalty.feedback", self.feedback.id))
        self.assertEqual((self.budget.used_now, self.budget.left), (50, 50))
        self.assertEqual((self.feedback.state, self.feedback.goodwill_points), ("waiting", 50))
        self.assertIn("For the waiting.", self.feedback.message_ids[0].body + self.feedback.message_ids[1].body)
        self.assertLedger(self.card)

    def test_the_budget_ends(self):
        self.open_window(points=60).action_give()
        with self.assertRaisesRegex(UserError, "40 points left"):
            self.open_window(points=41).action_give()
        self.open_window(points=40).action_give()
        self.assertEqual((self.card.points, self.budget.left), (100, 0))

    def test_each_month_anew(self):
        with self.at("2026-03-31 12:00:00"):
            self.give(self.feedback, 100, key="march")
            with self.assertRaises(UserError):
                self.give(self.feedback, 1, key="too much")
        with self.at("2026-04-01 12:00:00"):
            self.assertEqual(self.budget.left, 100)
            self.give(self.feedback, 100, key="april")
            self.feedback.goodwill_ids.filtered(lambda one: one.key == "march").with_user(self.boss).action_take_back()
            self.assertEqual(self.budget.left, 0, "what was of March gives April nothing")
        self.assertLedger(self.card)

    def test_who_has_no_budget_gives_nothing(self):
        for user in (self.boss, self.env.ref("base.user_root")):
            with self.subTest(user.login), self.assertRaisesRegex(UserError, "no budget"):
                self.give(self.feedback, user=user)
        company = self.env["res.company"].create({"name": "Other Company"})
        self.make_budget(user=self.boss, company_id=company.id)
        with self.assertRaisesRegex(UserError, "no budget"):
            self.give(self.feedback, user=self.boss)

    def test_budgets_are_managers(self):
        with self.assertRaises(AccessError):
            self.budget.with_user(self.clerk).points = 10_000
        with self.assertRaises(UserError):
            self.budget.with_user(self.boss).used = 0
        with self.assertRaises(AccessError):
            self.env["loyalty.feedback.goodwill"].with_user(self.boss).create({"feedback_id": self.feedback.id})

    def test_numbers_that_are_none(self):
        for points in (0, -5, 0.5):
            with self.subTest(points), self.assertRaisesRegex(UserError, "steps of 1.0 points"):
                self.give(self.feedback, points)
        self.assertEqual(self.budget.left, 100)

    def test_accounts_that_rest(self):
        self.card.sudo().membership_state = "suspended"
        with self.assertRaisesRegex(UserError, "earns nothing"):
            self.give(self.feedback)
        stranger = self.make_feedback(partner_id=self.make_partner("No member").id)
        with self.assertRaisesRegex(UserError, "account first"):
            self.give(stranger)

    def test_a_merged_account_gives_to_its_survivor(self):
        other = self.make_partner("Ada again")
        survivor = self.make_member(self.club, partner_id=other.id)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.partner | other).ids, other)
        self.give(self.feedback)
        self.assertEqual(survivor.points, 50)
        self.assertLedger(survivor)

    def test_coupons(self):
        coupons = self.make_stock_program("coupons", applies_on="current", trigger="with_code")
        with self.assertRaisesRegex(UserError, "may be given as goodwill"):
            self.give(self.feedback, 0, coupon_program=coupons)
        coupons.write({"goodwill_cost": 30, "goodwill_days": 10})
        window = self.open_window(given="coupon", coupon_program_id=coupons.id, points=0, message="For you.")
        window.action_give()
        window.action_give()
        coupon = self.feedback.goodwill_ids.coupon_id
        self.assertEqual((coupon.partner_id, coupon.program_id, self.budget.left), (self.partner, coupons, 70))
        self.assertTrue(coupon.expiration_date)
        self.assertTrue(any(coupon.code in message.body for message in self.feedback.message_ids))
        self.feedback.goodwill_ids.with_user(self.boss).action_take_back()
        self.assertFalse(coupon.active)
        self.assertEqual(self.budget.left, 100)

    def test_a_used_coupon_is_not_taken_back(self):
        coupons = self.make_stock_program("coupons", applies_on="current", trigger="with_code", goodwill_cost=1)
        self.give(self.feedback, 0, coupon_program=coupons)
        self.feedback.goodwill_ids.coupon_id.points = 0
        with self.assertRaisesRegex(UserError, "was used"):
            self.feedback.goodwill_ids.action_take_back()

    def test_taking_back_once(self):
        goodwill = self.give(self.feedback)
        self.give(self.feedback, 30, key="another window")
        with self.assertRaises(AccessError):
            goodwill.with_user(self.clerk).action_take_back()
        for _click in range(2):
            goodwill.with_user(self.boss).action_take_back()
        self.assertEqual((self.card.points, self.budget.left, self.feedback.goodwill_points), (30, 70, 30))
        kinds = self.card.ledger_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["adjustment", "adjustment", "reversal"])
        self.assertLedger(self.card)

    def test_feedback_with_goodwill_stays(self):
        self.give(self.feedback)
        with self.assertRaisesRegex(UserError, "Archive"):
            self.feedback.with_user(self.boss).unlink()

    def test_without_a_message_the_member_is_not_written_to(self):
        before = self.mails_to(self.partner)
        self.give(self.feedback)
        self.assertEqual(self.mails_to(self.partner), before)
        self.assertFalse(self.feedback.first_answer_at)

    def test_the_window_is_for_own_feedback(self):
        company = self.env["res.company"].create({"name": "Other Company"})
        foreign = self.Feedback.create({"subject": "Foreign", "company_id": company.id, "user_id": False})
        with self.assertRaises(AccessError):
            self.open_window(feedback_id=foreign.id)
        with self.assertRaises(AccessError):
            self.give(foreign)
