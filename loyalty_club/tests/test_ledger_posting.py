from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerPosting(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)

    def test_an_order_earns_and_the_books_are_in_order(self):
        order = self.make_sale(self.card.partner_id, [(self.make_product(100), 2)])
        self.assertEqual(order.coupon_point_ids.coupon_id, self.card)
        self.assertEntries(self.card, [("accrual", "posted", 200.0, 200.0)])
        order = self.make_order(self.card.partner_id, [(self.make_product(50), 1)])
        self.claim(order, self.card)
        order.action_confirm()
        self.assertEqual(self.card.points, 150)
        self.assertLedger()

    def test_one_posting_and_all_that_it_says(self):
        order = self.make_order(self.card.partner_id, [(self.make_product(), 1)])
        reward, rule = self.club.reward_ids, self.club.rule_ids
        entry = self.card._post_points(
            12.34,
            "accrual",
            key="test,1",
            origin=order,
            description="A gift",
            at=datetime(2026, 2, 3, 4, 5, 6),
            expires_on=date(2027, 1, 1),
            rule=rule,
            reward=reward,
            qualifying={"points": 12.34, "amount": 99.99, "orders": 1},
            explanation={"rule": 7},
        )
        self.assertRecordValues(
            entry,
            [
                {
                    "card_id": self.card.id,
                    "program_id": self.club.id,
                    "partner_id": self.card.partner_id.id,
                    "company_id": self.club.company_id.id,
                    "kind": "accrual",
                    "state": "posted",
                    "points": 12.34,
                    "balance": 12.34,
                    "remaining": 12.34,
                    "uncovered": 0,
                    "posted_at": datetime(2026, 2, 3, 4, 5, 6),
                    "expires_on": date(2027, 1, 1),
                    "available_on": False,
                    "qualifying_points": 12.34,
                    "qualifying_amount": 99.99,
                    "qualifying_orders": 1,
                    "key": "test,1",
                    "origin_model": "sale.order",
                    "origin_id": order.id,
                    "rule_id": rule.id,
                    "reward_id": reward.id,
                    "explanation": {"rule": 7},
                    "description": "A gift",
                }
            ],
        )
        self.assertEqual(self.card.points, 12.34)
        self.assertLedger()

    def test_zero_is_an_entry_too(self):
        entry = self.card._post_points(0, "accrual", qualifying={"amount": 5, "orders": 1})
        self.assertRecordValues(entry, [{"points": 0, "balance": 0, "remaining": 0, "qualifying_amount": 5}])

    def test_figures_of_the_account_follow(self):
        self.card._post_points(100, "accrual", expires_on=date(2030, 1, 1))
        self.card._post_points(30, "accrual", available_on=self.days_from_now(5).date())
        self.card._post_points(-40, "redemption")
        self.card._post_points(50, "accrual", expires_on=date(2029, 1, 1))
        self.assertRecordValues(
            self.card,
            [
                {
                    "points": 110,
                    "pending_points": 30,
                    "lifetime_points": 180,
                    "expiring_points": 50,
                    "expiring_on": date(2029, 1, 1),
                    "ledger_count": 4,
                }
            ],
        )

    def test_spending_takes_what_expires_first_then_the_oldest_then_the_rest(self):
        never = self.card._post_points(10, "accrual", expires_on=None, at=datetime(2026, 1, 1))
        late = self.card._post_points(10, "accrual", expires_on=date(2031, 1, 1), at=datetime(2026, 1, 1))
        young = self.card._post_points(10, "accrual", expires_on=date(2030, 1, 1), at=datetime(2026, 1, 3))
        old = self.card._post_points(10, "accrual", expires_on=date(2030, 1, 1), at=datetime(2026, 1, 2))
        debit = self.card._post_points(-35, "redemption")
        allocations = debit.debit_allocation_ids.sorted("id")
        self.assertEqual(allocations.credit_id.ids, (old + young + late + never).ids)
        self.assertEqual(allocations.mapped("points"), [10, 10, 10, 5])
        self.assertEqual([entry.remaining for entry in (never, late, young, old)], [5, 0, 0, 0])
        self.assertLedger()

    def test_spending_never_leads_below_zero(self):
        self.card._post_points(100, "accrual")
        for kind in ("redemption", "adjustment"):
            with self.subTest(kind=kind), self.assertRaisesRegex(UserError, "Not enough points.*100"):
                self.card._post_points(-100.01, kind)
        self.assertEqual(self.card.points, 100)
        self.assertLedger()

    def test_several_spendings_in_one_batch_share_what_is_there(self):
        self.card._post_points(100, "accrual")
        spend = {"card_id": self.card.id, "points": -60, "kind": "redemption"}
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.card._post_points_batch([spend, dict(spend)])
        self.assertEqual(self.card.points, 100)
        entries = self.card._post_points_batch([spend, {**spend, "points": 10}, {**spend, "points": -50}])
        self.assertEqual(entries.mapped("balance"), [40, 50, 0])
        self.assertLedger()

    def test_a_batch_is_booked_in_its_order_on_each_account(self):
        other = self.make_member(self.club)
        values = [
            {"card_id": card.id, "points": points, "kind": "accrual", "key": f"k{number}"}
            for number, (card, points) in enumerate([(other, 1), (self.card, 2), (other, 3), (self.card, 4)])
        ]
        entries = self.env["loyalty.card"]._post_points_batch(values)
        self.assertEqual(entries.mapped("key"), ["k0", "k1", "k2", "k3"])
        self.assertEqual(entries.mapped("balance"), [1, 2, 4, 6])
        self.assertEqual(entries.ids, sorted(entries.ids))
        self.assertLedger()

    def test_nothing_to_post(self):
        self.assertFalse(self.env["loyalty.card"]._post_points_batch([]))

    def test_only_accounts_of_clubs_have_a_ledger(self):
        wallet = self.env["loyalty.card"].create({"program_id": self.make_stock_program("ewallet").id, "points": 5})
        with self.assertRaises(UserError):
            wallet._post_points(5, "accrual")
        gone = self.make_member(self.club)
        gone.unlink()
        with self.assertRaises(UserError):
            gone._post_points(5, "accrual")

    # --- spendable ---

    def test_spendable_is_rounded_down_as_the_club_rounds(self):
        self.club.points_rounding = 1
        self.card._post_points(100.7, "adjustment")
        self.assertEqual(self.card._get_spendable(), {self.card: 100})
        with self.assertRaisesRegex(UserError, "100 .*available"):
            self.card._post_points(-100.5, "redemption")
        self.card._post_points(-100, "redemption")
        self.assertEqual(self.card.points, 0.7)

    def reserve(self, points, origin, minutes=60):
        return self.env["loyalty.reservation"].create(
            {
                "card_id": self.card.id,
                "points": points,
                "origin_model": origin._name,
                "origin_id": origin.id,
                "expires_at": self.env.cr.now() + timedelta(minutes=minutes),
            }
        )

    def test_reserved_points_are_for_their_own_document_only(self):
        self.card._post_points(100, "accrual")
        order = self.make_order(self.card.partner_id, [(self.make_product(), 1)])
        self.reserve(70, order)
        self.assertEqual((self.card.reserved_points, self.card._get_spendable()[self.card]), (70, 30))
        with self.assertRaisesRegex(UserError, "30 .*available"), self.env.cr.savepoint():
            self.card._post_points(-31, "redemption")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.card._post_points(-31, "redemption", origin=self.card.partner_id)
        self.card._post_points(-70, "redemption", origin=order)
        self.assertEqual(self.card.points, 30)

    def test_a_reservation_ends_with_its_time(self):
        self.card._post_points(100, "accrual")
        order = self.make_order(self.card.partner_id, [(self.make_product(), 1)])
        self.reserve(70, order, minutes=-1)
        self.card._post_points(-100, "redemption")
        self.assertEqual(self.card.points, 0)

    # --- keys ---

    def test_the_same_key_never_posts_twice(self):
        first = self.card._post_points(100, "accrual", key="birthday,2026")
        self.assertEqual(self.card._post_points(100, "accrual", key="birthday,2026"), first)
        self.assertEqual(self.card._post_points(-999, "redemption", key="birthday,2026"), first, "whatever is asked")
        self.assertEqual(self.card.points, 100)
        self.assertEntries(self.card, [("accrual", "posted", 100.0, 100.0)])

    def test_the_same_key_twice_in_one_batch(self):
        values = {"card_id": self.card.id, "points": 10, "kind": "accrual", "key": "k"}
        entries = self.card._post_points_batch([values, dict(values), {**values, "key": "l"}])
        self.assertEqual(entries.mapped("key"), ["k", "k", "l"])
        self.assertEqual((len(set(entries.ids)), self.card.points), (2, 20))

    def test_a_key_belongs_to_one_account(self):
        other = self.make_member(self.club)
        self.card._post_points(10, "accrual", key="k")
        other._post_points(10, "accrual", key="k")
        self.assertEqual((self.card.points, other.points), (10, 10))

    def test_a_key_is_known_for_pending_points_too(self):
        day = self.days_from_now(5).date()
        first = self.card._post_points(10, "accrual", key="k", available_on=day)
        self.assertEqual(self.card._post_points(10, "accrual", key="k"), first)
        self.assertEqual(self.card.points, 0)

    def test_postings_without_a_key_are_all_booked(self):
        self.card._post_points(10, "accrual")
        self.card._post_points(10, "accrual")
        self.assertEqual(self.card.points, 20)

    # --- arrears ---

    def test_a_captured_payment_may_overdraw_and_is_marked(self):
        self.card._post_points(30, "accrual")
        debit = self.card._post_points(-100, "redemption", arrears_cause="payment")
        self.assertRecordValues(debit, [{"uncovered": 70, "arrears_cause": "payment", "balance": -70}])
        self.assertEqual(self.card.points, -70)
        self.assertLedger()

    def test_a_cause_that_was_not_needed_is_not_noted(self):
        self.card._post_points(300, "accrual")
        debit = self.card._post_points(-100, "redemption", arrears_cause="payment")
        self.assertFalse(debit.arrears_cause)

    def test_the_next_credits_repay_arrears(self):
        first = self.card._post_points(-50, "redemption", arrears_cause="offline")
        second = self.card._post_points(-20, "redemption", arrears_cause="offline")
        credit = self.card._post_points(60, "accrual")
        self.assertEqual((first.uncovered, second.uncovered, credit.remaining), (0, 10, 0))
        self.assertLedger()
        credit = self.card._post_points(60, "accrual")
        self.assertEqual((second.uncovered, credit.remaining, self.card.points), (0, 50, 50))
        self.assertEqual(credit.credit_allocation_ids.debit_id, second)
        self.assertLedger()
        with self.assertRaises(UserError):
            self.card._post_points(-51, "redemption")

    def test_nobody_in_arrears_can_spend(self):
        self.card._post_points(-50, "redemption", arrears_cause="offline")
        with self.assertRaisesRegex(UserError, " 0 .*available"):
            self.card._post_points(-1, "redemption")

    # --- joining ---

    def test_the_first_accrual_makes_a_member(self):
        self.card.sudo().joined_on = False
        self.card._post_points(5, "adjustment")
        self.assertFalse(self.card.joined_on)
        self.card._post_points(0, "accrual", at=datetime(2026, 3, 1, 23, 30))
        self.assertEqual(self.card.joined_on, date(2026, 3, 1))
        self.card._post_points(0, "accrual", at=datetime(2026, 1, 1))
        self.assertEqual(self.card.joined_on, date(2026, 3, 1))
