from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubCase
from .ledger_audit import audit

CHECK = "odoo.addons.loyalty_club.models.ledger.program_check"


@tagged("post_install", "-at_install")
class TestLedgerCheck(ClubCase):
    """The check finds what somebody changed past the ledger: break it and see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club, name="Broken")
        cls.first = cls.card._post_points(100, "accrual")
        cls.debit = cls.card._post_points(-130, "redemption", arrears_cause="offline")
        cls.last = cls.card._post_points(50, "accrual")
        cls.sound = cls.make_member(cls.club, 10, name="Sound")
        cls.empty = cls.make_member(cls.club, name="Empty")

    def check(self):
        self.env.flush_all()
        return self.env["loyalty.program"]._check_ledger()

    def corrupt(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, args)
        self.env.invalidate_all()

    def assertFound(self, *problems):  # noqa: N802
        found = self.check()
        self.assertEqual({row["card_id"] for row in found}, {self.card.id})
        self.assertEqual({row["program_id"] for row in found}, {self.club.id})
        self.assertEqual({row["partner_id"] for row in found}, {self.card.partner_id.id})
        self.assertEqual([(row["problem"].split()[1], row["expected"], row["found"]) for row in found], list(problems))
        self.assertEqual(self.club._check_ledger(), found)
        self.assertEqual(self.make_club(name="Other")._check_ledger(), [])

    def test_sound_books(self):
        self.assertEqual(self.check(), [])
        self.assertLedger()

    def test_points_of_the_account(self):
        self.corrupt("UPDATE loyalty_card SET points = 21 WHERE id = %s", self.card.id)
        self.assertFound(("balance", 20, 21))

    def test_a_cent(self):
        self.corrupt("UPDATE loyalty_card SET points = points + 0.01 WHERE id = %s", self.card.id)
        self.assertFound(("balance", 20, 20.01))

    def test_points_of_an_account_without_entries(self):
        self.card = self.empty
        self.corrupt("UPDATE loyalty_card SET points = 5 WHERE id = %s", self.card.id)
        self.assertFound(("balance", 0, 5))

    def test_points_of_an_archived_account(self):
        self.card.active = False
        self.corrupt("UPDATE loyalty_card SET points = 5 WHERE id = %s", self.card.id)
        self.assertFound(("balance", 20, 5))

    def test_points_of_an_entry(self):
        self.corrupt("UPDATE loyalty_ledger_entry SET points = 110 WHERE id = %s", self.first.id)
        self.assertFound(("balance", 30, 20), ("is", 30, 20), ("last", 30, 20))

    def test_what_is_left_of_a_credit(self):
        self.corrupt("UPDATE loyalty_ledger_entry SET remaining = 5 WHERE id = %s", self.last.id)
        self.assertFound(("is", 20, 5))

    def test_what_is_missing_of_a_debit(self):
        self.corrupt("UPDATE loyalty_ledger_entry SET uncovered = 5 WHERE id = %s", self.debit.id)
        self.assertFound(("is", 20, 15), ("are", 0, 5))

    def test_points_left_beside_a_debt(self):
        self.corrupt("UPDATE loyalty_ledger_entry SET uncovered = 5 WHERE id = %s", self.debit.id)
        self.corrupt("UPDATE loyalty_ledger_entry SET remaining = 25 WHERE id = %s", self.last.id)
        self.assertFound(("are", 0, 5))

    def test_the_balance_of_the_last_entry(self):
        self.corrupt("UPDATE loyalty_ledger_entry SET balance = 21 WHERE id = %s", self.last.id)
        self.assertFound(("last", 20, 21))

    def test_an_entry_that_is_gone(self):
        self.corrupt("DELETE FROM loyalty_ledger_allocation WHERE credit_id = %s", self.first.id)
        self.corrupt("DELETE FROM loyalty_ledger_entry WHERE id = %s", self.first.id)
        self.assertFound(("balance", -80, 20), ("is", -80, 20), ("last", -80, 20))

    def test_an_entry_that_counts_no_more(self):
        self.corrupt("UPDATE loyalty_ledger_entry SET state = 'void' WHERE id = %s", self.first.id)
        self.assertFound(("balance", -80, 20), ("is", -80, 20), ("last", -80, 20))

    def test_an_account_that_is_no_longer_marked_as_one(self):
        self.corrupt("UPDATE loyalty_card SET is_club = FALSE WHERE id = %s", self.card.id)
        self.assertFound(("account", 20, 20))

    def test_the_database_refuses_what_no_entry_can_be(self):
        for change in (
            "remaining = -1",
            "remaining = 51",
            "uncovered = 1",
            "state = 'pending'",
            "state = NULL",
            "kind = NULL",
            "card_id = NULL",
        ):
            query = f"UPDATE loyalty_ledger_entry SET {change} WHERE id = %s"
            with self.subTest(change=change), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self.corrupt(query, self.last.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.corrupt("UPDATE loyalty_ledger_entry SET key = 'k' WHERE card_id = %s", self.card.id)

    def test_single_points(self):
        """What sums cannot show: an allocation that is gone, a balance in the middle, points that were put on."""
        for query, expected, found in (
            ("DELETE FROM loyalty_ledger_allocation WHERE credit_id = %s", 100, 0),
            ("UPDATE loyalty_ledger_allocation SET points = points + 1 WHERE credit_id = %s", -1, 0),
            ("UPDATE loyalty_ledger_entry SET balance = balance + 1 WHERE id = %s", 100, 101),
            ("UPDATE loyalty_ledger_allocation SET points = -points WHERE credit_id = %s", 200, 0),
        ):
            with self.subTest(query=query), self.env.cr.savepoint() as savepoint:
                self.corrupt(query, self.first.id)
                [problem] = self.check()
                self.assertIn(str(self.first.id), problem["problem"])
                self.assertEqual(
                    (problem["card_id"], problem["program_id"], problem["partner_id"]),
                    (self.card.id, self.club.id, self.card.partner_id.id),
                )
                self.assertEqual((float(problem["expected"]), float(problem["found"])), (expected, found))
                self.assertEqual(self.club._check_ledger(), [problem])
                self.assertEqual(self.make_club(name="Other")._check_ledger(), [])
                self.assertTrue(audit(self.env, self.card.ids))
                savepoint.rollback()

    def test_a_credit_that_another_account_spent(self):
        other = self.sound._post_points(-10, "redemption")
        self.corrupt(
            "UPDATE loyalty_ledger_allocation SET credit_id = %s, points = points WHERE debit_id = %s",
            self.sound.ledger_ids[-1:].id,
            other.id,
        )
        self.assertEqual(self.check(), [])
        self.corrupt("UPDATE loyalty_ledger_allocation SET debit_id = %s WHERE debit_id = %s", self.debit.id, other.id)
        [problem] = self.check()
        self.assertEqual((problem["card_id"], problem["found"]), (self.sound.id, 10))
        self.assertIn("another account", problem["problem"])

    def test_the_number_of_statements_is_the_same_for_any_number_of_accounts(self):
        self.env.flush_all()
        for clubs in (self.club, self.env["loyalty.program"]):
            with self.assertQueryCount(3):
                clubs._check_ledger()

    # --- who gets to know ---

    def test_the_nightly_job_tells_the_managers(self):
        manager, user = self.make_user("manager"), self.make_user("club_user")
        self.corrupt("UPDATE loyalty_card SET points = 21 WHERE id = %s", self.card.id)
        with self.assertLogs(CHECK, "ERROR"):
            self.env["loyalty.program"]._cron_check_ledger()
        message = self.env["mail.message"].search([("partner_ids", "in", manager.partner_id.ids)], limit=1)
        self.assertIn("Broken", message.body)
        self.assertIn("21.00", message.body)
        self.assertNotIn("Sound", message.body)
        self.assertNotIn(user.partner_id, message.notified_partner_ids)

    def test_the_nightly_job_keeps_quiet_when_all_is_well(self):
        self.make_user("manager")
        before = self.env["mail.message"].search_count([])
        self.env["loyalty.program"]._cron_check_ledger()
        self.assertEqual(self.env["mail.message"].search_count([]), before)

    def test_the_menu_shows_the_outcome(self):
        self.corrupt("UPDATE loyalty_card SET points = 21 WHERE id = %s", self.card.id)
        action = self.env["loyalty.ledger.check"].with_user(self.make_user("auditor")).action_check()
        check = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((check.problem_count, check.line_ids.card_id), (1, self.card))
        self.assertRecordValues(check.line_ids, [{"expected": 20, "found": 21}])
