"""Several processes give out what plans give on certain days; nobody gets two."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency

MEMBER = {"welcome": [50], "cash_back": [200], "coupons": 13, "days": 13, "points": 250, "is_due": False}
"""2 % of 1,000 are 20, of 10 points each; a year and five days have 13 first days of a month."""


@tagged("post_install", "-at_install")
class TestMembershipGiftRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("gifts_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_nobody_gets_two_and_nobody_gets_none(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"], result["killed"]), (True, 0, 4))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertEqual(result["members"], [MEMBER] * 9)
        self.assertEqual(result["coupons"], 13 * 9, "none that belongs to nobody")
