"""Real processes: several tills sell to the same newcomer at the same moment."""

import json
import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency

ACCOUNTS, NEWCOMERS, EARNED = 4, 15, 30


@tagged("post_install", "-at_install")
class TestTillOpeningRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("till_opening_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_everybody_gets_one_account(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
            written = "".join(path.read_text() for path in Path(folder).iterdir()).splitlines()
        met = [line for line in written if line.startswith('["met"') and json.loads(line)]
        self.assertTrue(met, "tills met at an account")
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        workers = test_ledger_concurrency.WORKERS
        self.assertEqual((result["members"], result["orders"]), (ACCOUNTS + NEWCOMERS, NEWCOMERS * workers))
        self.assertEqual((result["unbooked"], result["twice"]), (0, 0))
        self.assertEqual(sorted(result["points"]), [20] * ACCOUNTS + [EARNED * workers] * NEWCOMERS)
