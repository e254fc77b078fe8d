"""Tiers on bad days: accounts that are archived, merges, several changes at once, odd settings."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .tier_case import TierCase

APPLY = "odoo.addons.loyalty_club.models.tier.program_tier_apply"


@tagged("post_install", "-at_install")
class TestTierEdges(TierCase):
    def days(self, card):
        entries = card.ledger_ids.sorted("id").filtered("remaining")
        return [entry.expires_on or None for entry in entries]

    # --- benefits ---

    def allow_pricelists(self):
        self.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        return self.env["product.pricelist"].create([{"name": "Silver prices"}, {"name": "Other prices"}])

    def test_an_archived_account_has_no_benefits(self):
        self.silver.pricelist_id, _other = self.allow_pricelists()
        partner = self.card.partner_id
        usual = partner.property_product_pricelist
        self.buy(self.card, 100)
        self.assertEqual(partner.property_product_pricelist, self.silver.pricelist_id)
        self.card.active = False
        partner.invalidate_recordset()
        self.assertEqual(partner.property_product_pricelist, usual)

    def test_a_pricelist_that_does_not_apply_here_hides_no_other_one(self):
        prices, other = self.allow_pricelists()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        prices.write({"website_id": False, "company_id": elsewhere.id})
        club = self.make_tier_club({"name": "All", "pricelist_id": prices.id})
        club.sequence, self.club.sequence = 1, 2
        self.silver.pricelist_id = other
        self.make_member(club, partner_id=self.card.partner_id.id)
        self.buy(self.card, 100)
        self.assertEqual(self.card.partner_id.property_product_pricelist, other)

    def test_a_welcome_program_that_has_no_coupons(self):
        program = self.make_stock_program("promotion")
        with self.assertRaises(ValidationError):
            self.silver.welcome_program_id = program
        self.silver.welcome_program_id = self.make_stock_program("coupons")
        self.env.flush_all()
        self.cr.execute("UPDATE loyalty_tier SET welcome_program_id = %s WHERE id = %s", [program.id, self.silver.id])
        self.env.invalidate_all()
        self.buy(self.card, 100)
        self.assertTier(self.card, "Silver")
        self.assertFalse(program.coupon_ids)

    # --- points that never expire ---

    def make_endless(self, policy="after_earning"):
        self.club.write({"expiry_policy": policy, "expiry_count": 6, "expiry_unit": "month"})
        self.silver.points_never_expire = True
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 100)
            self.assertEqual(self.days(self.card), [None])

    def test_who_leaves_a_tier_while_its_points_begin_to_expire(self):
        self.make_endless()
        with self.at("2026-02-10 12:00:00"):
            self.silver.write({"points_never_expire": False, "min_points": 200})
            self.assertTier(self.card, "Bronze")
            self.assertEqual(self.days(self.card), [date(2026, 8, 10)])
        self.assertLedger()

    def test_a_review_before_the_job_has_moved_who_had_an_archived_tier(self):
        self.make_endless()
        with self.at("2026-06-10 12:00:00"), patch(f"{APPLY}.AT_ONCE", 0):
            self.silver.active = False
        with self.at("2027-01-11 12:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Bronze")
            self.assertEqual(self.days(self.card), [date(2027, 7, 11)])
        self.assertLedger()

    def test_what_is_earned_after_the_tier_ran_out_and_before_its_review(self):
        """The job did not run for two months; what came meanwhile has a period of its own."""
        self.make_endless()
        self.club.expiry_count = 1
        with self.at("2027-03-01 12:00:00"):
            self.card._post_points(10, "accrual")
            self.assertTier(self.card, "Bronze", date(2027, 1, 11))
            self.assertEqual(self.days(self.card), [date(2027, 2, 11), date(2027, 4, 1)])
            self.Card._review_tiers()
            self.Card._expire_points()
            self.assertEqual(self.card.points, 10)
        self.assertLedger()

    def test_a_closing_that_is_put_off(self):
        self.make_endless()
        other = self.make_member(self.club)
        with self.at("2026-01-10 12:00:00"):
            self.buy(other, 50)
            self.club._close_club(date(2026, 3, 31))
            self.assertEqual(self.days(self.card) + self.days(other), [date(2026, 3, 31)] * 2)
            self.club._close_club(date(2026, 9, 30))
            self.assertEqual(self.days(self.card), [date(2026, 9, 30)])
            self.assertEqual(self.days(other), [date(2026, 7, 10)])
        self.assertLedger()

    def test_points_that_never_expired_join_an_account_that_is_about_to_lose_its_own(self):
        self.make_endless("inactivity")
        gold = self.make_member(self.club)
        with self.at("2026-01-11 12:00:00"):
            self.buy(gold, 500)
            self.assertEqual(gold.points_expire_on, date(2026, 7, 11))
        with self.at("2026-07-10 12:00:00"):
            self.card._merge_into(gold)
            self.assertEqual(gold.points_expire_on, date(2027, 1, 10))
        self.assertLedger()

    # --- merging ---

    def test_of_two_tiers_of_the_same_rank_the_longer_one(self):
        old = self.make_member(self.club)
        with self.at("2026-01-10 12:00:00"):
            self.card._set_tier(self.gold, date(2026, 2, 28), "Guest")
            old._set_tier(self.gold, date(2026, 3, 31), "Guest")
            old._merge_into(self.card)
            self.assertTier(self.card, "Gold", expires_on=date(2026, 3, 31))

    def test_a_tier_that_ran_out_hides_no_other_one(self):
        old, guest = self.make_member(self.club), self.make_member(self.club)
        with self.at("2025-01-10 12:00:00"):
            self.buy(old, 500)
        with self.at("2026-02-10 12:00:00"):
            guest._set_tier(self.silver, date(2026, 3, 31), "Guest")
            (old | guest)._merge_into(self.card)
            self.assertTier(self.card, "Silver", expires_on=date(2026, 3, 31))

    # --- by hand ---

    def test_a_lower_tier_set_on_the_day_the_higher_one_was_reached_holds(self):
        with self.at("2026-01-10 09:00:00"):
            self.buy(self.card, 500)
        with self.at("2026-01-10 12:00:00"):
            self.card._set_tier(self.bronze, date(2026, 12, 31), "Abuse")
        with self.at("2026-02-10 12:00:00"):
            self.buy(self.card, 1)
            self.assertTier(self.card, "Bronze", expires_on=date(2026, 12, 31))
        self.assertHistory(self.card, [("Bronze", "Gold", "reached"), ("Gold", "Bronze", "manual")])

    # --- settings ---

    def test_a_tier_that_an_activity_is_for_is_not_deleted(self):
        activity = self.env["loyalty.activity"].create(
            {"name": "Hello", "program_id": self.club.id, "trigger": "join", "tier_ids": self.gold.ids}
        )
        with self.assertRaisesRegex(UserError, "Hello"):
            self.gold.unlink()
        activity.unlink()
        self.gold.unlink()

    def test_an_account_that_moves_to_another_club(self):
        other = self.make_tier_club({"name": "Basic"})
        self.card.program_id = other
        self.assertTier(self.card, "Basic")
        self.card.program_id = self.make_club(name="Without")
        self.assertTier(self.card, None)
