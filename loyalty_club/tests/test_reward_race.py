"""Real processes claim the last pieces of a reward at the same time."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestRewardRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("reward_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_nobody_gets_more_than_there_is(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertTrue(result["keys"], "no click claimed twice")
        taken = sum(result["open"])
        self.assertEqual((result["used"], result["uses"]), (taken, taken))
        self.assertLessEqual(taken, result["reward"]["budget_count"])
        self.assertLessEqual(max(result["open"]), result["reward"]["limit_per_member"])
        self.assertTrue(taken and result["cancelled"], "some got it, some gave it back")
        self.assertEqual(
            result["points"], [20 - result["reward"]["required_points"] * count for count in result["open"]]
        )
