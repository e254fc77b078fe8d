"""Real processes record the same activities at the same time."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestActivityRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("activity_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_a_key_is_paid_once_and_a_cap_is_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertEqual(result["visits"], [25] * 4, "10, 10, and what the cap left")
        self.assertEqual(result["follows"], [10] * 4)
        self.assertEqual(result["claims"], ["accepted"] * 4)
        self.assertEqual(result["prizes"], [3, 30, 3, 30], "what the budget had, and the counters know it")
        self.assertEqual(result["entries"], result["keys"], "no key is there twice")
        self.assertEqual((result["entries"], result["coupons"]), (16, 12))
