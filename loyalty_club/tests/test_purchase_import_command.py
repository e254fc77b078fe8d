import tempfile
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from .purchase_import_case import ImportCase

SAMPLE = """ customer_id  date number_of_cds  dollar_value\r
 00001 19970101  1   11.77\r
 00002 19970112  1   12.00\r
 00002 19970112  1   12.00\r
 00003 20260501  2   20.76\r
 00003 19971332  2   20.76\r
"""


@tagged("post_install", "-at_install")
class TestPurchaseImportCommand(ImportCase):
    def run_command(self, text, **values):
        said = []
        with tempfile.TemporaryDirectory() as folder, self.enter_registry_test_mode(), self.registry.cursor() as cr:
            path = Path(folder) / "purchases.txt"
            path.write_bytes(text.encode())
            summary = self.env(cr=cr)["loyalty.import.purchase"]._import_file_from_command_line(
                str(path), progress=lambda *values: said.append(values), **values
            )
        self.assertEqual(said[-1][0], said[-1][1], "all rows are done")
        return {line[:24].strip(): line[24:].strip() for line in summary.splitlines()}

    def test_a_sample_brings_its_club(self):
        found = self.run_command(SAMPLE, sample="cdnow")
        self.assertEqual(found["members"], "3 (3 new)")
        self.assertEqual((found["purchases imported"], found["rejected"]), ("4", "1"))
        self.assertEqual(
            (found["points earned"], found["expired since"], found["balance"]), ("56.53", "35.77", "20.76")
        )
        club = self.env["loyalty.program"].search([("name", "=", found["club"])])
        self.assertEqual(
            (club.expiry_policy, club.expiry_count, self.get_card("00003", club).points), ("after_earning", 12, 20.76)
        )
        again = self.run_command(SAMPLE, sample="cdnow")
        self.assertEqual((again["purchases imported"], again["imported before"]), ("0", "4"))
        self.assertEqual(self.env["loyalty.program"].search_count([("name", "=", found["club"])]), 1)
        self.assertLedger()

    def test_a_file_for_a_club(self):
        self.club.name = "Ours"
        found = self.run_command("customer;date;total\nA;01.02.2025;1,50\n", program_name="Ours")
        self.assertEqual((found["club"], found["balance"], self.get_card("A").points), ("Ours", "1.50", 1.5))
        with self.assertRaisesRegex(UserError, "There are: .*Ours"):
            self.run_command("customer;date;total\n", program_name="Theirs")

    def test_a_file_that_cannot_be_read(self):
        self.club.name = "Ours"
        with self.assertRaisesRegex(UserError, "Amount"):
            self.run_command("customer;date\nA;2025-01-01\n", program_name="Ours")
