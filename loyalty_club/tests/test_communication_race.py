"""Real processes run the job and send the same news at the same time."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestCommunicationRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("communication_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_everybody_is_told_once(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual(result["welcomes"], sorted(result["cards"]))
        self.assertEqual(result["visits"], [12, 12, 12], "entries, messages about them, different ones")
        self.assertEqual(result["recalls"], sorted(result["cards"]))
        self.assertEqual(result["recipients"], [4, 4, "sent"])
