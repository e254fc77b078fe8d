"""Four processes ask the same members for two plans at the same moment."""

import json
import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestSurveyPlanRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("survey_plan_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_a_member_is_asked_by_one(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
            journal = [json.loads(line) for path in Path(folder).iterdir() for line in path.read_text().splitlines()]
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual({outcome for _key, outcome in journal}, {"done"})
        asked = [sorted(states) for states in result["asked"]]
        self.assertEqual(asked, [["not_sent", "planned"]] * 18)
        self.assertEqual(result["messages"], 18)
