"""One file uploaded by several at once, messages sent and coupons given by jobs that are killed midway."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency

WORKERS, KILLS, CODES, MESSAGES, MEMBERS = 4, 6, 1500, 24, 8
"""As in ``coalition_jobs_race_worker``, which Odoo cannot import."""


@tagged("post_install", "-at_install")
class TestCoalitionJobsRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("coalition_jobs_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_nothing_twice_and_nothing_lost(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"], result["killed"]), (True, 0, KILLS))
        with self.subTest("one file, uploaded by all of them"):
            self.assertEqual(result["uploads"], [["done", CODES, CODES]] * WORKERS, "every row is new or known")
            self.assertEqual((result["codes"], result["new"]), (CODES, CODES), "every code is new once")
        with self.subTest("messages"):
            sent, heard = result["told"]
            self.assertEqual((result["sent"], heard), (["sent"] * MESSAGES, sent), "none is lost, doubles are known")
            self.assertGreater(result["known"], 0, "some were sent twice")
            self.assertEqual((result["used"], result["problems of news"]), (["redeemed"] * MESSAGES, []))
            self.assertEqual(result["movements"], [1.0] * MESSAGES, "booked once, however often it was told")
        with self.subTest("coupons for a tier"):
            self.assertEqual((result["gifts"], result["given"]), (result["members"], MEMBERS), "one for each member")
