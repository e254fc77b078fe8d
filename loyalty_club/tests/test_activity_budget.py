"""Budgets of activities: what all members together get."""

from odoo.tests import tagged

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestActivityBudget(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.cards = cls.Card.union(*(cls.make_member(cls.club) for _number in range(4)))

    def record_all(self, key="1", cards=None):
        return self.Card._record_activities(
            [{"card_id": card.id, "trigger": "custom", "key": key, "code": "thing"} for card in cards or self.cards]
        )

    def used(self, activity):
        activity.invalidate_recordset()
        return activity.spent_points, activity.spent_count, activity.is_used_up

    def test_nobody_gets_a_part(self):
        activity = self.make_activity(budget_points=25)
        self.record_all()
        self.assertEqual(self.cards.mapped("points"), [10, 10, 0, 0])
        self.assertEqual(self.used(activity), (20, 2, True))
        self.record_all("2")
        self.assertEqual(sum(self.cards.mapped("points")), 20)

    def test_so_many_times(self):
        activity = self.make_activity(points=0, coupon_program_id=self.make_coupons().id, budget_count=3)
        self.record_all()
        self.assertEqual(self.Card.search_count([("program_id", "=", activity.coupon_program_id.id)]), 3)
        self.assertEqual(self.used(activity), (0, 3, True))

    def test_a_key_that_was_paid_takes_nothing(self):
        activity = self.make_activity(budget_points=100)
        self.record_all()
        self.record_all()
        self.assertEqual(self.used(activity), (40, 4, False))

    def test_what_is_taken_back_can_be_given_again(self):
        activity = self.make_activity(budget_points=40)
        entries = self.record_all()
        self.assertTrue(self.used(activity)[2])
        reversal = entries[0]._reverse(4)
        self.assertEqual(self.used(activity), (36, 4, True))
        entries[0]._reverse()
        self.assertEqual(self.used(activity), (30, 3, False))
        reversal._reverse()
        self.assertEqual(self.used(activity), (34, 4, True))
        entries[1:]._reverse()
        self.assertEqual(self.used(activity), (4, 1, False))

    def test_coupons_that_are_taken_back(self):
        activity = self.make_activity(points=0, coupon_program_id=self.make_coupons().id, budget_count=1)
        entry = self.record_all(cards=self.cards[:1])
        entry._reverse()
        self.assertEqual(self.used(activity), (0, 0, False))

    def test_a_budget_that_is_set_later_counts_what_was_paid(self):
        activity = self.make_activity()
        self.record_all()[0]._reverse(3)
        self.assertEqual(self.used(activity), (0, 0, False), "nothing is counted without a budget")
        activity.budget_points = 50
        self.assertEqual(self.used(activity), (37, 4, False))
        activity.budget_points = 0
        self.record_all("2")
        activity.budget_points = 50
        self.assertEqual(self.used(activity), (77, 8, True))

    def test_figures_are_the_ledgers(self):
        user = self.make_user("manager")
        activity = self.make_activity(budget_points=10, spent_points=-500)
        self.assertEqual(self.used(activity)[0], 0)
        activity.with_user(user).write({"spent_points": -500, "spent_count": -5})
        self.assertEqual(self.used(activity)[:2], (0, 0))
        self.record_all()
        self.assertEqual(activity.copy().spent_points, 0)

    def test_members_are_not_sent_after_what_is_used_up(self):
        activity = self.make_activity("social_follow", budget_points=10)
        partner = self.cards[0].partner_id
        self.assertIn(activity, self.env["loyalty.activity"]._get_claimable_by(partner))
        activity.budget_points = 5
        self.assertNotIn(activity, self.env["loyalty.activity"]._get_claimable_by(partner))
        self.assertEqual(self.env["loyalty.activity"].search([("is_used_up", "=", True)]), activity)

    def test_queries_do_not_follow_the_number_of_payments(self):
        self.make_activity(budget_points=1000)
        counts = []
        self.record_all()
        for number in (1, 4):
            counts.append(self.count_queries(self.record_all, f"of {number}", self.cards[:number]))
        self.assertEqual(counts[0], counts[1])
