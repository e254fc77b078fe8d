"""Real processes send the same orders at the same moment, and some of them are killed."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency

ACCOUNTS, NEWCOMERS = 4, 2
BUYS, ORDERS = 4, 6
EARNED, SPENT, REFUNDED = 30, 15, 30


@tagged("post_install", "-at_install")
class TestTillSyncRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("till_sync_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_every_order_books_once(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        customers = ACCOUNTS + NEWCOMERS
        self.assertEqual((result["members"], result["orders"]), (customers, customers * ORDERS))
        self.assertEqual((result["unbooked"], result["twice"]), (0, 0))
        self.assertTrue(result["killed"])
        kept = BUYS * EARNED - 2 * SPENT - REFUNDED
        self.assertEqual(sorted(result["points"]), [kept] * NEWCOMERS + [20 + kept] * ACCOUNTS)
