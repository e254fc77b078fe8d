from datetime import date

from odoo.tests import tagged

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierExpiry(TierCase):
    """A tier whose points never expire suspends expiry; losing it starts a full period."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"expiry_policy": "after_earning", "expiry_count": 6, "expiry_unit": "month"})
        cls.silver.points_never_expire = True

    def days(self, card=None):
        """Last days of the credits that have points left, in booking order."""
        entries = (card or self.card).ledger_ids.sorted("id").filtered("remaining")
        return [entry.expires_on or None for entry in entries]

    def make_silver(self, day="2026-01-10"):
        with self.at(f"{day} 12:00:00"):
            self.buy(self.card, 60)
            self.buy(self.card, 60)

    def test_reaching_it_suspends_expiry(self):
        self.make_silver()
        self.assertTier(self.card, "Silver")
        self.assertEqual(self.days(), [None, None])
        with self.at("2026-12-10 12:00:00"):
            self.assertEqual(self.Card._expire_points(), 0)
            self.card._post_points(5, "adjustment")
            self.card._post_points(7, "accrual", expires_on=date(2026, 12, 31))
            self.assertEqual(self.days(), [None] * 4)
        self.assertLedger()

    def test_losing_it_starts_a_full_period(self):
        self.make_silver()
        with self.at("2027-01-15 12:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Bronze", date(2027, 1, 11))
            self.assertEqual(self.days(), [date(2027, 7, 11)] * 2, "from the day on which it was lost")
            self.buy(self.card, 10)
            self.assertEqual(self.days()[-1], date(2027, 7, 15))
        with self.at("2027-07-12 12:00:00"):
            self.Card._expire_points()
            self.assertEqual(self.card.points, 10)
        self.assertLedger()

    def test_losing_it_by_a_refund(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 60)
            entry = self.buy(self.card, 60)
        with self.at("2026-03-01 12:00:00"):
            entry._reverse()
            self.assertTier(self.card, "Bronze")
            self.assertEqual(self.days(), [date(2026, 9, 1)])
        self.assertLedger()

    def test_what_comes_back_has_no_last_day_either(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 60)
            debit = self.card._post_points(-60, "redemption")
            self.buy(self.card, 60)
        with self.at("2026-09-01 12:00:00"):
            debit._reverse()
            self.assertEqual(self.days(), [None, None])
            self.assertEqual(self.card.points, 120)
        self.assertLedger()

    def test_released_points(self):
        self.make_silver()
        with self.at("2026-02-10 12:00:00"):
            self.buy(self.card, 10, available_on=date(2026, 2, 20))
        with self.at("2026-02-20 12:00:00"):
            self.Card._release_pending()
            self.assertEqual(self.days(), [None] * 3)
        self.assertLedger()

    def test_with_expiry_after_inactivity(self):
        self.club.write({"expiry_policy": "inactivity"})
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 60)
            self.assertEqual(self.card.points_expire_on, date(2026, 7, 10))
            self.buy(self.card, 60)
            self.assertFalse(self.card.points_expire_on)
            self.buy(self.card, 5)
            self.assertFalse(self.card.points_expire_on)
        with self.at("2027-01-11 12:00:00"):
            self.Card._review_tiers()
            self.assertEqual((self.card.points_expire_on, self.card.points), (date(2027, 7, 11), 125))
        self.assertLedger()

    def test_other_members_go_on_expiring(self):
        other = self.make_member(self.club)
        self.make_silver()
        with self.at("2026-01-10 12:00:00"):
            self.buy(other, 60)
        self.assertEqual(self.days(other), [date(2026, 7, 10)])

    def test_a_change_of_policy_leaves_them_alone(self):
        other = self.make_member(self.club)
        self.make_silver()
        with self.at("2026-01-10 12:00:00"):
            self.buy(other, 60)
        with self.at("2026-02-10 12:00:00"):
            self.club.expiry_count = 3
            self.assertEqual((self.days(), self.days(other)), ([None, None], [date(2026, 5, 10)]))
            self.club.expiry_policy = "inactivity"
            self.assertFalse(self.card.points_expire_on)
            self.assertTrue(other.points_expire_on)
            self.club.expiry_count = 9
            self.assertFalse(self.card.points_expire_on)

    def test_switching_it_on_and_off_for_a_tier(self):
        self.silver.points_never_expire = False
        self.make_silver()
        self.assertEqual(self.days(), [date(2026, 7, 10)] * 2)
        with self.at("2026-02-10 12:00:00"):
            self.silver.points_never_expire = True
            self.assertEqual(self.days(), [None, None])
            self.silver.points_never_expire = False
            self.assertEqual(self.days(), [date(2026, 8, 10)] * 2)

    def test_a_club_that_closes_ends_them_too(self):
        self.make_silver()
        with self.at("2026-02-10 12:00:00"):
            self.club._close_club(date(2026, 3, 31))
            self.assertEqual(self.days(), [date(2026, 3, 31)] * 2)
            self.card._post_points(-5, "redemption")._reverse()
        with self.at("2026-04-01 12:00:00"):
            self.Card._expire_points()
            self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_set_by_hand(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 10)
            self.card._set_tier(self.silver, date(2026, 2, 28), "Guest")
            self.assertEqual(self.days(), [None])
        with self.at("2026-03-02 12:00:00"):
            self.Card._review_tiers()
            self.assertEqual(self.days(), [date(2026, 9, 2)])
        self.assertLedger()

    def test_back_dated_points(self):
        self.make_silver()
        with self.at("2026-12-01 12:00:00"):
            self.buy(self.card, 40, date(2025, 1, 1))
            self.assertEqual(self.days(), [None] * 3)
            self.assertEqual(self.Card._expire_points(), 0)
