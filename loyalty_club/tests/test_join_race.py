"""Several windows join, and several guess codes, at the same moment."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestJoinRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("join_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_one_account_one_gift_and_no_guess_too_many(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
            journal = [line for path in Path(folder).iterdir() for line in path.read_text().splitlines()]
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertEqual([len(accounts) for accounts in result["accounts"]], [1, 1, 1])
        self.assertEqual((result["points"], result["entries"]), ([50.0] * 3, [1] * 3), "joining is paid once")
        self.assertEqual(result["consents"], [1] * 3)
        self.assertEqual(set(result["agreed"]), {1}, "noted once, at the till and in the customer account")
        self.assertEqual(result["guesses"], [5] * 4, "the tries of an hour, whoever came first")
        self.assertTrue([line for line in journal if '"met"' in line], "some found that another had just joined")
