from datetime import date
from random import Random
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .tier_case import TierCase

REVIEW = "odoo.addons.loyalty_club.models.tier.card_tier_review"


@tagged("post_install", "-at_install")
class TestTierReview(TierCase):
    def review(self, moment):
        with self.at(f"{moment} 12:00:00"):
            return self.Card._review_tiers()

    def make_gold(self, *purchases):
        with self.at("2026-03-10 12:00:00"):
            self.buy(self.card, 500)
        for day, points in purchases:
            with self.at(f"{day} 12:00:00"):
                self.buy(self.card, points)

    def test_the_last_day_belongs_to_the_tier(self):
        self.make_gold()
        self.assertEqual(self.review("2027-03-10"), 0)
        self.assertTier(self.card, "Gold")
        self.assertEqual(self.review("2027-03-11"), 1)
        self.assertTier(self.card, "Bronze", date(2027, 3, 11))
        self.assertFalse(self.card.tier_expires_on)
        self.assertHistory(self.card, [("Bronze", "Gold", "reached"), ("Gold", "Bronze", "expired")])

    def test_down_to_what_is_qualified_for(self):
        self.make_gold(("2026-10-01", 100))
        self.review("2027-03-11")
        self.assertTier(self.card, "Silver", date(2027, 3, 11), date(2028, 3, 10))

    def test_kept_for_another_period(self):
        self.make_gold(("2026-10-01", 500))
        self.review("2027-03-11")
        self.assertTier(self.card, "Gold", date(2026, 3, 10), date(2028, 3, 10))
        self.assertHistory(self.card, [("Bronze", "Gold", "reached"), ("Gold", "Gold", "kept")])

    def test_one_step(self):
        self.club.tier_downgrade = "one_step"
        self.make_gold()
        self.review("2027-03-11")
        self.assertTier(self.card, "Silver", date(2027, 3, 11), date(2028, 3, 10))

    def test_it_stays(self):
        self.club.tier_downgrade = "never"
        self.make_gold()
        self.review("2027-03-11")
        self.assertTier(self.card, "Gold", date(2026, 3, 10), date(2028, 3, 10))

    def test_a_job_that_did_not_run_for_days_changes_nothing(self):
        self.make_gold()
        self.review("2027-03-20")
        self.assertTier(self.card, "Bronze", date(2027, 3, 11))

    def test_a_job_that_did_not_run_for_years_goes_period_by_period(self):
        self.club.tier_downgrade = "one_step"
        self.make_gold()
        self.assertEqual(self.review("2029-01-01"), 1)
        self.assertTier(self.card, "Bronze", date(2028, 3, 11))
        steps = [("Bronze", "Gold", "reached"), ("Gold", "Silver", "expired"), ("Silver", "Bronze", "expired")]
        self.assertHistory(self.card, steps)

    def test_a_purchase_before_the_job_came_counts_for_the_new_period(self):
        self.make_gold(("2027-03-15", 100))
        self.assertTier(self.card, "Silver", date(2027, 3, 15))
        self.assertEqual(self.review("2027-03-16"), 0)
        steps = [("Bronze", "Gold", "reached"), ("Gold", "Bronze", "expired"), ("Bronze", "Silver", "reached")]
        self.assertHistory(self.card, steps)

    def test_nothing_twice(self):
        self.make_gold()
        self.review("2027-03-11")
        self.assertEqual(self.review("2027-03-11"), 0)
        self.assertEqual(len(self.card.tier_change_ids), 2)

    def test_each_club_has_its_own_midnight(self):
        cards = self.Card
        for name, tz in (("East", "Pacific/Kiritimati"), ("West", "Pacific/Niue")):
            club = self.make_tier_club({"name": "All"}, {"name": "Top", "min_points": 10})
            club.write({"name": name, "tz": tz})
            card = self.make_member(club)
            with self.at("2026-01-31 12:00:00"):
                self.buy(card, 10)
            self.assertEqual(card.tier_reached_on.day, 1 if name == "East" else 31)
            cards += card
        with self.at("2027-01-31 10:30:00"):
            self.assertEqual(self.Card._review_tiers(), 0)
        with self.at("2027-02-01 10:30:00"):
            self.assertEqual(self.Card._review_tiers(), 1)
        with self.at("2027-02-01 11:00:00"):
            self.assertEqual(self.Card._review_tiers(), 1)
        self.assertEqual(cards.mapped("tier_id.name"), ["All", "All"])

    def test_at_most_so_many(self):
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(4)))
        with self.at("2026-03-10 12:00:00"):
            for card in cards:
                self.buy(card, 100)
        with self.at("2027-03-11 12:00:00"):
            self.assertEqual(self.Card._review_tiers(limit=3), 3)
            self.assertEqual(cards[:1]._review_tiers(), 1 if cards[0].tier_id == self.silver else 0)
            self.Card._review_tiers()
        self.assertEqual(cards.tier_id, self.bronze)

    def test_the_job_in_chunks(self):
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(5)))
        with self.at("2026-03-10 12:00:00"):
            for card in cards:
                self.buy(card, 100)
        with (
            patch(f"{REVIEW}.CHUNK", 2),
            self.enter_registry_test_mode(),
            freeze_time("2027-06-01 12:00:00"),
        ):
            cron = self.env.ref("loyalty_club.ir_cron_review_tiers")
            cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.assertEqual(cards.tier_id, self.bronze)
        self.assertEqual(len(cards.tier_change_ids), 10)

    def test_the_number_of_queries_does_not_follow_the_number_of_members(self):
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(30)))
        with self.at("2026-03-10 12:00:00"):
            for card in cards:
                self.buy(card, 100)
        with self.at("2027-03-11 12:00:00"):
            counts = [self.count_queries(some._review_tiers) for some in (cards[:1], cards[1:3], cards[3:])]
        self.assertEqual(counts[1], counts[2])
        self.assertEqual(cards.tier_id, self.bronze)

    def test_the_statement_follows_the_rules_of_the_engine(self):
        """Random members, settings and days: the job gives what a replay of everything gives."""
        chance = Random(5)
        choices = [
            ("rolling", "months_after_reached"),
            ("rolling", "months_after_purchase"),
            ("calendar_year", "period_end"),
            ("calendar_year", "next_period_end"),
            ("calendar_year", "months_after_reached"),
            ("lifetime", "months_after_reached"),
            ("lifetime", "months_after_purchase"),
        ]
        for number, (period, keep) in enumerate(choices * 3):
            club = self.make_tier_club(
                tier_period=period,
                tier_keep=keep,
                tier_period_months=chance.choice((1, 5, 12)),
                tier_keep_months=chance.choice((1, 7, 12)),
                tier_downgrade=("qualified", "one_step", "never")[number % 3],
                tier_qualify=chance.choice(("any", "all")),
            )
            club.tz = chance.choice(("UTC", "Asia/Tehran", "America/New_York"))
            cards = self.Card.union(*(self.make_member(club) for _number in range(6)))
            with self.at("2026-01-31 22:00:00"):
                for card in cards:
                    for _purchase in range(3):
                        day = date(2025, chance.randint(1, 12), chance.randint(1, 28))
                        self.buy(card, chance.choice((30, 60, 100, 450)), day, orders=chance.randint(0, 1))
            moment = f"{chance.randint(2026, 2028)}-0{chance.randint(2, 9)}-{chance.randint(10, 28)} 22:30:00"
            with self.subTest(period=period, keep=keep, club=club.tier_downgrade), self.at(moment):
                self.Card._review_tiers()
                self.env.flush_all()
                ladder, today = club._get_ladder(), club._get_local_day(self.env.cr.now())
                events = self.Card._load_tier_events(cards.ids, club)
                for holder in self.Card._load_holders(cards.ids, ladder):
                    stored = holder.state
                    self.Card._compute_tier(holder, ladder, events.get(holder.card_id, ()), today)
                    self.assertEqual(holder.after, stored)
