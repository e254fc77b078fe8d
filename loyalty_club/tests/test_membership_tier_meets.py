"""The tier of a membership meets refunds, tiers set by hand, merged accounts and changed settings."""

from datetime import date, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .membership_tier_case import MembershipTierCase

FOREVER = date(2099, 1, 1)


@tagged("post_install", "-at_install")
class TestMembershipTierMeets(MembershipTierCase):
    # --- refunds, hands, merges ---

    def test_a_refund_takes_what_lies_beneath(self):
        entry = self.earn(self.card, 120)
        self.plan.tier_id = self.gold
        membership = self.start()
        entry._reverse()
        self.assertTier(self.card, "Gold")
        membership._end("staff", "Test")
        self.assertTier(self.card, "Bronze")

    def test_a_refund_of_a_higher_tier_stops_at_it(self):
        entry = self.earn(self.card, 500)
        membership = self.start()
        entry._reverse()
        self.assertTier(self.card, "Silver")
        self.assertLast("Gold", "Silver", "refund")
        membership._end("staff", "Test")
        self.assertTier(self.card, "Bronze")

    def test_set_by_hand_beneath(self):
        self.plan.tier_id = self.gold
        membership = self.start()
        self.card._set_tier(self.silver, FOREVER, "Guest")
        self.assertTier(self.card, "Gold")
        self.assertLast("Gold", "Gold", "manual")
        self.earn(self.card, 10)
        self.assertTier(self.card, "Gold")
        membership._end("staff", "Test")
        self.assertTier(self.card, "Silver", None, FOREVER)
        self.assertEqual(self.card.tier_manual_until, FOREVER)
        self.card._end_manual_tier()
        self.assertTier(self.card, "Bronze")

    def test_set_by_hand_before(self):
        self.card._set_tier(self.silver, FOREVER, "Guest")
        self.plan.tier_id = self.gold
        membership = self.start()
        self.assertTier(self.card, "Gold")
        self.card._end_manual_tier()
        self.assertTier(self.card, "Gold")
        self.card._set_tier(self.silver, FOREVER, "Guest again")
        membership._pause("Holidays")
        self.assertTier(self.card, "Silver", None, FOREVER)

    def test_set_by_hand_above(self):
        membership = self.start()
        day = self.days_from_now(5).date()
        self.card._set_tier(self.gold, day, "Guest")
        self.assertTier(self.card, "Gold", None, day)
        with self.at(self.days_from_now(6)):
            self.Card._review_tiers()
            self.assertTier(self.card, "Silver")
            self.assertLast("Gold", "Silver", "manual_end")
            membership._end("staff", "Test")
            self.assertTier(self.card, "Bronze")

    def test_merged_accounts(self):
        other = self.make_member(self.club)
        self.earn(other, 30)
        self.earn(self.card, 20)
        membership = self.start()
        self.card._merge_into(other)
        self.assertTier(other, "Silver")
        self.assertTrue(other.tier_by_membership)
        self.assertFalse(self.card.membership_tier_id)
        membership._end("staff", "Test")
        self.assertTier(other, "Bronze")

    def test_merged_into_the_one_with_the_membership(self):
        other = self.make_member(self.club)
        self.earn(other, 60)
        self.earn(self.card, 60)
        membership = self.start()
        other._merge_into(self.card)
        self.assertFalse(self.card.tier_by_membership, "together they earned it")
        membership._end("staff", "Test")
        self.assertTier(self.card, "Silver")

    def test_merged_customers(self):
        """Stock's merge of contacts: the tier goes with the membership to the one that stays."""
        self.earn(self.make_member(self.club, partner_id=self.ben.id), 30)
        membership = self.start()
        self.merge(self.ada, self.ben)
        account = self.club._get_account(self.ben)
        self.assertTier(account, "Silver")
        self.assertTrue(account.tier_by_membership)
        membership._end("staff", "Test")
        self.assertTier(account, "Bronze")

    # --- several memberships, other settings ---

    def test_a_change_to_a_plan_with_another_tier(self):
        other = self.make_plan(name="Gold plan", tier_id=self.gold.id, auto_renew=False)
        self.start().write({"plan_id": other.id, "period_id": self.make_period(other, 5).id})
        self.assertTier(self.card, "Gold")

    def test_the_better_of_two(self):
        other = self.make_plan(name="Gold plan", tier_id=self.gold.id, auto_renew=False)
        self.start(period=self.year)
        second = self.start(period=self.make_period(other, 5))
        self.assertTier(self.card, "Gold")
        second._end("staff", "Test")
        self.assertTier(self.card, "Silver")
        self.assertLast("Gold", "Silver", "membership_end")

    def test_the_plan_gives_another_tier(self):
        self.start()
        self.plan.tier_id = self.gold
        self.assertTier(self.card, "Gold")
        self.plan.tier_id = False
        self.assertTier(self.card, "Bronze")

    def test_the_clubs_tiers_change(self):
        membership = self.start()
        with self.club._watch_tiers():
            self.silver.active = False
        self.assertTier(self.card, "Bronze")
        with self.club._watch_tiers():
            self.silver.active = True
        self.assertTier(self.card, "Silver")
        membership._end("staff", "Test")
        self.assertTier(self.card, "Bronze")

    def test_a_tier_of_another_club(self):
        with self.assertRaisesRegex(ValidationError, "no tier of"):
            self.plan.tier_id = self.make_tier_club({"name": "Elsewhere"}).tier_ids

    def test_extended(self):
        membership = self.start()
        membership._extend(10, "Sorry")
        self.assertEqual(self.card.tier_expires_on, membership.runs_until)
        self.assertGreater(membership.runs_until, membership.started_on + timedelta(days=35))

    # --- what follows from a tier ---

    def test_points_that_never_expire(self):
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 1, "expiry_unit": "month"})
        self.silver.points_never_expire = True
        entry = self.card._post_points(10, "accrual")
        self.assertTrue(entry.expires_on)
        membership = self.start()
        self.assertFalse(entry.expires_on)
        membership._end("staff", "Test")
        self.assertEqual(entry.expires_on, self.club._get_policy().last_day(self.env.cr.now().date()))

    def test_a_welcome_coupon_is_for_those_who_earn_it(self):
        present = self.make_stock_program("coupons", name="Present")
        self.silver.welcome_program_id = present
        membership = self.start()
        self.assertFalse(present.coupon_ids)
        self.earn(self.card, 100)
        self.assertEqual(len(present.coupon_ids), 1)
        membership._end("staff", "Test")
        self.earn(self.card, 100)
        self.assertEqual(len(present.coupon_ids), 1)

    def test_outlook_and_lists(self):
        self.start()
        self.assertIn("paid membership", self.card.tier_keep_text)
        self.assertEqual(self.card.next_tier_id, self.gold)
        self.assertFalse(self.card.is_about_to_fall)
        self.assertIsNone(self.card.till_status["keep"])

    def test_the_same_number_of_queries_for_many(self):
        partners = self.env["res.partner"].union(*(self.make_partner(f"Member {number}") for number in range(9)))
        cards = self.Card.union(*(self.start(partner).card_id for partner in partners))
        cards._sync_membership_tiers()
        counts = [self.count_queries(some._sync_membership_tiers) for some in (cards[:1], cards[1:3], cards[3:])]
        self.assertEqual(counts[1], counts[2])
        self.assertEqual(cards.tier_id, self.silver)
