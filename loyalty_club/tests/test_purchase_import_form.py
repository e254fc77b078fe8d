"""The form of an import of purchases, and what it keeps people from."""

from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .purchase_import_case import ImportCase


@tagged("post_install", "-at_install")
class TestPurchaseImportForm(ImportCase):
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
