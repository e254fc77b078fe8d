"""Real processes reserve the last points of the same members at the same moment."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestTillReservationRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("till_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_nobody_is_promised_what_another_till_holds(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertLessEqual(max(result["held"]), result["balance"])
        self.assertGreater(min(result["held"]), 0)
