"""Eight processes ask for the last five codes at the same moment."""

import json
import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestCoalitionRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("coalition_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_five_get_one_three_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
            journal = [json.loads(line) for path in Path(folder).iterdir() for line in path.read_text().splitlines()]
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        outcomes = sorted(outcome for key, outcome in journal if key == "take")
        self.assertEqual(outcomes, ["done"] * 5 + ["refused"] * 3)
        self.assertEqual((result["states"], result["owners"]), (["issued"] * 5, 5))
        self.assertEqual((result["settlements"], result["settled"]), (1, [5, 5.0]), "each movement once")
