from contextlib import suppress
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import errors

from odoo.exceptions import UserError
from odoo.tests import tagged

from .purchase_import_case import ImportCase

RUN = "odoo.addons.loyalty_club.models.purchase_import.purchase_import_run"
BUYERS = f"{RUN.removesuffix('_run')}_customers.LoyaltyImportPurchase._get_buyers"
ROWS = [f"J{number % 7},2025-0{1 + number % 9}-05,{number}" for number in range(30)]


@tagged("post_install", "-at_install")
class TestPurchaseImportJobs(ImportCase):
    """Large files are imported in the background, in chunks that are committed."""

    def setUp(self):
        super().setUp()
        self.patch(self.env.registry["loyalty.import.purchase"], "_at_once", 10)
        for name, value in {"CHUNK_ROWS": 8, "CHUNK_BUYERS": 3}.items():
            patcher = patch(f"{RUN}.{name}", value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def run_cron(self):
        with self.enter_registry_test_mode(), freeze_time("2026-06-01 09:00:00"):
            root = self.env.ref("base.user_root")
            self.env.ref("loyalty_club.ir_cron_import_purchases").with_user(root).method_direct_trigger()
        self.env.invalidate_all()

    def test_a_large_file(self):
        manager = self.make_user("manager")
        record = self.make_import(ROWS, user=manager)
        record.action_import()
        self.assertEqual(record.state, "running")
        self.assertFalse(self.get_card("J1"))
        with self.assertRaises(UserError):
            record.action_import()
        self.run_cron()
        self.assertEqual((record.state, record.new_count, record.created_count, record.progress), ("done", 30, 7, 100))
        self.assertEqual(record.balance_points, sum(range(30)))
        message = record.message_ids.filtered(lambda message: "imported" in message.body)
        self.assertIn("30 purchases imported", message.body)
        self.assertEqual(message.notified_partner_ids, manager.partner_id)
        self.assertLedger()
        again = self.make_import(ROWS)
        again.action_import()
        self.run_cron()
        self.assertEqual((again.new_count, again.known_count), (0, 30))

    def test_a_large_file_that_cannot_be_read(self):
        record = self.make_import(ROWS)
        record.column_ids[2].target = False
        with self.assertRaises(UserError):
            record.action_import()
        record.column_ids[2].target = "amount"
        record.action_import()
        self.club.currency_id = self.env.ref("base.USD")
        self.club.rule_ids.unlink()
        with patch(BUYERS, side_effect=UserError("Something is wrong")):
            self.run_cron()
        self.assertEqual((record.state, record.problem), ("failed", "Something is wrong"))
        record.action_import()
        self.assertEqual(record.state, "running")
        self.run_cron()
        self.assertEqual((record.state, record.problem), ("done", False))

    def test_what_nobody_expected(self):
        record = self.make_import(ROWS)
        record.action_import()
        with (
            patch(BUYERS, side_effect=ZeroDivisionError),
            self.assertLogs("odoo.addons.loyalty_club.models.file_run.file_run", "ERROR"),
        ):
            self.run_cron()
        self.assertEqual(record.state, "failed")
        self.assertIn("server's log", record.problem)

    def test_an_import_that_was_killed_is_completed(self):
        """Chunks that were committed stay, the one that was worked on is gone, the second run does the rest."""
        record = self.make_import(ROWS)
        record.action_import()
        store, calls = type(record)._store_chunk, []

        def killed(self, chunk):
            store(self, chunk)
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt

        with patch.object(type(record), "_store_chunk", killed), suppress(KeyboardInterrupt):
            self.run_cron()
        self.assertEqual(record.state, "running")
        half = self.Entry.search_count([("program_id", "=", self.club.id)])
        self.assertTrue(0 < half < 30, half)
        self.assertLedger()
        self.run_cron()
        self.assertEqual((record.state, record.new_count, record.known_count, record.created_count), ("done", 30, 0, 7))
        self.assertEqual(record.balance_points, sum(range(30)))
        self.assertLedger()

    def test_a_chunk_that_met_another_transaction_is_repeated(self):
        record = self.make_import(ROWS)
        record.action_import()
        store, calls = type(record)._store_chunk, []

        def refused(self, chunk):
            store(self, chunk)
            calls.append(1)
            if len(calls) in (1, 3):
                raise errors.SerializationFailure

        with patch.object(type(record), "_store_chunk", refused):
            self.run_cron()
        self.assertEqual((record.state, record.new_count), ("done", 30))
        self.assertEqual(len(calls), 6, "four chunks, two of them twice")
        self.assertLedger()

    def test_the_job_goes_on_when_its_time_was_over(self):
        record = self.make_import(ROWS)
        record.action_import()
        self.env.flush_all()
        with (
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
            patch(
                "odoo.addons.base.models.ir_cron.IrCron._commit_progress",
                lambda self, *args, **kw: cr.commit() or 0,  # pylint: disable=invalid-commit
            ),
        ):
            self.assertFalse(record.with_env(record.env(cr=cr))._run(commit=True))
        self.env.invalidate_all()
        self.assertEqual(record.state, "running")
        self.assertTrue(0 < record.progress < 100)
        self.run_cron()
        self.assertEqual((record.state, record.new_count), ("done", 30))

    def test_one_import_at_a_time(self):
        record = self.make_import(ROWS[:5])
        with self.registry.cursor() as other:
            other.execute("SELECT pg_advisory_lock(%s)", [7_201_907_411])
            with self.assertRaisesRegex(UserError, "Another import"):
                record.action_import()
            other.execute("SELECT pg_advisory_unlock(%s)", [7_201_907_411])
        record.action_import()
        self.assertEqual(record.state, "done")
