"""Reviews that lift: what was taken back lies before the period that ends, what was bought lies within it."""

from datetime import date

from odoo.tests import tagged

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierLift(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write(
            {"tier_keep_months": 14, "expiry_policy": "after_earning", "expiry_count": 24, "expiry_unit": "month"}
        )
        cls.present = cls.make_stock_program("coupons", name="Present")

    def prepare(self, *cards):
        """Silver up to 1 February 2027 with 470 points of the last year; 520 of them in the year that ends then."""
        with self.at("2026-03-01 12:00:00"):
            for card in cards or self.card:
                self.buy(card, 100, date(2025, 12, 1))
                card._post_points(-100, "adjustment", at="2025-12-02 12:00:00", qualifying={"points": -150})
                self.buy(card, 520)
                self.assertTier(card, "Silver", date(2025, 12, 1), date(2027, 2, 1))

    def review(self, moment="2027-02-02"):
        with self.at(f"{moment} 12:00:00"):
            return self.Card._review_tiers()

    def days(self, card=None):
        return [entry.expires_on or None for entry in (card or self.card).ledger_ids if entry.remaining]

    def test_it_suspends_expiry(self):
        self.gold.points_never_expire = True
        self.prepare()
        self.assertEqual(self.days(), [date(2028, 3, 1)])
        self.review()
        self.assertTier(self.card, "Gold", date(2027, 2, 2))
        self.assertEqual(self.days(), [None])
        self.assertLedger()

    def test_it_gives_the_welcome_coupon(self):
        self.gold.welcome_program_id = self.present
        self.prepare()
        self.review()
        self.assertEqual(self.present.coupon_ids.partner_id, self.card.partner_id)
        self.assertEqual(self.card.tier_change_ids.coupon_id, self.present.coupon_ids)

    def test_a_job_that_comes_when_it_is_lost_again(self):
        self.gold.write({"points_never_expire": True, "welcome_program_id": self.present.id})
        self.prepare()
        self.review("2028-05-01")
        self.assertTier(self.card, "Bronze", date(2028, 4, 2))
        self.assertEqual(self.days(), [date(2030, 4, 2)], "a full period from the day on which it was lost")
        self.assertFalse(self.present.coupon_ids)

    def test_the_number_of_queries_does_not_follow_the_number_of_members(self):
        self.gold.points_never_expire = True
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(12)))
        self.prepare(*cards)
        with self.at("2027-02-02 12:00:00"):
            counts = [self.count_queries(some._review_tiers) for some in (cards[:1], cards[1:3], cards[3:])]
        self.assertEqual(counts[1], counts[2])
        self.assertEqual(cards.tier_id, self.gold)
