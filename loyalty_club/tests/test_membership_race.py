"""Several windows buy memberships for the same customers at the same moment."""

import tempfile
from datetime import date
from itertools import pairwise
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestMembershipRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("membership_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_one_membership_and_every_purchase_once(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertEqual(result["memberships"], [1, 1, 1])
        self.assertEqual(result["terms"], [4, 4, 4])
        days = [tuple(date.fromisoformat(day) for day in pair) for pair in result["days"]]
        gaps = [(after[0] - before[1]).days for before, after in pairwise(days)]
        self.assertEqual(gaps, [1, 1, 1], "one after the other, without a gap")
