from contextlib import suppress
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import errors

from odoo.tests import tagged

from .common import ClubCase

LEDGER = "odoo.addons.loyalty_club.models.ledger"


@tagged("post_install", "-at_install")
class TestLedgerJobs(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cards = cls.env["loyalty.card"].union(*(cls.make_member(cls.club) for _number in range(5)))

    def earn(self, **values):
        with self.at("2026-01-01 12:00:00"):
            self.Card._post_points_batch(
                [{"card_id": card.id, "points": 10, "kind": "accrual", **values} for card in self.cards]
            )

    def run_cron(self, name):
        """Run a cron as Odoo does, on the 1st of June 2026."""
        with self.enter_registry_test_mode(), freeze_time("2026-06-01 12:00:00"):
            self.env.ref(f"loyalty_club.{name}").with_user(self.env.ref("base.user_root")).method_direct_trigger()

    def test_expiring_in_chunks(self):
        self.earn(expires_on=date(2026, 2, 1))
        with patch(f"{LEDGER}.card_expiry.CHUNK", 2):
            self.run_cron("ir_cron_expire_points")
        self.assertEqual(self.cards.mapped("points"), [0] * 5)
        self.run_cron("ir_cron_expire_points")
        self.assertEqual(self.cards.mapped("ledger_count"), [2] * 5, "once")
        self.assertLedger()

    def test_releasing_in_chunks(self):
        self.earn(available_on=date(2026, 2, 1))
        with patch(f"{LEDGER}.card_release.CHUNK", 2):
            self.run_cron("ir_cron_release_pending")
        self.assertEqual(self.cards.mapped("points"), [10] * 5)
        self.run_cron("ir_cron_release_pending")
        self.assertEqual(self.cards.mapped("points"), [10] * 5, "once")
        self.assertLedger()

    def test_checking(self):
        self.earn()
        self.run_cron("ir_cron_check_ledger")

    def test_a_closed_club_is_archived_by_the_job(self):
        self.earn()
        with self.at("2026-01-01 12:00:00"):
            self.club._close_club(date(2026, 1, 31))
        self.run_cron("ir_cron_expire_points")
        self.assertEqual(self.cards.mapped("points"), [0] * 5)
        self.assertFalse(self.club.active)

    def failing(self, times, method="_expire_points"):
        """Let the work meet another transaction ``times`` times, after it did its changes: the transaction is broken,
        as it is then."""
        model = type(self.Card)
        work, left = getattr(model, method), [times]

        def fail(records, *args, **kwargs):
            done = work(records, *args, **kwargs)
            if left[0] and done:
                left[0] -= 1
                with suppress(errors.DivisionByZero):
                    records.env.cr.execute("SELECT 1 / 0", log_exceptions=False)
                raise errors.SerializationFailure("another transaction")
            return done

        return patch.object(model, method, fail)

    def test_a_chunk_that_met_another_transaction_is_repeated(self):
        self.earn(expires_on=date(2026, 2, 1))
        with patch(f"{LEDGER}.card_expiry.CHUNK", 2), self.failing(4):
            self.run_cron("ir_cron_expire_points")
        self.assertEqual(self.cards.mapped("points"), [0] * 5)
        self.assertEqual(self.cards.mapped("ledger_count"), [2] * 5)
        self.assertLedger()

    def test_what_was_committed_stays_when_the_job_gives_up(self):
        self.earn(available_on=date(2026, 2, 1))
        model, done = type(self.Card), []
        work = model._release_pending

        def fail_after_first(records, *args, **kwargs):
            if done:
                raise errors.SerializationFailure("another transaction")
            done.append(work(records, *args, **kwargs))
            return done[0]

        with (
            self.enter_registry_test_mode(),
            patch(f"{LEDGER}.card_release.CHUNK", 2),
            patch.object(model, "_release_pending", fail_after_first),
            suppress(errors.SerializationFailure),  # Odoo's assertRaises would roll back what was committed
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr)["loyalty.card"]._cron_release_pending()
            self.fail("the job must not hide that it gave up")
        self.assertEqual(sum(self.cards.mapped("points")), 20)
        self.assertLedger()

    def test_jobs_of_many_clubs_and_time_zones(self):
        """One run looks at every club, each with its own day."""
        east, west = (
            self.make_club(name="East", tz="Pacific/Kiritimati"),
            self.make_club(name="West", tz="Pacific/Niue"),
        )
        cards = self.make_member(east) + self.make_member(west)
        for card in cards:
            card._post_points(10, "accrual", expires_on=date(2026, 5, 31))
        with self.at("2026-06-01 10:30:00"):
            self.assertEqual(self.Card._expire_points(), 1)
            self.assertEqual(cards.mapped("points"), [0, 10])
        with self.at("2026-06-01 11:00:00"):
            self.assertEqual(self.Card._expire_points(), 1)
        self.assertEqual(cards.mapped("points"), [0, 0])
        self.assertLedger()
