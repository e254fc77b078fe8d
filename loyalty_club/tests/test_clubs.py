"""Published rules of real clubs with ranks, as acceptance tests: each club is a preset, and nothing but settings.

Sources: Starbucks Rewards (2026-03-10), Sephora Beauty Insider (2018-08-14), and stand-in figures for Alibaba and
Alopeyk. What needs the till, the shop, referrals or memberships is tested with those.
"""

from datetime import date

from odoo.tests import tagged

from ..models.templates.club_preset import PRESETS
from .clubs_case import ClubsCase


@tagged("post_install", "-at_install")
class TestPresets(ClubsCase):
    def test_every_preset_gives_a_club_that_works(self):
        manager = self.make_user("manager")
        presets = self.env["loyalty.club.preset"].search([])
        self.assertEqual(set(presets.mapped("code")), set(PRESETS), "what is offered is what there is")
        for preset in presets:
            with self.subTest(preset.code):
                self.env["loyalty.program"].search([]).active = False
                club = preset._create_club()
                action = preset.with_user(manager).action_create_club()
                self.assertEqual(self.env["loyalty.program"].browse(action["res_id"]).name, club.name)
                self.assertTrue(club.reward_ids)
                self.assertTrue(club.rule_ids or club.activity_rule_ids)
                if not club.rule_ids:
                    continue
                self.env["loyalty.program"].browse(action["res_id"]).active = False
                card = self.make_member(club)
                self.make_sale(card.partner_id, [(self.product, 1, 20_000_000)])
                self.assertGreater(card.points + card.pending_points, 0)
                self.assertLedger(card)


@tagged("post_install", "-at_install")
class TestCoffeeHouse(ClubsCase):
    """Starbucks Rewards."""

    preset = "coffee_house"

    def test_stars_by_tier(self):
        for tier, stars in (("Green", 10), ("Gold", 12), ("Reserve", 17)):
            self.assertEqual(self.earned(self.member_of(tier), 10.0), stars, tier)

    def test_thresholds_of_twelve_months(self):
        for stars, tier in ((499, "Green"), (500, "Gold"), (2499, "Gold"), (2500, "Reserve")):
            card = self.make_member(self.club)
            card._post_points(stars, "accrual", qualifying={"points": stars, "orders": 1})
            self.assertEqual(card.tier_id.name, tier, stars)

    def test_requalification_in_the_following_year(self):
        with self.at("2025-03-10 12:00:00"):
            card = self.make_member(self.club)
            card._post_points(2500, "accrual", qualifying={"points": 2500})
            self.assertEqual(card.tier_id.name, "Reserve")
        for stars, tier in ((499, "Green"), (500, "Gold"), (2500, "Reserve")):
            with self.at("2025-03-10 12:00:00"):
                again = self.make_member(self.club)
                again._post_points(2500, "accrual", qualifying={"points": 2500})
            with self.at("2025-09-10 12:00:00"):
                again._post_points(stars, "accrual", qualifying={"points": stars})
            with self.at("2026-03-11 12:00:00"):
                again._review_tiers()
                self.assertEqual(again.tier_id.name, tier, stars)

    def test_putting_money_on_the_card(self):
        ewallet = self.env.ref("loyalty.ewallet_product_50")
        for amount, stars in ((29, 0), (30, 10), (50, 25), (100, 25)):
            card = self.make_member(self.club)
            self.club.rule_ids.filtered(lambda rule: not rule.is_bonus).active = False
            self.make_sale(card.partner_id, [(ewallet, 1, amount)])
            self.assertEqual(card.points, stars, amount)

    def test_the_ladder_of_rewards(self):
        for stars, worth in ((25, 1), (60, 2), (100, 6), (200, 10), (300, 16), (400, 20)):
            card = self.member_of(points=stars)
            self.assertEqual(self.discount(card, self.reward_for(stars), 50.0), worth, stars)
            self.assertEqual(self.discount(self.member_of(points=stars), self.reward_for(stars), 0.5), 0.5)

    def test_stars_of_green_members_expire_after_half_a_year(self):
        with self.at("2025-01-10 12:00:00"):
            cards = {tier: self.member_of(tier, points=100) for tier in ("Green", "Gold", "Reserve")}
        with self.at("2025-07-12 12:00:00"):
            self.Card.browse()._expire_points()
            self.assertEqual(
                {tier: card.points for tier, card in cards.items()}, {"Green": 0, "Gold": 100, "Reserve": 100}
            )
            self.assertLedger(*cards.values())

    def test_the_birthday_drink(self):
        coupons = self.club.activity_rule_ids.coupon_program_id
        for tier, days in (("Gold", 7), ("Reserve", 30), ("Green", None)):
            with self.at("2026-05-04 08:00:00"):
                card = self.member_of(tier)
                card._record_activity("birthday", key="birthday,2026")
            coupon = self.Card.search([("program_id", "=", coupons.id), ("partner_id", "=", card.partner_id.id)])
            self.assertEqual(len(coupon), 1 if days else 0, tier)
            if days:
                self.assertEqual((coupon.expiration_date - date(2026, 5, 4)).days, days, tier)


@tagged("post_install", "-at_install")
class TestBeauty(ClubsCase):
    """Sephora Beauty Insider."""

    preset = "beauty"

    def test_tiers_by_the_money_of_a_year(self):
        for amount, tier in ((349.99, "Insider"), (350, "VIB"), (999.99, "VIB"), (1000, "Rouge")):
            card = self.make_member(self.club)
            self.buy(card, amount)
            self.assertEqual(card.tier_id.name, tier, amount)

    def test_a_tier_lasts_to_the_end_of_the_next_year(self):
        with self.at("2020-01-15 12:00:00"):
            card = self.make_member(self.club)
            self.buy(card, 400)
        self.assertEqual(card.tier_expires_on, date(2021, 12, 31))
        with self.at("2021-12-31 23:00:00"):
            card._review_tiers()
            self.assertEqual(card.tier_id.name, "VIB")
        with self.at("2022-01-01 00:30:00"):
            card._review_tiers()
            self.assertEqual(card.tier_id.name, "Insider")

    def test_points_by_tier(self):
        for tier, points in (("Insider", 200), ("VIB", 250), ("Rouge", 300)):
            self.assertEqual(self.earned(self.member_of(tier), 200.0), points, tier)

    def test_five_hundred_points_pay_a_basket_of_ten(self):
        card = self.member_of(points=600)
        order = self.make_order(card.partner_id, [(self.product, 1, 10)])
        self.claim(order, card, self.reward_for(500))
        self.assertEqual(order.amount_total, 0)
        order.action_confirm()
        spent = self.Entry.search([("card_id", "=", card.id), ("kind", "=", "redemption")])
        self.assertEqual(spent.points, -500)

    def test_the_big_reward_is_for_the_highest_tier(self):
        rouge, vib = self.member_of("Rouge", points=2500), self.member_of("VIB", points=2500)
        self.assertTrue(self.can_claim(rouge, self.reward_for(2500)))
        self.assertFalse(self.can_claim(vib, self.reward_for(2500)))
        self.assertEqual(self.discount(rouge, self.reward_for(2500), 500), 100)

    def test_the_member_chooses_among_what_the_points_reach(self):
        card = self.member_of(points=500)
        self.assertTrue(self.can_claim(card, self.reward_for(100)))
        self.assertTrue(self.can_claim(card, self.reward_for(500)))

    def test_points_expire_after_eighteen_months_without_activity(self):
        with self.at("2025-01-10 12:00:00"):
            card = self.member_of(points=100)
        for moment, points in (("2026-07-10 23:00:00", 100), ("2026-07-11 00:30:00", 0)):
            with self.at(moment):
                card._expire_points()
                self.assertEqual(card.points, points, moment)


@tagged("post_install", "-at_install")
class TestTravel(ClubsCase):
    """Alibaba travel club, stand-in numbers."""

    preset = "travel"

    def test_points_and_rank(self):
        card = self.make_member(self.club)
        self.assertEqual(self.earned(card, 12_000_000), 120)
        self.assertEqual(card.tier_id.name, "Silver")

    def test_a_year_without_a_purchase_costs_one_rank(self):
        for millions, ranks in ((50, ("Gold", "Silver", "Bronze")), (12, ("Silver", "Bronze", "Bronze"))):
            with self.at("2023-03-10 12:00:00"):
                card = self.make_member(self.club)
                self.buy(card, millions * 1_000_000)
                self.assertEqual(card.tier_id.name, ranks[0])
            for moment, rank in (("2024-03-10 20:00:00", ranks[0]), ("2024-03-11 12:00:00", ranks[1])):
                with self.at(moment):
                    card._review_tiers()
                    self.assertEqual(card.tier_id.name, rank, moment)

    def test_a_purchase_keeps_the_rank_for_another_year(self):
        with self.at("2023-03-10 12:00:00"):
            card = self.make_member(self.club)
            self.buy(card, 12_000_000)
        with self.at("2023-12-01 12:00:00"):
            self.buy(card, 500_000)
        with self.at("2024-11-30 12:00:00"):
            card._review_tiers()
            self.assertEqual(card.tier_id.name, "Silver")
        with self.at("2024-12-02 12:00:00"):
            card._review_tiers()
            self.assertEqual(card.tier_id.name, "Bronze")


@tagged("post_install", "-at_install")
class TestTrips(ClubsCase):
    """Alopeyk: ranks by the number of orders."""

    preset = "trips"

    def test_ranks_by_orders(self):
        card = self.make_member(self.club)
        card._post_points(0, "accrual", qualifying={"orders": 9})
        self.assertEqual(card.tier_id.name, "Bronze")
        self.buy(card, 5)
        self.assertEqual(card.tier_id.name, "Silver")
        card._post_points(0, "accrual", qualifying={"orders": 39})
        self.assertEqual(card.tier_id.name, "Silver")
        self.buy(card, 5)
        self.assertEqual(card.tier_id.name, "Gold")
