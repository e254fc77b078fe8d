from datetime import date, datetime

from odoo.tests import tagged

from .purchase_import_case import ImportCase
from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierImport(ImportCase, TierCase):
    """Purchases of the past give the tier of today. It is the 1st of June 2026."""

    def test_the_tier_of_today(self):
        self.run_import(
            ["A,2026-01-15,100", "B,2026-01-15,99", "C,2024-01-15,500", "D,2025-12-01,400", "D,2026-02-01,100"]
        )
        self.assertTier(self.get_card("A"), "Silver", date(2026, 1, 15), date(2027, 1, 15))
        self.assertTier(self.get_card("B"), "Bronze")
        self.assertTier(self.get_card("C"), "Bronze", date(2025, 1, 16))
        self.assertTier(self.get_card("D"), "Gold", date(2026, 2, 1), date(2027, 2, 1))

    def test_the_history_tells_when_it_happened(self):
        self.run_import(["A,2024-01-15,100", "A,2024-06-15,100", "A,2026-02-10,500"])
        self.assertHistory(
            self.get_card("A"),
            [
                ("Bronze", "Silver", "reached"),
                ("Silver", "Silver", "kept"),
                ("Silver", "Bronze", "expired"),
                ("Bronze", "Gold", "reached"),
            ],
        )
        changes = self.get_card("A").tier_change_ids.sorted("id")
        self.assertEqual(changes[1].changed_at, datetime(2025, 1, 16))
        self.assertEqual(changes[3].changed_at.date(), date(2026, 2, 10))

    def test_older_purchases_of_somebody_who_is_a_member(self):
        with self.at("2026-05-01 12:00:00"):
            self.buy(self.card, 60)
        self.card.partner_id.ref = "A"
        self.run_import(["A,2026-04-01,40"])
        self.assertTier(self.card, "Silver", date(2026, 5, 1))
        self.run_import(["A,2026-03-01,60"])
        self.assertTier(self.card, "Silver", date(2026, 4, 1))

    def test_refunds_in_the_file(self):
        self.run_import("ref,date,amount,receipt\nA,2026-01-15,100,R1\nA,2026-01-20,50,R2\nA,2026-02-01,-60,R1\n")
        self.assertTier(self.get_card("A"), "Bronze")

    def test_no_coupons_for_the_past(self):
        self.silver.welcome_program_id = self.make_stock_program("coupons")
        self.run_import(["A,2026-01-15,100"])
        self.assertTier(self.get_card("A"), "Silver")
        self.assertFalse(self.silver.welcome_program_id.coupon_ids)

    def test_again_changes_nothing(self):
        rows = ["A,2024-01-15,500", "A,2026-01-15,100"]
        self.run_import(rows)
        before = len(self.get_card("A").tier_change_ids)
        self.run_import(rows)
        self.assertEqual(len(self.get_card("A").tier_change_ids), before)

    def test_points_of_members_whose_points_never_expire(self):
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 6})
        self.silver.points_never_expire = True
        with self.at("2026-05-01 12:00:00"):
            self.buy(self.card, 100)
        self.card.partner_id.ref = "A"
        self.run_import(["A,2024-01-15,70", "B,2024-01-15,70"])
        self.assertEqual((self.card.points, self.get_card("B").points), (170, 0))
        self.assertEqual(self.card.ledger_ids.mapped("expires_on"), [False, False])
