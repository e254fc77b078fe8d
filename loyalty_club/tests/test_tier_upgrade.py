from datetime import date, datetime

from odoo.tests import tagged

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierUpgrade(TierCase):
    def test_new_members_have_the_tier_that_asks_for_nothing(self):
        self.assertTier(self.card, "Bronze")
        self.assertFalse(self.card.tier_expires_on)
        self.assertHistory(self.card, [])

    def test_at_the_threshold(self):
        with self.at("2026-03-10 12:00:00"):
            self.buy(self.card, 99.99)
            self.assertTier(self.card, "Bronze")
            self.buy(self.card, 0.01)
        self.assertTier(self.card, "Silver", date(2026, 3, 10), date(2027, 3, 10))
        self.assertHistory(self.card, [("Bronze", "Silver", "reached")])
        change = self.card.tier_change_ids
        self.assertRecordValues(
            change,
            [
                {
                    "direction": "up",
                    "changed_at": datetime(2026, 3, 10, 12),
                    "expires_on": date(2027, 3, 10),
                    "partner_id": self.card.partner_id.id,
                    "program_id": self.club.id,
                }
            ],
        )

    def test_two_tiers_at_once(self):
        self.buy(self.card, 500)
        self.assertTier(self.card, "Gold")
        self.assertHistory(self.card, [("Bronze", "Gold", "reached")])

    def test_spending_never_lowers_a_tier(self):
        self.buy(self.card, 100)
        self.card._post_points(-100, "redemption")
        self.assertTier(self.card, "Silver")
        self.assertEqual(self.card.points, 0)

    def test_points_without_qualifying_values_do_not_count(self):
        self.card._post_points(1000, "accrual")
        self.card._post_points(1000, "adjustment")
        self.assertTier(self.card, "Bronze")

    def test_pending_points_count_from_their_release_dated_by_the_purchase(self):
        with self.at("2026-03-10 12:00:00"):
            self.buy(self.card, 100, available_on=date(2026, 3, 20))
            self.assertTier(self.card, "Bronze")
            self.buy(self.card, 1)
            self.assertTier(self.card, "Bronze")
        with self.at("2026-03-20 12:00:00"):
            self.Card._release_pending()
            self.assertTier(self.card, "Silver", date(2026, 3, 10), date(2027, 3, 10))
        self.assertLedger()

    def test_an_order_lifts_its_customer(self):
        product = self.make_product(120)
        self.make_sale(self.card.partner_id, [(product, 1)])
        self.assertTier(self.card, "Silver")
        self.assertLedger()

    def test_the_day_is_that_of_the_club(self):
        self.club.tz = "Asia/Tehran"
        with self.at("2026-03-10 21:00:00"):
            self.buy(self.card, 100)
            self.assertTier(self.card, "Silver", date(2026, 3, 11), date(2027, 3, 11))

    def test_a_back_dated_purchase_counts_on_its_day(self):
        with self.at("2026-06-01 12:00:00"):
            self.buy(self.card, 100, date(2026, 1, 15))
            self.assertTier(self.card, "Silver", date(2026, 1, 15), date(2027, 1, 15))
            self.assertEqual(self.card.tier_change_ids.changed_at, datetime(2026, 1, 15, 12))

    def test_a_back_dated_purchase_moves_the_day_on_which_the_tier_was_reached(self):
        with self.at("2026-06-01 12:00:00"):
            self.buy(self.card, 60, date(2026, 2, 1))
            self.buy(self.card, 60, date(2026, 4, 1))
            self.assertTier(self.card, "Silver", date(2026, 4, 1))
            self.buy(self.card, 40, date(2026, 1, 1))
            self.assertTier(self.card, "Silver", date(2026, 2, 1))
            self.assertHistory(self.card, [("Bronze", "Silver", "reached")])

    def test_what_is_long_over_gives_no_tier_today(self):
        with self.at("2026-06-01 12:00:00"):
            self.buy(self.card, 100, date(2024, 1, 15))
            self.assertTier(self.card, "Bronze")
        self.assertHistory(self.card, [("Bronze", "Silver", "reached"), ("Silver", "Bronze", "expired")])

    def test_minimums_of_money_and_orders(self):
        club = self.make_tier_club(
            {"name": "Basic"},
            {"name": "Regular", "min_orders": 2, "min_amount": 100},
            tier_qualify="all",
            tier_period="lifetime",
            tier_keep="forever",
        )
        card = self.make_member(club)
        self.buy(card, 0, amount=100)
        self.assertTier(card, "Basic")
        self.buy(card, 0, amount=0)
        self.assertTier(card, "Regular")
        self.assertFalse(card.tier_expires_on)

    def test_without_a_lowest_tier(self):
        club = self.make_tier_club({"name": "Regular", "min_orders": 1})
        card = self.make_member(club)
        self.assertTier(card, None)
        self.buy(card, 5)
        self.assertTier(card, "Regular")
        self.assertHistory(card, [(None, "Regular", "reached")])

    # --- refunds ---

    def test_a_refund_takes_a_tier_that_it_alone_took_the_ground_from(self):
        entry = self.buy(self.card, 100)
        entry._reverse(1)
        self.assertTier(self.card, "Bronze")
        self.assertHistory(self.card, [("Bronze", "Silver", "reached"), ("Silver", "Bronze", "refund")])
        self.assertLedger()

    def test_a_refund_leaves_a_tier_that_rests_on_other_purchases(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 100)
        with self.at("2026-02-10 12:00:00"):
            entry = self.buy(self.card, 300)
            entry._reverse()
            self.assertTier(self.card, "Silver", date(2026, 1, 10), date(2027, 1, 10))
            self.assertHistory(self.card, [("Bronze", "Silver", "reached")])

    def test_a_refund_moves_the_day_to_the_purchase_that_reached_it_otherwise(self):
        with self.at("2026-01-10 12:00:00"):
            first = self.buy(self.card, 100)
        with self.at("2026-02-10 12:00:00"):
            self.buy(self.card, 100)
            first._reverse()
            self.assertTier(self.card, "Silver", date(2026, 2, 10), date(2027, 2, 10))

    def test_a_refund_falls_on_the_tier_beneath(self):
        self.buy(self.card, 150)
        entry = self.buy(self.card, 350)
        self.assertTier(self.card, "Gold")
        entry._reverse(50)
        self.assertTier(self.card, "Silver")

    def test_a_cancelled_order_takes_its_tier(self):
        order = self.make_sale(self.card.partner_id, [(self.make_product(120), 1)])
        order._action_cancel()
        self.assertTier(self.card, "Bronze")
        order.action_draft()
        order.action_confirm()
        self.assertTier(self.card, "Silver")
        self.assertLedger()

    # --- cost ---

    def test_clubs_without_tiers_and_postings_that_do_not_count_cost_nothing(self):
        plain = self.make_member(self.make_club(name="Plain"))

        def post(card, **values):
            card._post_points(1, "accrual", **values)

        post(plain)
        post(self.card)
        without = self.count_queries(lambda: post(plain, qualifying={"points": 1}))
        self.assertEqual(self.count_queries(lambda: post(plain)), without)
        self.assertEqual(self.count_queries(lambda: post(self.card)), without)
        self.assertGreater(self.count_queries(lambda: post(self.card, qualifying={"points": 1})), without)

    def test_the_number_of_queries_does_not_follow_the_number_of_members(self):
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(50)))

        def post(cards):
            self.Card._post_points_batch(
                [
                    {"card_id": card.id, "points": 100, "kind": "accrual", "qualifying": {"points": 100}}
                    for card in cards
                ]
            )

        post(cards[0])
        counts = [self.count_queries(lambda some=some: post(some)) for some in (cards[1:3], cards[3:])]
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(cards.tier_id, self.silver)
