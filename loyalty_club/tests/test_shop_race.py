"""Several windows of one member change the points of one cart at the same moment."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestShopRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("shop_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_the_cart_has_one_number(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertIn(result["chosen"], result["choices"])
        self.assertEqual(result["spent"], result["chosen"])
        self.assertEqual(result["lines"], 1 if result["chosen"] else 0, "the reward is there once")
        self.assertEqual(result["total"], 100 - result["chosen"])
