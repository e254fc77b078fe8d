"""Several jobs at the same moment, some of them killed midway: each message goes out once, and nobody gets too many."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestMessageRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("message_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_once_and_not_too_many(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertGreater(result["killed"], 0)
        self.assertEqual(result["messages"], 24)
        self.assertEqual(result["sent"], [3, 3, 3, 3], "the limit")
        self.assertEqual((result["mails"], result["linked"]), (12, 12), "a mail for each message that was sent")
        self.assertEqual(result["states"], ["('sent', False)", "('waiting', 'limit')"])
