"""Published rules of real clubs without ranks, as acceptance tests (see ``test_clubs.py``).

Sources: Snapp Club for riders, Bank Ayandeh (undated table of points on balances), stand-in figures for DigiClub, and
the punch card.
"""

from datetime import datetime, timedelta

from odoo.tests import tagged

from .clubs_case import ClubsCase


@tagged("post_install", "-at_install")
class TestSeasons(ClubsCase):
    """Snapp Club, riders."""

    preset = "seasons"

    def test_ten_points_for_a_thousand(self):
        self.assertEqual(self.earned(self.make_member(self.club), 45_000), 450)
        self.assertEqual(self.earned(self.make_member(self.club), 45_999), 450)

    def test_the_season_ends(self):
        for earned, last_day in (
            ("2026-04-01", "2026-06-21"),
            ("2026-06-21", "2026-06-21"),
            ("2026-06-22", "2026-12-21"),
        ):
            with self.at(f"{earned} 12:00:00"):
                card = self.member_of(points=450)
            with self.at(f"{last_day} 23:59:00"):
                card._expire_points()
                self.assertEqual(card.points, 450, earned)
            with self.at(datetime.fromisoformat(f"{last_day} 00:30:00") + timedelta(days=1)):
                card._expire_points()
                self.assertEqual(card.points, 0, earned)

    def test_vouchers(self):
        for points, worth in ((600, 100_000), (1600, 60_000)):
            card = self.member_of(points=points)
            claim = card._claim_reward(self.reward_for(points))
            self.assertEqual(card.points, 0)
            coupon = claim.coupon_id
            self.assertEqual((coupon.partner_id, coupon.program_id.reward_ids.discount), (card.partner_id, worth))
            order = self.make_order(card.partner_id, [(self.product, 1, 500_000)])
            status = order._try_apply_code(coupon.code)
            order._apply_program_reward(status[coupon], coupon)
            self.assertEqual(order.amount_total, 500_000 - worth)


@tagged("post_install", "-at_install")
class TestBalances(ClubsCase):
    """Bank Ayandeh."""

    preset = "balances"

    def record(self, card, trigger, number, **values):
        return card._record_activity(trigger, key=f"test,{number}", **values)

    def test_a_deposit_of_thirty_million_for_thirty_days(self):
        card = self.make_member(self.club)
        for day in range(1, 31):
            self.record(card, "balance", day, code="short_term", quantity=30_000_000, at=datetime(2026, 4, day, 20))
        self.assertEqual(card.points, 2250)

    def test_card_payments_up_to_the_cap_of_a_month(self):
        card = self.make_member(self.club)
        for number, millions in enumerate((5, 9, 6)):
            at = datetime(2026, 4, 2 + number)
            self.record(card, "custom", number, code="card_payment", quantity=millions * 1_000_000, at=at)
        self.assertEqual(card.points, 1500)
        self.record(card, "custom", "may", code="card_payment", quantity=1_000_000, at=datetime(2026, 5, 1))
        self.assertEqual(card.points, 1600)

    def test_four_bills(self):
        card = self.make_member(self.club)
        for number in range(4):
            self.record(card, "custom", number, code="bill", at=datetime(2026, 4, 2 + number))
        self.assertEqual(card.points, 150)


@tagged("post_install", "-at_install")
class TestMarketplace(ClubsCase):
    """DigiClub, stand-in numbers."""

    preset = "marketplace"

    def test_points_wait_for_the_end_of_the_return_window(self):
        with self.at("2026-04-01 12:00:00"):
            card = self.make_member(self.club)
            self.buy(card, 250_000)
            self.assertEqual((card.points, card.pending_points), (0, 25))
        with self.at("2026-04-08 12:00:00"):
            card._release_pending()
            self.assertEqual((card.points, card.pending_points), (25, 0))

    def test_an_item_gives_no_more_than_its_cap(self):
        card = self.make_member(self.club)
        self.buy(card, 5_000_000)
        self.assertEqual(card.pending_points, 150)

    def test_what_is_returned_in_time_was_never_spendable(self):
        card = self.make_member(self.club)
        order = self.buy(card, 250_000)
        order._action_cancel()
        self.assertEqual((card.points, card.pending_points), (0, 0))
        self.assertLedger(card)


@tagged("post_install", "-at_install")
class TestStamps(ClubsCase):
    """The punch card."""

    preset = "stamps"

    def test_twelve_stamps_are_one_for_free(self):
        for stamps, free in ((11, False), (12, True)):
            card = self.make_member(self.club)
            self.make_sale(card.partner_id, [(self.product, stamps, 3)])
            self.assertEqual(card.points, stamps)
            self.assertEqual(self.can_claim(card, self.club.reward_ids), free, stamps)

    def test_stamps_of_two_people_do_not_add_up(self):
        company = self.make_partner("Office", is_company=True)
        cards = [self.make_member(self.club, partner_id=self.make_partner(parent_id=company.id).id) for _ in range(2)]
        for card, stamps in zip(cards, (7, 5), strict=True):
            self.make_sale(card.partner_id, [(self.product, stamps, 3)])
        self.assertEqual([self.can_claim(card, self.club.reward_ids) for card in cards], [False, False])

    def test_a_free_item_earns_no_stamp(self):
        card = self.member_of(points=12)
        order = self.make_order(card.partner_id, [(self.product, 1, 3)])
        self.claim(order, card)
        order.action_confirm()
        self.assertEqual((order.amount_total, card.points), (0, 0))

    def test_an_item_paid_with_a_voucher_earns_no_stamp(self):
        program = self.make_stock_program("coupons")
        program.reward_ids.write({"discount_mode": "percent", "discount": 100, "discount_applicability": "cheapest"})
        card = self.make_member(self.club)
        coupon = program._issue_coupons(card.partner_id)
        order = self.make_order(card.partner_id, [(self.product, 2, 3)])
        rewards = order._try_apply_code(coupon.code)
        order._apply_program_reward(rewards[coupon], coupon)
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertEqual((order.amount_total, card.points), (3, 1))
