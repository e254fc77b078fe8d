"""A real payment round: Odoo's demo provider with saved means of payment, in a database of its own. Processes are
killed in the middle, several work at once: nobody is charged twice.
"""

import json

from odoo.tests import tagged

from . import test_ledger_concurrency
from .renewal_rounds import ANSWERS, CROWD, KILLED
from .scratch import run_odoo

PLAY = """
from odoo.addons.loyalty_club.tests import renewal_rounds
renewal_rounds.play(env, renewal_rounds.answer, renewal_rounds.kill)
"""
PAID = ["active", 2, "paid", ["done"], True]


@tagged("post_install", "-at_install")
class TestMembershipProvider(test_ledger_concurrency.TestLedgerConcurrency):
    test_many_processes_on_the_same_accounts = None

    def test_rounds(self):
        run_odoo(self.database, "server", "-i", "payment_demo", "--stop-after-init")
        printed = run_odoo(self.database, "shell", script=PLAY)
        first, second, heard, asked, *rest = [json.loads(line) for line in printed.splitlines() if line[:1] == "{"]
        self.check_answers(first, second, heard, asked)
        self.check_killed(*rest)

    def check_answers(self, first, second, heard, asked):
        self.assertEqual(first["done"], PAID)
        self.assertEqual(first["error"], ["active", 2, "open", ["error"], False])
        self.assertEqual(first["pending"], ["active", 2, "open", ["pending"], False])
        self.assertEqual(second["error"], ["grace", 2, "open", ["error"], False], "it failed: grace begins")
        self.assertEqual(second["pending"], first["pending"])
        self.assertEqual(set(map(str, heard.values())), {str(PAID)}, "late success")
        self.assertEqual(asked, {name: 1 for name, _answer in ANSWERS})

    def check_killed(self, found, heard, asked):
        names = {name for name, _answer in [*KILLED, *CROWD]}
        found, heard = ({name: each[name] for name in names} for each in (found, heard))
        unknown = found.pop("asked")
        self.assertEqual(unknown, ["active", 2, "open", ["draft"], False], "nobody knows what became of it")
        for name, outcome in found.items():
            self.assertEqual(outcome, PAID, name)
        self.assertEqual(heard["asked"], PAID, "late success")
        self.assertEqual(asked, dict.fromkeys(names, 1), "nobody was charged twice")
