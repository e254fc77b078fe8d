"""The same settlements and prepaid packages, confirmed and cancelled by several at once, some of them killed midway."""

import tempfile
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency

KILLS, ROUNDS = 3, 3
"""As in ``coalition_settling_race_worker``, which Odoo cannot import."""


@tagged("post_install", "-at_install")
class TestCoalitionSettlingRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("coalition_settling_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_invoiced_once_and_nothing_lost(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
        self.assertEqual((result["finished"], result["errors"], result["killed"]), (True, 0, KILLS))
        with self.subTest("one package"):
            paid = {"packages": ["confirmed"], "invoiced": 12, "left": 12, "strangers": 0, "movements": [0, 0]}
            self.check(result["payer"], states=[], net=0, used=0, due=0, open=0, **paid)
        with self.subTest("one settlement, and a coupon that is used meanwhile"):
            books = {"net": 20, "used": 12, "due": 8, "left": 0, "open": 0, "movements": [4, 4]}
            paid = {"invoiced": 12 + 8, "strangers": 0, "packages": ["confirmed"]}
            self.check(result["settled"], states=["confirmed"], **books, **paid)
        with self.subTest("a package that is cancelled, or a settlement that uses it"):
            settled = {"states": ["confirmed"], "net": 10, "open": 0, "movements": [2, 2], "strangers": 0}
            for books in result["other"]:
                is_used = books["used"] > 0
                paid = {"used": 10, "due": 0, "left": 2, "invoiced": 12, "packages": ["confirmed"]}
                free = {"used": 0, "due": 10, "left": 0, "invoiced": 10, "packages": ["cancelled"]}
                self.assertEqual(books, {**settled, **(paid if is_used else free)})

    def check(self, all_books, **expected):
        self.assertEqual(all_books, [expected] * ROUNDS)
