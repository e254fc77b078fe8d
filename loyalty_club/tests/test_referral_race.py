"""Real processes give the same codes at the same time."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency


@tagged("post_install", "-at_install")
class TestReferralRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("referral_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_nobody_is_invited_twice_and_the_limit_is_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        self.assertEqual(result["referrals"], 12)
        refused = ["refused", "limit"]
        known, members = [["invited", ""]] * 2 + [refused], [refused] + [["rewarded", ""]] * 2
        self.assertEqual(result["states"], [known, members] * 2)
        self.assertEqual((result["to_members"], result["to_friends"]), (40, 12))
        self.assertEqual(result["entries"], 8, "each moment is paid once")
