from datetime import date

from odoo.tests import tagged

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierOutlook(TierCase):
    def test_next_tier(self):
        self.assertRecordValues(
            self.card, [{"next_tier_id": self.silver.id, "next_tier_missing": 100, "next_tier_basis": "points"}]
        )
        self.buy(self.card, 120.5)
        self.assertRecordValues(self.card, [{"next_tier_id": self.gold.id, "next_tier_missing": 379.5}])
        self.assertIn("379.50", self.card.next_tier_text)
        self.assertIn("Gold", self.card.next_tier_text)
        self.buy(self.card, 400)
        self.assertRecordValues(self.card, [{"next_tier_id": False, "next_tier_missing": 0, "next_tier_text": False}])

    def test_what_has_left_the_period_is_missing_again(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 60)
            self.assertEqual(self.card.next_tier_missing, 40)
        with self.at("2027-01-10 12:00:00"):
            self.card.invalidate_recordset()
            self.assertEqual(self.card.next_tier_missing, 100)

    def test_money_and_purchases(self):
        club = self.make_tier_club(
            {"name": "All"}, {"name": "Top", "min_amount": 350, "min_orders": 10}, tier_qualify="any"
        )
        card = self.make_member(club)
        self.buy(card, 0, amount=300)
        self.assertRecordValues(card, [{"next_tier_missing": 50, "next_tier_basis": "amount"}])
        club.tier_qualify = "all"
        card.invalidate_recordset()
        self.assertRecordValues(card, [{"next_tier_missing": 9, "next_tier_basis": "orders"}])
        self.assertEqual(card.next_tier_text, "9 purchases to Top")

    def test_what_keeps_the_tier(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 100)
            self.assertEqual(self.card.tier_keep_missing, 100)
        with self.at("2026-02-10 12:00:00"):
            self.buy(self.card, 70)
            self.assertEqual(self.card.tier_keep_missing, 30)
            self.assertIn("01/10/2027", self.card.tier_keep_text)
            self.buy(self.card, 30)
            self.assertEqual((self.card.tier_keep_missing, self.card.tier_keep_basis), (0, False))
            self.assertIn("is kept", self.card.tier_keep_text)

    def test_a_tier_set_by_hand_is_not_kept_by_purchases(self):
        self.card._set_tier(self.gold, date(2099, 1, 1), "Guest")
        self.assertFalse(self.card.tier_keep_text)

    def test_about_to_rise(self):
        near, far, top = (self.make_member(self.club) for _number in range(3))
        self.buy(near, 80)
        self.buy(far, 79.99)
        self.buy(top, 500)
        found = self.Card.search([("is_about_to_rise", "=", True), ("program_id", "=", self.club.id)])
        self.assertEqual(found, near)
        self.assertTrue(near.is_about_to_rise)
        self.assertFalse(far.is_about_to_rise)
        self.buy(near, 20)
        near.invalidate_recordset()
        self.assertFalse(near.is_about_to_rise)

    def test_about_to_fall(self):
        with self.at("2026-01-10 12:00:00"):
            kept, falling = (self.make_member(self.club) for _number in range(2))
            self.buy(kept, 100)
            self.buy(falling, 100)
        with self.at("2026-06-10 12:00:00"):
            self.buy(kept, 100)
        for day, expected in (("2026-11-10", self.Card), ("2026-11-12", falling)):
            with self.at(f"{day} 12:00:00"):
                found = self.Card.search([("is_about_to_fall", "=", True), ("program_id", "=", self.club.id)])
                self.assertEqual(found, expected)

    def test_the_number_of_queries_does_not_follow_the_number_of_members(self):
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(30)))
        for card in cards:
            self.buy(card, 60)
        names = ["tier_id", "next_tier_id", "next_tier_missing", "next_tier_text", "tier_keep_text",
                 "is_about_to_rise", "is_about_to_fall"]  # fmt: skip
        counts = [self.count_queries(lambda some=some: some.read(names)) for some in (cards[:1], cards[1:3], cards[3:])]
        self.assertEqual(counts[1], counts[2])

    def test_counts_of_tiers(self):
        self.buy(self.card, 100)
        self.make_member(self.club)
        self.assertEqual(self.club.tier_ids.mapped("member_count"), [1, 1, 0])
        self.assertEqual(self.silver.minimum_text.split(), ["100", *(self.club.portal_point_name or "").split()])
        self.assertEqual(self.Card.search(self.silver.action_open_members()["domain"]), self.card)
