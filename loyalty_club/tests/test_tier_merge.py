from datetime import date

from odoo.tests import tagged

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierMerge(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.make_member(cls.club, name="Goes")

    def test_what_both_bought_counts(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 60)
            self.assertTier(self.card, "Bronze")
        with self.at("2026-02-10 12:00:00"):
            self.buy(self.old, 40)
            self.old._merge_into(self.card)
            self.assertTier(self.card, "Silver", date(2026, 2, 10), date(2027, 2, 10))
            self.assertHistory(self.card, [("Bronze", "Silver", "merge")])
        self.assertFalse(self.old.tier_id)
        self.assertFalse(self.old.tier_expires_on)
        self.assertLedger()

    def test_the_better_of_both(self):
        for points, other in ((500, 10), (10, 500)):
            card, old = self.make_member(self.club), self.make_member(self.club)
            with self.at("2026-01-10 12:00:00"):
                self.buy(card, points)
                self.buy(old, other)
                old._merge_into(card)
            self.assertTier(card, "Gold", date(2026, 1, 10), date(2027, 1, 10))
        self.assertLedger()

    def test_a_tier_set_by_hand_moves(self):
        with self.at("2026-01-10 12:00:00"):
            self.old._set_tier(self.gold, date(2026, 3, 31), "Guest")
            self.old._merge_into(self.card)
            self.assertTier(self.card, "Gold", expires_on=date(2026, 3, 31))
            self.assertEqual(self.card.tier_manual_until, date(2026, 3, 31))
        with self.at("2026-04-01 12:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Bronze")

    def test_later_purchases_of_the_old_account(self):
        with self.at("2026-01-10 12:00:00"):
            entry = self.buy(self.old, 100)
            self.old._merge_into(self.card)
            self.assertTier(self.card, "Silver")
            entry._reverse()
            self.assertTier(self.card, "Bronze")
        self.assertLedger()

    def test_points_that_never_expired(self):
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 6})
        self.gold.points_never_expire = True
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.old, 500)
            self.old._merge_into(self.card)
            self.assertEqual(self.card.ledger_ids.filtered("remaining").mapped("expires_on"), [False])
        with self.at("2027-01-11 12:00:00"):
            self.Card._review_tiers()
            self.assertEqual(self.card.ledger_ids.filtered("remaining").expires_on, date(2027, 7, 11))
        self.assertLedger()

    def test_merging_customers(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.old, 500)
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge((self.old.partner_id | self.card.partner_id).ids, self.card.partner_id)
            self.assertTier(self.card, "Gold")
            self.assertEqual(self.old.tier_change_ids.partner_id, self.card.partner_id)

    def test_an_account_that_is_given_to_somebody_else_takes_its_history_along(self):
        self.buy(self.card, 100)
        other = self.make_partner("Other")
        self.card.partner_id = other
        self.assertEqual(self.card.tier_change_ids.partner_id, other)
