import base64
import io
from datetime import date, datetime

from openpyxl import Workbook

from odoo.exceptions import UserError, ValidationError
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

    def test_the_form(self):
        record = self.make_import(["A,01/02/2025,1.234", "A,13/02/2025,2.345"])
        self.assertEqual((record.day_order, record.decimal_point, record.delimiter), ("dmy", ",", "comma"))
        self.assertEqual(record.column_ids.mapped("target"), ["ref", "date", "amount"])
        self.assertIn("1,234.00", record.preview)
        self.assertIn("1 Points per $\xa01.00 spent", record.rules_text)
        self.env.invalidate_all()
        self.assertIn("1,234.00", record.with_context(bin_size=True).preview, "as the web client reads it")
        record.decimal_point = "."
        self.assertIn("1.23", record.preview)
        record.column_ids[2].target = False
        self.assertIn("Amount", record.preview, "what is missing")
        with self.assertRaisesRegex(UserError, "Amount"):
            record.action_check()
        record.column_ids[2].target = "date"
        with self.assertRaisesRegex(UserError, "Two columns"):
            record.action_check()
        record.column_ids[1:].target = False
        record.column_ids[1].target, record.column_ids[2].target = "date", "amount"
        record.action_check()
        record.day_order = "mdy"
        self.assertEqual(record.state, "ready", "what was checked is not what would be imported")

    def test_another_way_to_read_has_other_columns(self):
        record = self.make_import("customer id;date;amount\nA;2025-01-01;1,5\n")
        self.assertEqual(len(record.column_ids), 3)
        with self.assertRaises(UserError):
            record.write({"delimiter": "comma"})
            record._onchange_format()
            record.action_check()

    def test_what_was_imported_stays(self):
        record = self.run_import(["A,2025-01-01,1"])
        with self.assertRaises(UserError):
            record.unlink()
        with self.assertRaises(UserError):
            record.decimal_point = ","
        with self.assertRaises(UserError):
            record.action_import()
        action = record.action_open_entries()
        self.assertEqual(self.Entry.search(action["domain"]), self.get_card("A").ledger_ids)

    def test_only_clubs(self):
        wallet = self.make_stock_program("ewallet")
        with self.assertRaises(ValidationError):
            self.make_import(["A,2025-01-01,1"], program_id=wallet.id)

    def test_a_closing_club_takes_nothing(self):
        self.club._close_club(date(2026, 12, 31))
        record = self.make_import(["A,2025-01-01,1"])
        with self.assertRaisesRegex(UserError, "closing"):
            record.action_import()

    def test_history_sends_no_mails(self):
        template = self.env["mail.template"].create(
            {"name": "Hello", "model_id": self.env["ir.model"]._get_id("loyalty.card"), "subject": "x"}
        )
        self.env = self.env(context={**self.env.context, "loyalty_no_mail": False})
        self.club.communication_plan_ids = [
            Command.create({"trigger": "create", "mail_template_id": template.id}),
            Command.create({"trigger": "points_reach", "points": 5, "mail_template_id": template.id}),
        ]
        before = self.env["mail.mail"].search_count([])
        self.run_import("ref,email,date,amount\nA,ann@x.org,2025-01-01,10\n")
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertFalse(self.get_card("A").partner_id.message_ids.filtered("subject"))

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        def count(customers, rows):
            lines = [f"Q{n % customers},{2020 + n % 6}-01-{1 + n % 28:02d},{n}" for n in range(rows)]
            record = self.make_import(lines)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            record._run()
            return self.cr.sql_log_count - before

        self.club.write({"expiry_policy": "after_earning", "expiry_count": 12})
        count(20, 20)
        few, many = count(20, 40), count(20, 2000)
        self.assertLess(many, few + 3, "fifty times the rows")
        self.assertLedger()


@tagged("post_install", "-at_install")
class TestPurchaseImportRejections(ImportCase):
    def test_bad_rows_are_rejected_with_line_and_reason(self):
        record = self.run_import(
            [
                "A,2025-01-01,1",
                ",2025-01-01,1",
                "A,,1",
                "A,31/31/2025,1",
                "",
                "A,2026-06-02,1",
                "A,2025-01-01,",
                "A,2025-01-01,eleven",
                "A,2025-01-01,1 XYZ",
                "A,2025-01-01,1,50",
                'A,2025-01-02,"1"x',
            ]
        )
        reasons = self.get_reasons(record)
        self.assertEqual(sorted(reasons), [3, 4, 5, 7, 8, 9, 10, 11, 12])
        for line, text in {
            3: "Nobody is named",
            4: "date is missing",
            5: "“31/31/2025” cannot be read",
            7: "in the future",
            8: "amount is missing",
            9: "“eleven” is not a number",
            10: "“XYZ” is unknown",
            11: "more cells than the heading",
            12: "Quotation marks",
        }.items():
            with self.subTest(line=line):
                self.assertIn(text, reasons[line])
        self.assertEqual((record.row_count, record.new_count, record.rejected_count), (10, 1, 9))
        self.assertEqual(self.get_card("A").points, 1)
        self.assertIn("line 3", record.rejection_text)

    def test_mended_rows_come_in_by_the_rejected_file(self):
        record = self.run_import(["A,2025-01-01,1", "B,2025-01-01,eleven"])
        text = base64.b64decode(record.rejected_file).decode("utf-8-sig")
        self.assertIn("customer id,date,amount", text.splitlines()[0])
        mended = self.run_import(text.replace(",eleven", ",11").encode("utf-8-sig"))
        self.assertEqual((mended.row_count, mended.new_count, self.get_card("B").points), (1, 1, 11))

    def test_a_customer_who_fits_two(self):
        self.make_partner("Ann One", email="ann@x.org")
        self.make_partner("Ann Two", email="ann@x.org")
        self.make_partner("Bob One", ref="B")
        self.make_partner("Bob Two", ref="B", email="bob@x.org")
        self.make_partner("Zoe", email="zoe@x.org")
        self.make_partner("Zoe's phone", phone="+12025550155")
        record = self.run_import(
            "ref,email,phone,date,amount\n"
            ",ann@x.org,,2025-01-01,1\n"
            "B,,,2025-01-01,1\n"
            ",zoe@x.org,+12025550155,2025-01-01,1\n"
            "B,,,2025-01-02,1\n"
        )
        reasons = self.get_reasons(record)
        self.assertEqual(sorted(reasons), [2, 3, 4, 5])
        self.assertIn("Ann One, Ann Two", reasons[2])
        self.assertIn("Bob One (B), Bob Two (B)", reasons[3])
        self.assertIn("Zoe, Zoe's phone", reasons[4])
        self.assertFalse(self.env["loyalty.card"].search([("program_id", "=", self.club.id)]))
        self.run_import("ref,email,date,amount\nB,bob@x.org,2025-01-01,1\n")
        self.assertEqual(
            self.env["loyalty.card"].search([("program_id", "=", self.club.id)]).partner_id.name, "Bob Two"
        )

    def test_two_references_that_fit_one_customer(self):
        self.make_partner("Ann", email="ann@x.org")
        record = self.run_import("ref,email,date,amount\nA1,ann@x.org,2025-01-01,1\nA2,ann@x.org,2025-01-01,1\n")
        self.assertEqual(record.rejected_count, 2)
        self.assertIn("Several references", self.get_reasons(record)[2])

    def test_a_reference_beats_a_shared_address(self):
        one = self.make_partner("One", ref="1", email="family@x.org")
        two = self.make_partner("Two", ref="2", email="family@x.org")
        self.run_import("ref,email,date,amount\n1,family@x.org,2025-01-01,1\n2,family@x.org,2025-01-01,2\n")
        self.assertEqual([self.get_card(ref).partner_id for ref in "12"], [one, two])

    def test_archived_customers_and_accounts(self):
        self.make_partner("Old", ref="A", active=False)
        new = self.make_partner("New", ref="A")
        self.run_import(["A,2025-01-01,1"])
        card = self.get_card("A")
        self.assertEqual(card.partner_id, new, "an archived customer gives way")
        card.active = False
        record = self.run_import(["A,2025-01-01,1", "A,2025-01-02,1"])
        self.assertIn("archived", self.get_reasons(record)[2])
        self.assertEqual(card.points, 1)

    def test_memberships_that_ended(self):
        card = self.make_member(self.club, 3, partner_id=self.make_partner("Ann", ref="A").id)
        card.membership_state = "suspended"
        record = self.run_import(["A,2025-01-01,1"])
        self.assertIn("“Ann” is suspended", self.get_reasons(record)[2])
        self.assertEqual(card.points, 3)

    def test_only_members_where_members_join(self):
        self.club.enrollment = "opt_in"
        member = self.make_member(self.club, partner_id=self.make_partner("Ann", ref="A").id)
        record = self.make_import(["A,2025-01-01,1", "B,2025-01-01,1"])
        self.assertFalse(record.create_members)
        record.action_import()
        self.assertEqual((record.new_count, record.rejected_count, member.points), (1, 1, 1))
        self.assertIn("not a member", self.get_reasons(record)[3])
        self.assertFalse(self.env["res.partner"].search([("ref", "=", "B")]))
        self.run_import(["B,2025-01-01,1"], create_members=True)
        self.assertEqual(self.get_card("B").points, 1)

    def test_customers_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.make_partner("Theirs", ref="A", company_id=other.id)
        self.run_import(["A,2025-01-01,1"], program_id=self.make_club(company_id=self.env.company.id).id)
        card = self.env["loyalty.card"].search([("partner_id.ref", "=", "A")])
        self.assertNotEqual(card.partner_id.name, "Theirs")

    def test_files_that_are_no_tables(self):
        for data, text in {
            b"\n\n": "empty",
            b"customer,date,amount\n": "no rows below",
            b"%PDF-1.7 ...": "PDF",
            b"PK\x03\x04nonsense": "damaged",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old Excel",
            b"\x00\x01\x02": "not a table",
            b'customer,date,amount\nA,2025-01-01,"1\n': "quotation mark near line 2",
        }.items():
            with self.subTest(data=data), self.assertRaisesRegex(UserError, text):
                self.make_import(data)

    def test_a_file_in_other_characters_than_said(self):
        record = self.make_import("name,customer,date,amount\nJosé,A,2025-01-01,1\n".encode("latin-1"))
        self.assertEqual(record.encoding, "latin-1")
        record.encoding = "utf-8"
        with self.assertRaisesRegex(UserError, "utf-8"):
            record.action_check()
