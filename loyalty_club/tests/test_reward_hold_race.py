"""Real processes start payments of orders with the last pieces of a reward at the same time."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestRewardHoldRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("reward_hold_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_nobody_is_promised_what_another_order_holds(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
            journal = "".join(path.read_text() for path in Path(folder).iterdir())
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertEqual((result["used"], result["uses"]), (result["given"], result["given"]))
        promised = result["used"] + result["held"]
        self.assertTrue(0 < promised <= result["budget"], promised)
        self.assertIn('"refused"', journal)
