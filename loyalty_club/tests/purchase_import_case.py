"""What tests of the import share."""

import base64
import csv
import io

from .common import ClubCase

HEADING = "customer id,date,amount"


class ImportCase(ClubCase):
    """``self.club`` gives 1 point per unit of money; it is the 1st of June 2026."""

    def setUp(self):
        super().setUp()
        clock = self.at("2026-06-01 09:00:00")
        clock.__enter__()
        self.addCleanup(clock.__exit__, None, None, None)

    def make_import(self, content, filename="purchases.csv", user=None, **values):
        """An import of a file. ``content``: bytes, or the text of a CSV file, or its rows below the usual heading."""
        if isinstance(content, list):
            content = "\n".join([HEADING, *content])
        data = content.encode() if isinstance(content, str) else content
        record = (
            self.env["loyalty.import.purchase"]
            .with_user(user or self.env.user)
            .create({"program_id": self.club.id, "file": base64.b64encode(data), "filename": filename, **values})
        )
        record.action_read()
        return record

    def run_import(self, content, **values):
        """Import a file; the books are in order afterwards."""
        record = self.make_import(content, **values)
        record.action_import()
        self.assertEqual(record.state, "done")
        self.assertLedger()
        return record

    def get_card(self, ref, club=None):
        """The account of the customer with this reference, archived ones as well; may be empty."""
        return (
            self.env["loyalty.card"]
            .with_context(active_test=False)
            .search([("program_id", "=", (club or self.club).id), ("partner_id.ref", "=", ref)])
        )

    def get_row(self, entry):
        """What the entry keeps of its row, beside how its points came about."""
        explained = {"version", "situation", "rules"}
        self.assertEqual(entry.explanation.keys() & explained, explained)
        return {name: value for name, value in entry.explanation.items() if name not in explained}

    def get_reasons(self, record):
        """{line: reason} of the rejected rows, by the file that people download."""
        if not record.rejected_file:
            return {}
        text = base64.b64decode(record.rejected_file).decode("utf-8-sig")
        return {int(row[0]): row[1] for row in list(csv.reader(io.StringIO(text)))[1:]}
