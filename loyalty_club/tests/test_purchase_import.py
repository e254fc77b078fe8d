import io
from datetime import date, datetime

from openpyxl import Workbook

from odoo.fields import Command
from odoo.tests import tagged

from .purchase_import_case import ImportCase


@tagged("post_install", "-at_install")
class TestPurchaseImport(ImportCase):
    def test_purchases_are_booked_into_the_past(self):
        self.club.tz = "Asia/Tehran"
        record = self.run_import(["A,2025-03-01,20.50", "A,2024-01-05,10", "B,2026-05-31 22:30,5"])
        card = self.get_card("A")
        self.assertEqual(card.points, 30.5)
        self.assertEqual(card.joined_on, date(2024, 1, 5), "the first purchase")
        first, second = card.ledger_ids.sorted("id")
        self.assertEqual((first.kind, first.state, first.points, first.balance), ("accrual", "posted", 10, 10))
        self.assertEqual(first.posted_at, datetime(2024, 1, 5, 8, 30), "noon in the club")
        self.assertEqual((second.points, second.balance, second.remaining), (20.5, 30.5, 20.5))
        self.assertEqual(
            (first.qualifying_points, first.qualifying_amount, first.qualifying_orders, first.qualifying_at),
            (10, 10, 1, first.posted_at),
        )
        self.assertEqual((first.origin_model, first.origin_id), (record._name, record.id))
        self.assertEqual(first.partner_id, card.partner_id)
        self.assertEqual(first.create_uid, self.env.user)
        self.assertEqual(self.get_card("B").ledger_ids.posted_at, datetime(2026, 5, 31, 19), "at the time of the row")
        self.assertEqual(
            (record.row_count, record.new_count, record.created_count, record.matched_count, record.rejected_count),
            (3, 3, 2, 0, 0),
        )
        self.assertEqual((record.earned_points, record.balance_points), (35.5, 35.5))

    def test_nothing_twice(self):
        rows = ["A,2024-01-05,10", "A,2024-01-05,10", "B,2024-02-05,7"]
        self.run_import(rows)
        self.assertEqual((self.get_card("A").points, self.get_card("B").points), (20, 7), "equal rows all count")
        again = self.run_import(rows)
        self.assertEqual((again.new_count, again.known_count, again.matched_count), (0, 3, 2))
        longer = self.run_import(["C,2023-01-01,1", *rows, "A,2024-01-05,10", "B,2026-01-01,3"])
        self.assertEqual((longer.new_count, longer.known_count), (3, 3))
        self.assertEqual((self.get_card("A").points, self.get_card("B").points), (30, 10))
        self.assertEqual(len(self.get_card("A").ledger_ids), 3)

    def test_the_same_purchases_in_another_file(self):
        self.run_import(["A,2024-01-05,10.50"])
        again = self.run_import("Betrag;Kunde;amount;date\nx;A;10,5;05.01.2024\n".replace("Kunde", "customer"))
        self.assertEqual(again.known_count, 1)
        book = Workbook()
        book.active.append(["customer id", "date", "amount"])
        book.active.append(["A", datetime(2024, 1, 5), 10.5])
        book.active.append(["A", datetime(2024, 1, 6), 1])
        stream = io.BytesIO()
        book.save(stream)
        workbook = self.run_import(stream.getvalue(), filename="purchases.xlsx")
        self.assertEqual((workbook.kind, workbook.known_count, workbook.new_count), ("xlsx", 1, 1))
        self.assertEqual(self.get_card("A").points, 11.5)

    def test_a_check_changes_nothing_and_says_the_same_as_the_import(self):
        member = self.make_member(self.club, 5, partner_id=self.make_partner("Ann", ref="A").id)
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 12})
        record = self.make_import(
            [
                "A,2024-01-05,10",
                "A,2026-02-05,10",
                "A,2026-02-06,-4",
                "B,2024-01-05,7",
                "B,2026-01-01,x",
                "C,2026-06-09,1",
            ]
        )
        partners = self.env["res.partner"].search_count([])
        record.action_check()
        self.assertEqual(record.state, "checked")
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual((member.points, len(member.ledger_ids)), (5, 1))
        figures = (
            "row_count", "new_count", "known_count", "refund_count", "rejected_count", "matched_count", "created_count",
            "earned_points", "taken_points", "expired_points", "pending_points", "balance_points",
        )  # fmt: skip
        checked = {name: record[name] for name in figures}
        self.assertEqual(checked["rejected_count"], 2)
        self.assertEqual((checked["matched_count"], checked["created_count"]), (1, 1))
        self.assertEqual((checked["expired_points"], checked["taken_points"], checked["balance_points"]), (17, 4, 6))
        record.action_import()
        self.assertEqual({name: record[name] for name in figures}, checked)
        self.assertLedger()

    def test_rules_of_the_club(self):
        product = self.make_product()
        self.club.rule_ids = [
            Command.clear(),
            Command.create(
                {"reward_point_mode": "money", "reward_point_amount": 0.1, "minimum_amount": 20, "minimum_qty": 0}
            ),
            Command.create({"reward_point_mode": "unit", "reward_point_amount": 2, "minimum_qty": 3}),
            Command.create({"reward_point_mode": "order", "reward_point_amount": 1, "minimum_qty": 0}),
            Command.create(
                {"reward_point_mode": "order", "reward_point_amount": 100, "product_ids": [Command.link(product.id)]}
            ),
            Command.create({"reward_point_mode": "order", "reward_point_amount": 1000, "code": "SECRET"}),
        ]
        self.club.write({"points_rounding": 1, "points_rounding_method": "UP"})
        self.run_import("ref,date,amount,qty\nA,2025-01-01,19.99,1\nB,2025-01-01,25.50,1\nC,2025-01-01,25.50,4\n")
        self.assertEqual([self.get_card(ref).points for ref in "ABC"], [1, 4, 12])

    def test_points_of_a_file_are_those_of_an_order(self):
        """The same rules on an order and on a row give the same points."""
        product = self.make_product()
        partner = self.make_partner("Ann", ref="A")
        for rounding, method in ((0.01, "UP"), (0.01, "DOWN"), (1, "HALF-UP"), (0.5, "UP")):
            club = self.make_club(points_rounding=rounding, points_rounding_method=method)
            club.rule_ids.reward_point_amount = 0.333
            for price in (10.01, 99.99, 0.5):
                order = self.make_sale(partner, [(product, 1, price)])
                earned = order.coupon_point_ids.filtered(
                    lambda line, club=club: line.coupon_id.program_id == club
                ).points
                self.run_import([f"X{price},2026-01-01,{price}"], program_id=club.id)
                with self.subTest(rounding=rounding, method=method, price=price):
                    self.assertEqual(self.get_card(f"X{price}", club).points, round(earned, 2))
            club.active = False

    def test_a_club_without_rules_counts_purchases(self):
        self.club.rule_ids.unlink()
        self.run_import(["A,2025-01-01,50"])
        entry = self.get_card("A").ledger_ids
        self.assertEqual((entry.points, entry.qualifying_amount, entry.qualifying_orders), (0, 50, 1))
        self.assertFalse(entry.expires_on)

    def test_waiting_days(self):
        self.club.write({"hold_days": 14, "expiry_policy": "after_earning", "expiry_count": 1})
        record = self.run_import(
            ["A,2026-05-31,10", "A,2026-05-18,7", "A,2026-05-17,5", "A,2026-04-17,3", "A,2026-04-16,2"]
        )
        card = self.get_card("A")
        self.assertEqual((card.points, card.pending_points), (15, 10))
        self.assertEqual((record.pending_points, record.balance_points, record.expired_points), (10, 15, 2))

    def test_customers_without_reference(self):
        ann = self.make_partner("Ann", email="Ann@X.org")
        bob = self.make_partner("Bob", phone="+1 202 555 0101")
        record = self.run_import(
            "email,phone,name,date,amount\n"
            "ANN@x.org,,,2025-01-01,1\n"
            ",0012025550101,,2025-01-01,2\n"
            "zoe@x.org,,Zoe,2025-01-01,4\n"
            ",12025550199,,2025-01-02,8\n"
        )
        cards = {
            card.partner_id: card.points
            for card in self.env["loyalty.card"].search([("program_id", "=", self.club.id)])
        }
        self.assertEqual((cards[ann], cards[bob]), (1, 2))
        new = {partner.name: partner for partner in cards if partner not in (ann, bob)}
        self.assertEqual(set(new), {"Zoe", "12025550199"})
        self.assertEqual((new["Zoe"].email, new["12025550199"].phone), ("zoe@x.org", "12025550199"))
        self.assertEqual((record.matched_count, record.created_count), (2, 2))

    def test_a_customer_found_by_email_gets_the_reference(self):
        ann = self.make_partner("Ann", email="ann@x.org")
        self.run_import("ref,email,date,amount\nA1,ann@x.org,2025-01-01,1\n")
        self.assertEqual(ann.ref, "A1")
        self.run_import("ref,date,amount\nA1,2025-01-01,1\nA1,2025-01-02,2\n")
        self.assertEqual(self.get_card("A1").points, 3)
        self.assertEqual(self.get_card("A1").partner_id, ann)

    def test_one_customer_under_several_names(self):
        """Rows with and without the reference, in one file, are one customer; so are contacts that share an account."""
        self.run_import("ref,email,phone,date,amount\nA,ann@x.org,,2025-01-01,1\n,ann@x.org,,2025-01-02,2\n")
        self.assertEqual(self.get_card("A").points, 3)
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True, ref="C0")
        self.make_partner("One", parent_id=company.id, ref="C1")
        self.make_partner("Two", parent_id=company.id, ref="C2")
        rows = ["C1,2025-01-01,1", "C2,2025-01-01,1", "C0,2025-01-02,5"]
        self.run_import(rows)
        self.assertEqual(self.get_card("C0").points, 7, "equal rows of two contacts both count")
        self.assertFalse(self.get_card("C1") | self.get_card("C2"))
        self.assertEqual(self.run_import(rows).known_count, 3)

    def test_rows_of_a_merged_account(self):
        self.run_import(["A,2025-01-01,1", "B,2025-01-01,2"])
        a, b = self.get_card("A"), self.get_card("B")
        b._merge_into(a)
        b.partner_id.ref = False
        self.assertLedger()
        again = self.run_import(["A,2025-01-01,1", "A,2025-01-01,2"])
        self.assertEqual(again.known_count, 2)
        self.assertEqual(a.points, 3)

    def test_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", euro.id)]).unlink()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": euro.id, "name": "2020-01-01", "rate": 0.5, "company_id": self.env.company.root_id.id},
                {"currency_id": euro.id, "name": "2025-06-01", "rate": 0.8, "company_id": self.env.company.root_id.id},
            ]
        )
        self.assertEqual(self.club.currency_id, self.env.ref("base.USD"))
        self.run_import("ref,date,amount,currency\nA,2025-01-01,10,EUR\nB,2025-07-01,10,€\nC,2025-07-01,10,USD\n")
        self.assertEqual([self.get_card(ref).points for ref in "ABC"], [20, 12.5, 10])
        self.assertEqual(self.get_card("A").ledger_ids.qualifying_amount, 20)

    def test_receipt_and_channel_are_kept(self):
        self.run_import("ref,date,amount,receipt,store\nA,2025-01-01,1,۴۷۱۱,Main\tstreet\n")
        entry = self.get_card("A").ledger_ids
        self.assertEqual(entry.description, "Purchase ۴۷۱۱ (Main\tstreet)")
        self.assertEqual(self.get_row(entry), {"receipt": "۴۷۱۱", "channel": "Main\tstreet"})

    def test_hostile_texts_stay_texts(self):
        evil = "\\N \\. %s %(x)s 'quote <b>bold</b> \\"
        self.run_import(f'ref,date,amount,receipt,name\n"{evil}",2025-01-01,1,"{evil}","{evil}"\n')
        card = self.get_card(evil)
        self.assertEqual((card.points, card.partner_id.name), (1, evil))
        self.assertEqual(self.get_row(card.ledger_ids), {"receipt": evil})

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        def count(customers, rows):
            lines = [f"Q{n % customers},{2020 + n % 6}-01-{1 + n % 28:02d},{n}" for n in range(rows)]
            return self.count_queries(self.make_import(lines)._run)

        self.club.write({"expiry_policy": "after_earning", "expiry_count": 12})
        count(20, 20)
        few, many = count(20, 40), count(20, 2000)
        self.assertLess(many, few + 3, "fifty times the rows")
        self.assertLedger()
