from datetime import date

from odoo.tests import tagged

from .purchase_import_case import ImportCase

HEADING = "ref,date,amount,receipt\n"


@tagged("post_install", "-at_install")
class TestPurchaseImportRefunds(ImportCase):
    def run_receipts(self, *rows, **values):
        return self.run_import(HEADING + "\n".join(rows), **values)

    def one(self, kind, ref="A"):
        return self.get_card(ref).ledger_ids.filtered(lambda entry: entry.kind == kind)

    def test_a_refund_undoes_the_purchase_of_its_receipt(self):
        record = self.run_receipts("A,2026-01-01,10,R1", "A,2026-01-02,10,R2", "A,2026-02-01,-10,R1")
        undo = self.one("reversal")
        self.assertEqual(self.get_row(undo.reversed_id), {"receipt": "R1"})
        self.assertEqual(undo.explanation, {"receipt": "R1"})
        self.assertEqual(
            (undo.points, undo.qualifying_points, undo.qualifying_amount, undo.qualifying_orders), (-10, -10, -10, -1)
        )
        self.assertEqual(undo.qualifying_at, undo.reversed_id.posted_at, "it counts on the day of the purchase")
        self.assertEqual((undo.origin_model, undo.origin_id), (record._name, record.id))
        self.assertEqual((record.new_count, record.refund_count, record.taken_points), (3, 1, 10))
        self.assertEqual(self.get_card("A").points, 10)

    def test_without_receipt_the_last_purchase_of_that_amount(self):
        self.run_receipts(
            "A,2026-01-01,10,", "A,2026-01-02,7,", "A,2026-01-03,10,", "A,2026-02-01,-10,", "A,2026-02-02,-10,"
        )
        undone = self.one("reversal").sorted("id").reversed_id
        self.assertEqual(
            undone.sorted("posted_at").mapped("posted_at"), [*self.one("accrual").sorted("id").mapped("posted_at")[::2]]
        )
        self.assertEqual(self.get_card("A").points, 7)

    def test_refunds_in_parts_take_what_was_earned(self):
        self.club.rule_ids.reward_point_amount = 0.1
        self.club.points_rounding = 1
        self.run_receipts("A,2026-01-01,55,R", *(f"A,2026-02-0{day},-11,R" for day in range(1, 6)))
        undone = self.one("reversal").sorted("id")
        self.assertEqual(undone.mapped("points"), [-1, -1, -1, -1, -1])
        self.assertEqual(undone.mapped("qualifying_orders"), [0, 0, 0, 0, -1])
        self.assertEqual(sum(undone.mapped("qualifying_amount")), -55)
        self.assertEqual(self.get_card("A").points, 0)

    def test_more_than_was_paid_is_not_that_purchase(self):
        self.run_receipts("A,2026-01-01,10,R", "A,2026-01-02,30,S", "A,2026-02-01,-15,R")
        undo = self.one("reversal")
        self.assertFalse(undo.reversed_id)
        self.assertEqual((undo.points, undo.qualifying_amount, self.get_card("A").points), (-15, -15, 25))

    def test_a_refund_whose_purchase_is_not_known_takes_as_spending_does(self):
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 12})
        self.run_receipts("A,2025-08-01,10,", "A,2026-01-01,10,", "A,2026-02-01,-3,")
        self.assertEqual(self.one("accrual").sorted("id").mapped("remaining"), [7, 10], "what expires first")
        self.assertEqual(self.one("reversal").debit_allocation_ids.credit_id, self.one("accrual").sorted("id")[0])

    def test_expired_points_count_as_taken_back(self):
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 1})
        self.run_receipts("A,2026-01-01,10,R", "A,2026-04-15,50,S", "A,2026-05-01,-10,R", "A,2026-05-10,7,T")
        undo = self.one("reversal")
        self.assertEqual((undo.points, undo.forgiven), (0, 10))
        self.assertEqual(self.get_card("A").points, 7)

    def test_arrears_and_what_repays_them(self):
        self.run_receipts("A,2026-01-01,10,", "A,2026-02-01,-25,")
        card, undo = self.get_card("A"), self.one("reversal")
        self.assertEqual((card.points, undo.uncovered, undo.arrears_cause), (-15, 15, "refund"))
        self.run_receipts("A,2026-03-01,20,", "A,2026-04-01,1,")
        self.assertEqual((card.points, undo.uncovered), (6, 0))
        self.assertEqual(undo.debit_allocation_ids.mapped("points"), [10, 15])

    def test_within_balance_the_rest_is_forgiven(self):
        self.club.debit_policy = "within_balance"
        self.run_receipts("A,2026-01-01,10,", "A,2026-02-01,-25,", "A,2026-03-01,5,")
        undo = self.one("reversal")
        self.assertEqual(
            (undo.points, undo.forgiven, undo.arrears_cause, self.get_card("A").points), (-10, 15, False, 5)
        )

    def test_a_refund_of_what_an_earlier_file_brought(self):
        self.run_receipts("A,2026-01-01,10,R", "A,2026-01-02,20,S")
        purchase = self.one("accrual").filtered(lambda entry: entry.points == 10)
        self.run_receipts("A,2026-02-01,-4,R")
        self.assertEqual(self.one("reversal").reversed_id, purchase)
        self.run_receipts("A,2026-02-01,-4,R", "A,2026-02-02,-6,R", "A,2026-02-03,-6,R")
        undone = self.one("reversal").sorted("id")
        self.assertEqual(undone.reversed_id, purchase)
        self.assertEqual(undone.mapped("reversed_id.id"), [purchase.id])
        self.assertEqual(undone.mapped("qualifying_orders"), [0, -1, 0])
        self.assertFalse(undone[2].reversed_id, "nothing of it is left")
        self.assertEqual(self.get_card("A").points, 14)

    def test_a_refund_before_its_purchase_is_not_its_refund(self):
        self.run_receipts("A,2026-02-01,10,R", "A,2026-01-01,-10,R")
        self.assertFalse(self.one("reversal").reversed_id)
        self.assertEqual(self.get_card("A").points, 0)

    def test_a_refund_of_points_that_wait(self):
        self.club.hold_days = 30
        record = self.run_receipts("A,2026-05-20,10,R", "A,2026-05-25,-4,R")
        card = self.get_card("A")
        self.assertEqual((card.points, card.pending_points, record.pending_points), (0, 6, 6))
        with self.at("2026-07-01 09:00:00"):
            card._release_pending()
        self.assertEqual(card.points, 6)
        self.assertLedger()

    def test_a_refund_of_points_that_were_spent(self):
        self.run_receipts("A,2026-01-01,100,R")
        card = self.get_card("A")
        card._post_points(-80, "redemption")
        self.run_receipts("A,2026-02-01,-100,R", "A,2026-03-01,30,")
        self.assertEqual(card.points, -50)
        self.assertEqual(self.one("reversal").uncovered, 50)

    def test_what_a_manager_reversed_is_not_taken_twice(self):
        self.run_receipts("A,2026-01-01,100,R", "A,2026-01-02,50,S")
        self.one("accrual").sorted("id")[0]._reverse(30)
        self.run_receipts("A,2026-02-01,-100,R")
        self.assertLessEqual(0, self.get_card("A").points)
        self.assertLedger()

    def test_nothing_twice(self):
        rows = ("A,2026-01-01,10,R", "A,2026-02-01,-4,R", "A,2026-02-01,-4,R", "B,2026-02-01,-5,")
        self.run_receipts(*rows)
        self.assertEqual((self.get_card("A").points, self.get_card("B").points), (2, -5))
        again = self.run_receipts(*rows)
        self.assertEqual((again.new_count, again.known_count), (0, 4))
        self.assertEqual((self.get_card("A").points, self.get_card("B").points), (2, -5))
        self.assertEqual(self.get_card("B").joined_on, date(2026, 2, 1))
