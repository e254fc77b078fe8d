"""Entries of imported purchases say how their points came about, as those of orders do."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from .purchase_import_case import ImportCase


@tagged("post_install", "-at_install")
class TestPurchaseImportExplanation(ImportCase):
    def set_rules(self, *rules):
        base = {"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0}
        self.club.rule_ids = [Command.clear(), *(Command.create({**base, **rule}) for rule in rules)]
        return self.club.rule_ids

    def get_found(self, entry):
        """[(rule id, points, reason)] of an entry."""
        self.assertEqual(entry.explanation["situation"]["channel"], "import")
        return [(found["rule"], found["points"], found["reason"]) for found in entry.explanation["rules"]]

    def test_plain_rules(self):
        base, large, purchase = self.set_rules(
            {"reward_point_amount": 0.1},
            {"minimum_amount": 50},
            {"reward_point_mode": "order", "reward_point_amount": 3},
        )
        self.run_import(["A,2026-05-01,19.99", "A,2026-05-02,50"])
        first, second = self.get_card("A").ledger_ids.sorted("posted_at")
        self.assertEqual(
            self.get_found(first),
            [(base.id, "1.99", "applied"), (large.id, "0.00", "minimum_amount"), (purchase.id, "3.00", "applied")],
        )
        self.assertEqual(self.get_found(second)[1], (large.id, "50.00", "applied"))
        self.assertEqual(first.explanation["situation"]["at"], "2026-05-01T12:00:00")
        self.assertIn("From a file, 05/01/2026.", first.explanation_html)
        self.assertIn("asks for a purchase of $", first.explanation_html)
        self.assertEqual(self.club._get_given_points(first.card_id, self.club._get_engine_rules(), first.posted_at), {})

    def test_rules_with_days_and_steps(self):
        steps, ended = self.set_rules({"amount_step": 10}, {"date_to": date(2026, 5, 1)})
        self.run_import(["A,2026-05-01,19.99", "A,2026-05-02,19.99"])
        first, second = self.get_card("A").ledger_ids.sorted("posted_at")
        self.assertEqual(self.get_found(first), [(steps.id, "1.00", "applied"), (ended.id, "19.99", "applied")])
        self.assertEqual(self.get_found(second), [(steps.id, "1.00", "applied"), (ended.id, "0.00", "too_late")])
        self.assertEqual((first.points, second.points), (20.99, 1))
        self.assertIn("ended on 05/01/2026", second.explanation_html)

    def test_rules_that_a_file_cannot_answer(self):
        base, bonus, coded = self.set_rules({}, {"is_bonus": True}, {"mode": "with_code", "code": "SUN"})
        self.run_import(["A,2026-05-01,10"])
        entry = self.get_card("A").ledger_ids
        self.assertEqual(
            self.get_found(entry),
            [(base.id, "10.00", "applied"), (bonus.id, "0.00", "file"), (coded.id, "0.00", "code")],
        )
        self.assertIn("asks for what a file of purchases does not say", entry.explanation_html)

    def test_accounts_with_refunds(self):
        [base] = self.set_rules({})
        self.run_import(["A,2026-05-01,10", "A,2026-05-02,-10", "B,2026-05-01,10"])
        plain = self.get_card("B").ledger_ids
        bought = self.get_card("A").ledger_ids.filtered(lambda entry: entry.kind == "accrual")
        self.assertEqual(self.get_found(bought), [(base.id, "10.00", "applied")])
        self.assertEqual(bought.explanation, plain.explanation)

    def test_hostile_words_leave_the_explanation_whole(self):
        self.set_rules({"name": '\\N "quoted"\t%s'})
        evil = '"}], \\N\\" %s\\'
        self.run_import('ref,date,amount,receipt,store\nA,2026-05-01,1,"' + evil.replace('"', '""') + '",\\\\\n')
        entry = self.get_card("A").ledger_ids
        self.assertEqual(self.get_row(entry), {"receipt": evil, "channel": "\\\\"})
        self.assertEqual(len(entry.explanation["rules"]), 1)
