"""Real processes give the same codes at the same time."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency

PAIRS = Path(__file__).with_name("referral_pairs_worker.py")


@tagged("post_install", "-at_install")
class TestReferralRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("referral_race_worker.py")
    test_many_processes_on_the_same_accounts = None
    maxDiff = None

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

    def test_two_at_the_same_moment(self):
        """One has done its work and commits it when the other is under way; see ``referral_pairs_worker``."""
        self.script = PAIRS
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        refused = [["invited", ""], ["refused", "limit"]]
        rewarded = {"waited": True, "states": [["rewarded", ""]], "paid": [30, 50]}
        self.assertEqual(
            result,
            {
                "Limit": {"waited": True, "states": refused, "paid": []},
                "TwoCodes": {"waited": True, "states": [["invited", ""]], "paid": []},
                "Circle": {"waited": True, "states": [["refused", "circle"], ["registered", ""]], "paid": []},
                **dict.fromkeys(("ApprovedFirst", "PaidFirst", "EndedFirst", "PaidBeforeEnd"), rewarded),
            },
        )
