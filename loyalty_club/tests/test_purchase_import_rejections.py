"""Rows and files that an import of purchases refuses, and how people mend them."""

import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .purchase_import_case import ImportCase


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
