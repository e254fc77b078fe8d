from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from odoo.tests.common import BaseCase

from .plain_entries import Settings
from .plain_ledger import PlainLedger


class TestPlainLedger(BaseCase):
    def test_the_plain_model_by_hand(self):
        """The model that judges is judged: one story, computed on paper."""
        plain = PlainLedger(Settings(policy="after_earning", months=1), 2, datetime(2026, 1, 31, 12))
        plain.earn(0, 100)
        plain.earn(0, 50, hold=14)
        plain.spend(0, 30)
        self.assertEqual(plain.accounts[0].points, 70)
        self.assertEqual(plain.attempt("spend", 0, 71)[1], True)
        self.assertEqual(plain.entries[0].expires, date(2026, 2, 28))
        plain.now += relativedelta(days=14)
        plain.release()
        self.assertEqual((plain.accounts[0].points, plain.entries[1].expires), (120, date(2026, 3, 14)))
        plain.now += relativedelta(days=15)
        plain.expire()
        self.assertEqual(plain.accounts[0].points, 50)
        plain.undo(2, None)
        self.assertEqual(plain.accounts[0].points, 80)
        self.assertEqual(plain.entries[-1].expires, date(2026, 3, 11))
        plain.undo(0, None)
        self.assertEqual(plain.accounts[0].points, 50, "70 had expired, 30 are taken")
        plain.merge(0, 1)
        self.assertEqual([account.points for account in plain.accounts], [0, 50])
