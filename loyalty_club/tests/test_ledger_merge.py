from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerMerge(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club, name="Stays")
        cls.old = cls.make_member(cls.club, name="Goes")

    def merge_partners(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)

    def lots(self, card):
        return [
            (entry.remaining, entry.expires_on)
            for entry in self.Entry.search([("card_id", "=", card.id), ("remaining", ">", 0)], order="id")
        ]

    def test_merging_partners_merges_their_accounts(self):
        self.card._post_points(10, "accrual")
        self.old._post_points(20, "accrual")
        source = self.old.partner_id
        self.merge_partners(source, self.card.partner_id)
        self.assertFalse(source.exists())
        self.assertRecordValues(self.card, [{"points": 30, "active": True}])
        self.assertRecordValues(self.old, [{"points": 0, "active": False, "merged_into_id": self.card.id}])
        self.assertEqual(self.old.ledger_ids.mapped("kind"), ["transfer", "accrual"], "every entry stays")
        self.assertLedger()

    def test_the_account_of_the_one_that_goes_is_taken_over(self):
        """Only the partner that goes has an account: it belongs to the other one from now on."""
        partner = self.make_partner("Stays without account")
        self.old._post_points(20, "accrual")
        self.merge_partners(self.old.partner_id, partner)
        self.assertRecordValues(self.old, [{"points": 20, "active": True, "partner_id": partner.id}])
        self.assertEqual(self.old.ledger_ids.partner_id, partner)
        self.assertLedger()

    def test_each_credit_moves_with_its_day_and_moment(self):
        moments = [datetime(2026, 1, day, 8) for day in (1, 2, 3)]
        self.old._post_points(30, "accrual", at=moments[0], expires_on=date(2030, 1, 1))
        self.old._post_points(20, "accrual", at=moments[1], expires_on=date(2031, 1, 1))
        self.old._post_points(10, "accrual", at=moments[2], expires_on=None)
        self.old._post_points(-35, "redemption")
        self.old._merge_into(self.card)
        self.assertEqual(self.lots(self.card), [(15, date(2031, 1, 1)), (10, False)])
        self.assertEqual(self.lots(self.old), [])
        moved = self.card.ledger_ids.filtered("remaining").sorted("id")
        self.assertEqual(moved.mapped("posted_at"), moments[1:])
        self.assertEqual(set(moved.mapped("kind")), {"transfer"})
        self.assertLedger()

    def test_qualifying_values_move_with_their_date(self):
        moment = datetime(2026, 1, 1, 8)
        self.old._post_points(30, "accrual", at=moment, qualifying={"points": 30, "amount": 99.9, "orders": 1})
        self.old._post_points(-30, "redemption")
        self.old._merge_into(self.card)
        for card, expected in ((self.old, (0, 0, 0)), (self.card, (30, 99.9, 1))):
            entries = self.Entry.search([("card_id", "=", card.id)])
            found = [sum(entries.mapped(f"qualifying_{name}")) * 1.0 for name in ("points", "amount", "orders")]
            self.assertEqual(tuple(found), expected)
            self.assertEqual(set(entries.filtered("qualifying_orders").mapped("qualifying_at")), {moment})
        self.assertLedger()

    def test_arrears_move_and_are_repaid_from_what_is_there(self):
        self.old._post_points(-50, "redemption", arrears_cause="offline")
        self.card._post_points(30, "accrual")
        self.old._merge_into(self.card)
        self.assertEqual((self.card.points, self.old.points), (-20, 0))
        self.card._post_points(25, "accrual")
        self.assertEqual(self.card.points, 5)
        self.assertLedger()

    def test_pending_points_move_and_are_released_at_the_survivor(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.old._post_points(100, "accrual", available_on=date(2026, 1, 15))
            reversal = entry._reverse(40)
            reversal._reverse(10)
            self.old._merge_into(self.card)
            self.assertRecordValues(self.card, [{"points": 0, "pending_points": 70}])
            self.assertRecordValues(self.old, [{"points": 0, "pending_points": 0}])
            self.assertEqual(set((entry + reversal + reversal.reversal_ids).mapped("state")), {"void"})
        with self.at("2026-01-15 12:00:00"):
            self.Card._release_pending()
            self.assertEqual(self.card.points, 70)
            entry._reverse()
            self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_what_is_due_is_released_before_it_moves(self):
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 1, "expiry_unit": "month"})
        with self.at("2026-01-01 12:00:00"):
            self.old._post_points(100, "accrual", available_on=date(2026, 1, 15))
        with self.at("2026-01-20 12:00:00"):
            self.old._merge_into(self.card)
            self.assertEqual(self.lots(self.card), [(100, date(2026, 2, 20))])
        self.assertLedger()

    def test_undoing_pending_points_after_a_merge_is_pending_too(self):
        with self.at("2026-01-01 12:00:00"):
            entry = self.old._post_points(100, "accrual", available_on=date(2026, 1, 15))
            before = entry._reverse(40)
            self.old._merge_into(self.card)
            after = entry._reverse(20)
            self.assertRecordValues(after, [{"state": "pending", "points": -20, "card_id": self.card.id}])
            back = before._reverse()
            self.assertRecordValues(back, [{"state": "pending", "points": 40, "card_id": self.card.id}])
            self.assertEqual((self.card.points, self.card.pending_points), (0, 80))
        with self.at("2026-01-15 12:00:00"):
            self.card._release_pending()
        self.assertEqual(self.card.points, 80)
        self.assertLedger()

    # --- later postings and undos reach the survivor ---

    def test_postings_for_the_old_account_go_to_the_survivor(self):
        self.old._merge_into(self.card)
        entry = self.old._post_points(5, "accrual")
        self.assertEqual((entry.card_id, self.card.points, self.old.points), (self.card, 5, 0))
        self.assertLedger()

    def test_a_key_is_known_in_the_family(self):
        first = self.old._post_points(5, "accrual", key="birthday,2026")
        self.old._merge_into(self.card)
        self.assertEqual(self.card._post_points(5, "accrual", key="birthday,2026"), first)
        self.assertEqual(self.old._post_points(5, "accrual", key="birthday,2026"), first)
        self.assertEqual(self.card.points, 5)

    def test_undoing_an_old_accrual_takes_the_moved_points(self):
        self.card._post_points(10, "accrual", expires_on=date(2029, 1, 1))
        entry = self.old._post_points(100, "accrual", expires_on=date(2030, 1, 1))
        self.old._post_points(-20, "redemption")
        self.old._merge_into(self.card)
        reversal = entry._reverse(80)
        self.assertEqual(reversal.card_id, self.card)
        self.assertEqual(self.lots(self.card), [(10, date(2029, 1, 1))])
        self.assertLedger()

    def test_undoing_an_old_redemption_gives_the_points_back_with_their_day(self):
        self.old._post_points(10, "accrual", expires_on=date(2029, 1, 1))
        self.old._post_points(50, "accrual", expires_on=date(2030, 1, 1))
        debit = self.old._post_points(-30, "redemption")
        self.old._merge_into(self.card)
        reversal = debit._reverse()
        self.assertEqual(reversal.card_id, self.card)
        self.assertEqual(set(reversal.mapped("expires_on")), {date(2029, 1, 1), date(2030, 1, 1)})
        self.assertEqual((self.card.points, self.old.points), (60, 0))
        self.assertLedger()

    def test_undoing_an_old_debt_that_the_survivor_paid(self):
        """The points return to the credits of the survivor that paid for it."""
        debit = self.old._post_points(-50, "redemption", arrears_cause="offline")
        self.old._merge_into(self.card)
        credit = self.card._post_points(40, "accrual", expires_on=date(2030, 1, 1))
        self.assertEqual(self.card.points, -10)
        debit._reverse()
        self.assertEqual((self.card.points, credit.remaining), (40, 40))
        self.assertLedger()

    def test_an_order_of_the_one_that_went_reaches_the_survivor(self):
        order = self.make_sale(self.old.partner_id, [(self.make_product(100), 3)])
        self.card._post_points(50, "accrual")
        self.merge_partners(self.old.partner_id, self.card.partner_id)
        self.assertEqual(self.card.points, 350)
        order._action_cancel()
        self.assertEqual((self.card.points, self.old.points), (50, 0))
        self.assertLedger()

    def test_three_accounts_one_after_the_other(self):
        third = self.make_member(self.club, 7)
        entry = third._post_points(100, "accrual", expires_on=date(2030, 1, 1))
        debit = third._post_points(-27, "redemption")
        third._merge_into(self.old)
        self.old._post_points(20, "accrual")
        self.old._merge_into(self.card)
        self.assertEqual((third.merged_into_id, self.old.merged_into_id), (self.card, self.card))
        self.assertEqual(self.card.points, 100)
        debit._reverse()
        entry._reverse()
        self.assertEqual((self.card.points, self.old.points, third.points), (27, 0, 0))
        self.assertLedger()

    def test_many_at_once(self):
        cards = self.env["loyalty.card"].union(*(self.make_member(self.club, points) for points in (1, 2, 3)))
        cards._merge_into(self.card)
        self.assertEqual(self.card.points, 6)
        self.assertEqual(self.card._get_family(), self.card + cards)
        self.assertLedger()

    def test_merging_again_changes_nothing(self):
        self.old._post_points(5, "accrual")
        self.old._merge_into(self.card)
        self.old._merge_into(self.card)
        self.card._merge_into(self.card)
        self.assertEqual(self.card.points, 5)
        self.assertLedger()

    def test_accounts_of_different_clubs_stay_apart(self):
        other = self.make_member(self.make_club(name="Other"))
        with self.assertRaises(UserError):
            other._merge_into(self.card)

    def test_what_moved_cannot_be_undone_by_itself(self):
        self.old._post_points(5, "accrual")
        self.old._merge_into(self.card)
        for entry in self.Entry.search([("kind", "=", "transfer")]):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                entry._reverse()

    def test_a_merged_account_is_not_adjusted_by_mistake(self):
        """Writing 0 to the account that is no more must not empty the survivor."""
        self.old._post_points(5, "accrual")
        self.old._merge_into(self.card)
        self.old.points = 0
        self.assertEqual(self.card.points, 5)
        with self.assertRaises(UserError):
            self.old.points = 3

    def test_inactivity_goes_on_from_the_later_day(self):
        self.club.write({"expiry_policy": "inactivity", "expiry_count": 1, "expiry_unit": "month"})
        with self.at("2026-01-10 12:00:00"):
            self.card._post_points(5, "accrual")
        with self.at("2026-01-20 12:00:00"):
            self.old._post_points(5, "accrual")
        with self.at("2026-01-25 12:00:00"):
            self.old._merge_into(self.card)
        self.assertEqual(self.card.points_expire_on, date(2026, 2, 20))

    def test_points_in_a_payment_stay_reserved(self):
        self.old._post_points(100, "accrual")
        order = self.make_order(self.old.partner_id, [(self.make_product(), 1)])
        self.env["loyalty.reservation"].create(
            {
                "card_id": self.old.id,
                "points": 70,
                "origin_model": order._name,
                "origin_id": order.id,
                "expires_at": self.days_from_now(1),
            }
        )
        self.old._merge_into(self.card)
        self.assertEqual(self.card.reserved_points, 70)
        with self.assertRaises(UserError):
            self.card._post_points(-31, "redemption")

    def test_gift_cards_and_wallets_merge_as_stock_does(self):
        wallet = self.make_stock_program("ewallet", applies_on="future")
        cards = self.Card.create(
            [
                {"program_id": wallet.id, "partner_id": card.partner_id.id, "points": points}
                for card, points in ((self.card, 10), (self.old, 5))
            ]
        )
        self.merge_partners(self.old.partner_id, self.card.partner_id)
        self.assertEqual(cards.mapped("points"), [15, 0])
        self.assertFalse(cards.ledger_ids)
