"""A million purchases of a hundred thousand members, from a CSV file to the last commit.

Against COPY of the same entries (purchases, and the expirations that came of them) into the same table with the same
indexes and keys. What the import does besides is what is measured: it reads the file, finds the members, works out
points and expiry, notes which credit expired when, and keeps the accounts.
"""

import base64
import gc
import os
import random
import tempfile
from datetime import date, timedelta

from ._ledger import empty_ledger

MEMBERS = 100_000
PURCHASES = 1_000_000
TARGET = 3.0


class Import:
    """A club whose members' purchases of the last two years come in; points are usable for twelve months."""

    def __init__(self, bench, env, folder):
        self.bench, self.env = bench, env
        self.members = bench.size(MEMBERS, quick=2_000)
        self.purchases = bench.size(PURCHASES, quick=20_000)
        self.entries = os.path.join(folder, "entries")
        self.content = self._make_file()
        self.club = self._make_club()
        self.record = None

    def _make_club(self):
        self.env["loyalty.program"].search([]).active = False
        club = self.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "tz": "UTC",
                "expiry_policy": "after_earning",
                "expiry_count": 12,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            """
            WITH partner AS (
                INSERT INTO res_partner (name, complete_name, ref, active, type, autopost_bills, create_date)
                SELECT 'Member ' || number, 'Member ' || number, 'M' || number, true, 'contact', 'ask', now()
                  FROM generate_series(1, %(members)s) number RETURNING id
            )
            INSERT INTO loyalty_card (program_id, company_id, partner_id, code, active, points, is_club,
                                      membership_state, joined_on, create_uid, create_date, write_uid, write_date)
            SELECT %(club)s, %(company)s, id, 'bench-' || id, true, 0, true, 'active', '2020-01-01', 1, now(), 1, now()
              FROM partner
            """,
            {"club": club.id, "company": club.company_id.id or None, "members": self.members},
        )
        self.env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL")
        self.env.cr.commit()
        self.vacuum("ANALYZE res_partner")
        return club

    def _make_file(self):
        chance, today = random.Random(1), date.today()
        rows = (
            f"M{chance.randint(1, self.members)},{today - timedelta(days=chance.randint(1, 730))},"
            f"{chance.randint(1, 20_000) / 100:.2f},{number}\n"
            for number in range(self.purchases)
        )
        return base64.b64encode(("customer id,date,amount,receipt\n" + "".join(rows)).encode())

    def vacuum(self, options=""):
        self.bench.sql(self.env.cr.dbname, f"VACUUM {options or 'loyalty_card'}")

    def reset(self, side=None):
        """An empty ledger, members without points, and (for the import) a file that is uploaded."""
        self.env.cr.rollback()
        empty_ledger(self.env.cr)
        self.env.cr.execute("UPDATE loyalty_card SET points = 0 WHERE points != 0")
        if side == "import":
            self.record = self.env["loyalty.import.purchase"].create(
                {"program_id": self.club.id, "file": self.content, "filename": "purchases.csv"}
            )
            self.record._detect()
            self.record.state = "running"
        self.env.cr.commit()
        self.env.invalidate_all()
        self.vacuum()
        gc.collect()

    def run(self):
        self.record._run(commit=True)

    def keep_entries(self):
        """What an import made, as a file for COPY."""
        with open(self.entries, "w") as stream:
            self.env.cr.copy_expert("COPY loyalty_ledger_entry TO STDOUT", stream)

    def copy(self):
        with open(self.entries) as stream:
            self.env.cr.copy_expert("COPY loyalty_ledger_entry FROM STDIN", stream)
        self.env.cr.commit()


def run(bench):
    from odoo import sql_db

    with bench.environment(bench.database("club")) as env, tempfile.TemporaryDirectory() as folder:
        work = Import(bench, env, folder)
        work.reset("import")
        work.run()
        if work.record.new_count != work.purchases or env["loyalty.program"]._check_ledger():
            raise RuntimeError("the import is not complete")
        work.keep_entries()
        result = bench.compare(
            "import",
            {"import": work.run, "copy": work.copy},
            repeat=3,
            warmup=0,
            before=work.reset,
            count=lambda _side: sql_db.sql_counter,
            target=TARGET,
        )
        env.cr.rollback()
    return result
