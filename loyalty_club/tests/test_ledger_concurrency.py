import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import psycopg2
import psycopg2.extensions

import odoo.sql_db
from odoo.tests.common import BaseCase, get_db_name, tagged
from odoo.tools import config

from .scratch import drop_database

SCRIPT = Path(__file__).with_name("race_worker.py")
WORKERS = 4
STEPS = int(os.environ.get("LOYALTY_CLUB_RACE_STEPS", "90"))
KILLS = 8
SECONDS = 300
"""A race takes a tenth of it; only one that stands still is ended by it, however slow the machine is."""


@tagged("post_install", "-at_install")
class TestLedgerConcurrency(BaseCase):
    """Real processes on one database of their own, some of them killed midway and started again."""

    script = SCRIPT

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = f"{get_db_name()}_race"
        cls.addClassCleanup(cls.drop_database)
        cls.drop_database()
        cls.copy_database()

    @classmethod
    def execute_outside(cls, statement):
        """Run a statement on the maintenance database; it cannot be part of a transaction."""
        _name, info = odoo.sql_db.connection_info_for("postgres")
        connection = psycopg2.connect(**info)
        try:
            connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
            with connection.cursor() as cursor:
                strategy = " STRATEGY file_copy" if connection.server_version >= 150000 else ""
                cursor.execute(statement.replace(" /* fast */", strategy))
        finally:
            connection.close()

    @classmethod
    def copy_database(cls):
        """Copy the test database; nobody may be connected meanwhile, so try for some seconds."""
        statement = f'CREATE DATABASE "{cls.database}" TEMPLATE "{get_db_name()}" /* fast */'
        for _turn in range(20):
            odoo.sql_db.close_db(get_db_name())
            try:
                return cls.execute_outside(statement)
            except psycopg2.errors.ObjectInUse:
                time.sleep(0.5)
        return cls.execute_outside(statement)

    @classmethod
    def drop_database(cls):
        drop_database(cls.database)

    def race(self, folder):
        options = ["--database", self.database, "--no-http", "--log-level", "critical"]
        options += ["--addons-path", ",".join(config["addons_path"]), "--data-dir", config["data_dir"]]
        for name in ("db_host", "db_port", "db_user", "db_password", "db_sslmode"):
            if config[name]:
                options += [f"--{name}", str(config[name])]
        plan = {
            "database": self.database,
            "options": options,
            "seed": 7,
            "workers": WORKERS,
            "steps": STEPS,
            "kills": KILLS,
            "seconds": SECONDS,
            "journal": str(folder / "worker-%s.jsonl"),
        }
        done = subprocess.run(
            [sys.executable, str(self.script)],
            input=json.dumps(plan),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            timeout=SECONDS + 120,
            check=False,
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def select(self, query, cards):
        with odoo.sql_db.db_connect(self.database).cursor() as cr:
            cr.execute(query, [cards])
            return cr.dictfetchall()

    def test_many_processes_on_the_same_accounts(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.race(Path(folder))
            journal = [
                tuple(json.loads(line))
                for path in sorted(Path(folder).iterdir())
                for line in path.read_text().splitlines()
                if line.endswith("]")  # whoever is killed may leave half a line
            ]
        self.assertTrue(result["finished"], "every worker did all of its work")
        self.assertEqual(result["errors"], 0)
        self.assertEqual(result["killed"], KILLS)
        self.assertEqual((result["problems"], result["audit"]), (0, []))
        entries = self.select(
            """
            SELECT id, card_id, kind, state, points, balance, key FROM loyalty_ledger_entry
             WHERE card_id = ANY(%s) ORDER BY id
            """,
            result["cards"],
        )
        self.check_keys(result, entries, journal)
        self.check_points(result, entries)
        self.check_never_below_zero(result["cards"])

    def check_keys(self, result, entries, journal):
        """No key is there twice; all that was asked for and cannot be refused is there, and all that was confirmed."""
        keys = [(entry["card_id"], entry["key"]) for entry in entries if entry["key"]]
        self.assertEqual(len(keys), len(set(keys)), "no key is there twice")
        wanted = set()
        for what, account, key, _points in result["work"]:
            if what in ("earn", "short", "hold"):
                wanted.add((result["cards"][account], key))
            elif what == "batch":
                wanted |= {(card_id, key) for card_id in result["cards"]}
            elif what == "undo":
                wanted |= {(result["cards"][account], key), (result["cards"][account], f"{key},earned")}
        self.assertLessEqual(wanted, set(keys), "everything earned is booked")
        booked = {key for _card, key in keys}
        confirmed = {key for key, outcome in journal if key and outcome == "done"}
        self.assertLessEqual(confirmed, booked, "what a worker was told is true")
        spendings = {key for what, _account, key, _points in result["work"] if what == "spend"}
        outcomes = defaultdict(set)
        for key, outcome in journal:
            outcomes[key].add(outcome)
        self.assertTrue(any("refused" in outcomes[key] for key in spendings), "some spendings met an empty account")
        self.assertTrue(spendings & booked, "and some did not")

    def check_never_below_zero(self, cards):
        """Each spending was paid in full when it was booked; nothing paid for it later."""
        rows = self.select(
            """
            SELECT e.key, -e.points AS wanted,
                   SUM(a.points) FILTER (WHERE a.points > 0 AND a.create_date = e.create_date) AS paid
              FROM loyalty_ledger_entry e LEFT JOIN loyalty_ledger_allocation a ON a.debit_id = e.id
             WHERE e.card_id = ANY(%s) AND e.kind = 'redemption' GROUP BY e.id
            """,
            cards,
        )
        self.assertTrue(rows)
        self.assertEqual([row for row in rows if row["wanted"] != row["paid"]], [])

    def check_points(self, result, entries):
        """Every balance is what the keys say."""
        points = defaultdict(int)
        for what, account, key, amount in result["work"]:
            card = result["cards"][account]
            points[card, key] = {"spend": -amount, "undo": -amount}.get(what, amount)
            points[card, f"{key},earned"] = 2 * amount
            if what == "batch":
                points.update({(card_id, key): amount for card_id in result["cards"]})
        totals = defaultdict(float)
        for entry in entries:
            if entry["key"] and not entry["key"].startswith(("expiration", "opening")):
                self.assertEqual(entry["points"], points[entry["card_id"], entry["key"]], entry["key"])
            self.assertEqual(entry["state"], "posted", "everything pending was released")
            totals[entry["card_id"]] += entry["points"]
            self.assertEqual(entry["balance"], totals[entry["card_id"]])
        self.assertEqual([totals[card_id] for card_id in result["cards"]], result["points"])
