"""Eight processes call the API for partners at the same moment."""

import json
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from odoo.tests import tagged

from . import test_ledger_concurrency

WORKERS, MOST, ROUNDS = 8, 5, 3
"""As in the worker."""


@tagged("post_install", "-at_install")
class TestCoalitionApiRace(test_ledger_concurrency.TestLedgerConcurrency):
    script = Path(__file__).with_name("coalition_api_race_worker.py")
    test_many_processes_on_the_same_accounts = None

    def test_each_change_once(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
            lines = [json.loads(line) for path in Path(folder).iterdir() for line in path.read_text().splitlines()]
        answers = defaultdict(list)
        for key, answer in lines:
            answers[key].append(answer)
        calls = sum(answers.pop("calls"))
        self.assertEqual((result["finished"], result["errors"]), (True, 0))
        for turn in range(ROUNDS):
            with self.subTest(turn):
                self.check_round(answers, turn)
        self.assertEqual(set(result["issued"].values()), {MOST})
        self.assertEqual(result["free"], [1] * ROUNDS, "one key, one coupon")
        self.assertEqual(len(result["orders"]), ROUNDS)
        for _code, order, amount in result["orders"]:
            self.assertEqual(amount, 10 + int(order[1:]), "the amount is that of the order which won")
        self.assertEqual(result["movements"], [1.0] * ROUNDS)
        self.assertEqual(result["requests"], ROUNDS * (2 * WORKERS + 1))
        self.assertEqual(result["counted"], calls, "every call is counted, whatever became of it")

    def check_round(self, answers, turn):
        own = [tuple(answer) for answer in answers[f"own,{turn}"]]
        self.assertEqual(Counter(status for status, _code in own), {201: MOST, 409: WORKERS - MOST})
        codes = [code for status, code in own if status == 201]
        self.assertEqual(len(set(codes)), MOST, "no coupon twice")
        self.assertEqual({code for status, code in own if status == 409}, {"none_left"})
        same = {tuple(answer) for answer in answers[f"same,{turn}"]}
        self.assertEqual((len(same), [status for status, _code in same]), (1, [201]), "the same answer for all")
        orders = Counter(tuple(answer) for answer in answers[f"order,{turn}"])
        self.assertEqual(orders, {(200, f"C{turn}"): 1, (409, "used"): WORKERS - 1})
