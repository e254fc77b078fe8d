"""The tier that comes with a paid membership: at least that one while it runs, afterwards what was there before."""

from datetime import date

from odoo.tests import tagged

from .membership_tier_case import MembershipTierCase

FOREVER = date(2099, 1, 1)


@tagged("post_install", "-at_install")
class TestMembershipTier(MembershipTierCase):
    # --- begin and end ---

    def test_it_comes_and_goes_at_once(self):
        membership = self.start()
        self.assertTier(self.card, "Silver")
        self.assertTrue(self.card.tier_by_membership)
        self.assertEqual(self.card.tier_expires_on, membership.runs_until)
        self.assertLast("Bronze", "Silver", "membership")
        membership._pause("Holidays")
        self.assertTier(self.card, "Bronze")
        self.assertLast("Silver", "Bronze", "membership_end")
        membership._resume()
        self.assertTier(self.card, "Silver")
        membership._cancel()
        self.assertTier(self.card, "Silver")
        membership._end("staff", "Test")
        self.assertTier(self.card, "Bronze")
        self.assertFalse(self.card.tier_by_membership or self.card.membership_tier_id or self.card.tier_expires_on)

    def test_no_tier_before(self):
        with self.club._watch_tiers():
            self.bronze.min_points = 10
        self.assertTier(self.card, None)
        membership = self.start()
        self.assertTier(self.card, "Silver")
        membership._end("staff", "Test")
        self.assertTier(self.card, None)

    def test_what_was_earned_is_restored(self):
        with self.at("2026-01-10 12:00:00"):
            self.earn(self.card, 100)
            before = self.card.read(["tier_id", "tier_reached_on", "tier_expires_on", "tier_keep_from"])
            self.plan.tier_id = self.gold
        with self.at("2026-02-01 12:00:00"):
            membership = self.start()
            self.assertTier(self.card, "Gold", date(2026, 2, 1), date(2026, 2, 28))
        with self.at("2026-02-20 12:00:00"):
            membership._end("staff", "Test")
            self.assertEqual(
                self.card.read(["tier_id", "tier_reached_on", "tier_expires_on", "tier_keep_from"]), before
            )

    def test_a_higher_tier_is_not_touched(self):
        self.earn(self.card, 500)
        values = self.card.read(["tier_id", "tier_reached_on", "tier_expires_on"])
        rows = self.Change.search_count([])
        membership = self.start()
        self.assertEqual(self.card.read(["tier_id", "tier_reached_on", "tier_expires_on"]), values)
        membership._end("staff", "Test")
        self.assertEqual(self.card.read(["tier_id", "tier_reached_on", "tier_expires_on"]), values)
        self.assertEqual(self.Change.search_count([]), rows)

    def test_earned_while_it_runs(self):
        membership = self.start()
        self.earn(self.card, 60)
        self.assertTier(self.card, "Silver")
        self.assertTrue(self.card.tier_by_membership)
        self.earn(self.card, 60)
        self.assertFalse(self.card.tier_by_membership, "it is earned now")
        self.assertLast("Silver", "Silver", "reached")
        membership._end("staff", "Test")
        self.assertTier(self.card, "Silver")

    def test_rising_above_it(self):
        membership = self.start()
        self.earn(self.card, 500)
        self.assertTier(self.card, "Gold")
        self.assertLast("Silver", "Gold", "reached")
        membership._end("staff", "Test")
        self.assertTier(self.card, "Gold")

    # --- reviews ---

    def test_the_review_stops_at_it(self):
        with self.at("2025-01-10 12:00:00"):
            self.earn(self.card, 500)
        with self.at("2025-12-01 12:00:00"):
            membership = self.start(period=self.year)
            self.assertTier(self.card, "Gold", date(2025, 1, 10), date(2026, 1, 10))
        with self.at("2026-01-11 03:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Silver", date(2026, 1, 11), date(2026, 11, 30))
            self.assertLast("Gold", "Silver", "expired")
            self.Card._review_tiers()
            self.assertTier(self.card, "Silver")
            membership._end("staff", "Test")
            self.assertTier(self.card, "Bronze")
            self.assertLast("Silver", "Bronze", "membership_end")

    def test_the_same_tier_earned_runs_out(self):
        with self.at("2025-01-10 12:00:00"):
            self.earn(self.card, 100)
        with self.at("2025-12-01 12:00:00"):
            self.start(period=self.year)
            self.assertFalse(self.card.tier_by_membership)
        with self.at("2026-01-11 03:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Silver", None, date(2026, 11, 30))
            self.assertTrue(self.card.tier_by_membership)
            self.assertLast("Silver", "Silver", "membership")

    def test_it_ends_by_its_day_though_no_job_of_memberships_ran(self):
        with self.at("2026-03-01 12:00:00"):
            self.start()
            self.assertTier(self.card, "Silver", None, date(2026, 3, 31))
        with self.at("2026-04-01 00:30:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Bronze")
            self.assertLast("Silver", "Bronze", "membership_end")
            self.assertEqual(self.Card._review_tiers(), 0)

    def test_reviewed_after_months(self):
        """Nothing ran for a long time: earned Gold ended in January, the membership in February."""
        with self.at("2025-01-10 12:00:00"):
            self.earn(self.card, 500)
        with self.at("2026-01-05 12:00:00"):
            self.start()
        with self.at("2026-05-01 12:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Bronze")
