"""A customer confirms a change several times at once, while the job makes the invoice of the renewal."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency

CLICKERS = 2
"""The first customers bought today: no renewal of theirs is due."""


@tagged("post_install", "-at_install")
class TestMembershipChangeRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("change_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_one_invoice_and_one_charge(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"], result["problems"]), (True, 0, 0))
        self.assertEqual(result["asked"], 1, "no charge was sent twice")
        for number, guest in enumerate(result["guests"]):
            with self.subTest(number=number, **guest):
                self.assertEqual((guest["plan"], guest["state"]), ("More", "active"))
                self.assertEqual((guest["told"], guest["problem"]), ([], False), "no money is left over")
                paid = [state for state in guest["invoices"] if state != "reversed"]
                self.assertEqual(set(paid) - {"paid", "in_payment"}, set(), "nothing is left to pay")
                self.assertEqual((guest["done"], guest["asked"]), (len(paid), len(paid)), "each was charged once")
                if number < CLICKERS:
                    self.assertEqual((guest["changes"], len(guest["invoices"])), (1, 1))
                else:
                    self.assertIn(len(paid), (1, 2), "the change alone, or after a renewal that was paid before")
