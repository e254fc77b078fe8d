"""Eight windows of one clerk give goodwill at the same moment; the budget is enough for five."""

import json
import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestFeedbackRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("feedback_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_five_give_three_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
            journal = [json.loads(line) for path in Path(folder).iterdir() for line in path.read_text().splitlines()]
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        outcomes = sorted(outcome for key, outcome in journal if key == "give")
        self.assertEqual(outcomes, ["done"] * 5 + ["refused"] * 3)
        self.assertEqual((result["given"], result["used"], result["once"]), ([10.0] * 5, 50.0, 1))
