"""Two real databases with two servers exchange coupons, use them and settle: sums are opposite, whatever is lost."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from . import test_ledger_concurrency
from .scratch import run_odoo

PLAY = """
from odoo.addons.loyalty_club.tests import exchange_play
exchange_play.play({north!r}, {south!r})
"""
START_SECONDS = 120


@tagged("post_install", "-at_install")
class TestCoalitionTwoDatabases(test_ledger_concurrency.TestLedgerConcurrency):
    test_many_processes_on_the_same_accounts = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.databases = [cls.database, f"{cls.database}_south"]
        with patch.object(cls, "database", cls.databases[1]):
            super().drop_database()  # pylint: disable=super-method-mismatch
            cls.copy_database()

    @classmethod
    def drop_database(cls):
        super().drop_database()
        with patch.object(cls, "database", f"{cls.database}_south"):
            super().drop_database()

    @contextmanager
    def serve(self, database):
        """A server of its own for a database. :return: its address"""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = ["--database", database, "--db-filter", f"^{database}$", "--max-cron-threads", "0"]
        options += ["--http-interface", "127.0.0.1", "--http-port", str(port), "--log-level", "warn"]
        options += ["--addons-path", ",".join(config["addons_path"]), "--data-dir", config["data_dir"]]
        with tempfile.TemporaryFile("w+") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "odoo", "server", *options],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdout=log,
                stderr=log,
            )
            try:
                self.wait_for(server, f"http://127.0.0.1:{port}/web/health", log)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()
                try:
                    server.wait(20)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.wait()

    def wait_for(self, server, url, log):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and server.poll() is None:
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
        log.seek(0)
        self.fail(log.read()[-3000:])

    def test_exchange_use_and_settle(self):
        north, south = self.databases
        with self.serve(north) as north_url, self.serve(south) as south_url:
            script = PLAY.format(north=(north, north_url), south=(south, south_url))
            printed = run_odoo(north, "shell", script=script)
        looks = [json.loads(line) for line in printed.splitlines() if line[:1] == "{"]
        told = {look["step"]: look for look in looks}
        self.assertTrue(told["asked again"]["same"], "the coupon that a failed request got is not lost")
        self.check_use(told)
        self.check_losses(told)
        self.check_settling(told, [look for look in looks if look["step"] == "all told"])

    def check_use(self, told):
        for shop in ("north", "south"):
            self.assertEqual(told["given"][shop]["coupons"], [["issued", 0, 0]])
            self.assertEqual(told["given"][shop]["count"], 1)
            self.assertEqual(told["refunded"][shop]["coupons"], [["issued", 0, 0]])
        self.assertEqual(told["used"]["north"]["coupons"], [["redeemed", 180, -18]])
        self.assertEqual(told["used"]["south"]["coupons"], [["redeemed", 180, 18]])
        self.assertEqual(told["cancelled"]["south"]["coupons"][0][0], "cancelled")
        self.assertEqual(told["cancelled"]["north"]["coupons"][0][0], "cancelled")
        self.assertFalse(told["cancelled"]["north"]["usable"])

    def check_losses(self, told):
        self.assertEqual(told["not heard of"]["south"]["coupons"], [["issued", 0, 0]])
        self.assertEqual(told["not heard of"]["north"]["waiting"], 1)
        self.assertEqual(
            sorted(told["told at once"]["answers"], key=str), [[200, "done", 1], *[[200, "known", None]] * 5]
        )
        self.assertEqual(told["heard of"]["south"]["coupons"], [["redeemed", 180, 18]])
        self.assertEqual(told["heard of"]["south"]["movements"], told["not heard of"]["south"]["movements"] + 1)
        self.assertEqual(told["asked for"]["south"]["coupons"], [["redeemed", 180, 18]])
        self.assertIn("401", told["badly signed"]["north"]["answer"])

    def check_settling(self, told, ends):
        first, last = ends
        for shop, other in (("north", "south"), ("south", "north")):
            self.assertEqual(last[shop]["waiting"], 0)
            self.assertEqual(last[shop]["problem"], "")
            self.assertEqual(last[shop]["movements"], first[shop]["movements"], "news that are known book nothing")
            self.assertEqual(
                [coupon[:2] for coupon in last[shop]["coupons"]], [coupon[:2] for coupon in last[other]["coupons"]]
            )
        self.assertEqual([coupon[0] for coupon in last["north"]["coupons"]],
                         ["issued", "redeemed", "cancelled", "redeemed", "redeemed"])  # fmt: skip
        self.assertEqual(told["settled"]["north"], [9, "out_invoice", 9], "10 % of 450 less twice 10 % of 180")
        self.assertEqual(told["settled"]["south"], [-9, "in_invoice", 9])
