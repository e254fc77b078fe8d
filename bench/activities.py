"""Other systems report what members did: 100,000 events in batches of 1,000, each a transaction of its own.

Against plain inserts of the same entries, in batches of the same size, into the same table with the same indexes. What
recording does besides is what is measured: it looks for known keys and for what is used of a cap per member and month,
works out the points, locks the accounts and keeps their balances.
"""

import gc
from datetime import timedelta

from ._ledger import empty_ledger

MEMBERS = 20_000
EVENTS = 100_000
BATCH = 1_000
TARGET = 3.0
CAP = 25
"""Points a month; each event is worth ten."""


class Reports:
    """A club with a capped activity, and the events of its members: five each, over two months."""

    def __init__(self, bench, env):
        self.bench, self.env = bench, env
        self.events = bench.size(EVENTS, quick=10_000)
        self.members = self.events // (EVENTS // MEMBERS)
        self.cards = self._make_club()
        self.batches = [list(self._make_events(start)) for start in range(0, self.events, BATCH)]
        self.rows = []
        self.columns = []

    def _make_club(self):
        env = self.env
        env["loyalty.program"].search([]).active = False
        club = env["loyalty.program"].create(
            {"name": "Club", "program_type": "loyalty", "applies_on": "both", "trigger": "auto", "tz": "UTC"}
        )
        env["loyalty.activity"].create(
            {
                "name": "Visit",
                "program_id": club.id,
                "trigger": "custom",
                "code": "visit",
                "points": 10,
                "limit_points": CAP,
                "limit_period": "month",
            }
        )
        env.flush_all()
        env.cr.execute(
            """
            WITH partner AS (
                INSERT INTO res_partner (name, complete_name, active, type, autopost_bills, create_date)
                SELECT 'Member ' || number, 'Member ' || number, true, 'contact', 'ask', now()
                  FROM generate_series(1, %(members)s) number RETURNING id
            )
            INSERT INTO loyalty_card (program_id, company_id, partner_id, code, active, points, is_club,
                                      membership_state, joined_on, create_uid, create_date, write_uid, write_date)
            SELECT %(club)s, %(company)s, id, 'bench-' || id, true, 0, true, 'active', '2020-01-01', 1, now(), 1, now()
              FROM partner RETURNING id
            """,
            {"club": club.id, "company": club.company_id.id or None, "members": self.members},
        )
        cards = [card_id for (card_id,) in env.cr.fetchall()]
        env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL")
        env.cr.commit()
        self.bench.sql(env.cr.dbname, "VACUUM ANALYZE res_partner")
        return cards

    def _make_events(self, start):
        begin = self.env.cr.now().replace(day=1, hour=12, microsecond=0) - timedelta(days=62)
        for number in range(start, min(start + BATCH, self.events)):
            visit, member = divmod(number, self.members)
            yield {
                "card_id": self.cards[member],
                "trigger": "custom",
                "code": "visit",
                "key": f"bench,{visit}",
                "at": begin + timedelta(days=12 * visit),
            }

    def record(self):
        for batch in self.batches:
            self.env["loyalty.card"]._record_activities(batch)
            self.env.cr.commit()
            self.env.invalidate_all()

    def keep_entries(self):
        """What was recorded, as rows for plain inserts."""
        self.env.cr.execute("SELECT * FROM loyalty_ledger_entry ORDER BY id")
        names = [column.name for column in self.env.cr.description]
        kept = [number for number, name in enumerate(names) if name not in ("id", "explanation")]
        self.columns = ", ".join([*(names[number] for number in kept), "explanation"])
        explanation = names.index("explanation")
        from psycopg2.extras import Json

        self.rows = [(*(row[number] for number in kept), Json(row[explanation])) for row in self.env.cr.fetchall()]

    def insert(self):
        from psycopg2.extras import execute_values

        statement = f"INSERT INTO loyalty_ledger_entry ({self.columns}) VALUES %s RETURNING id"
        for start in range(0, len(self.rows), BATCH):
            execute_values(self.env.cr._obj, statement, self.rows[start : start + BATCH], page_size=BATCH, fetch=True)
            self.env.cr.commit()

    def reset(self, _side=None):
        self.env.cr.rollback()
        empty_ledger(self.env.cr)
        self.env.cr.execute("UPDATE loyalty_card SET points = 0 WHERE points != 0")
        self.env.cr.commit()
        self.env.invalidate_all()
        self.bench.sql(self.env.cr.dbname, "VACUUM loyalty_card, loyalty_ledger_entry")
        gc.collect()


def run(bench):
    from odoo import sql_db

    with bench.environment(bench.database("club")) as env:
        work = Reports(bench, env)
        work.reset()
        work.record()
        work.keep_entries()
        if len(work.rows) != work.events or env["loyalty.program"]._check_ledger():
            raise RuntimeError(f"{len(work.rows)} of {work.events} events were paid")
        result = bench.compare(
            "activities",
            {"record": work.record, "insert": work.insert},
            repeat=bench.size(5, quick=3),
            warmup=0,
            before=work.reset,
            count=lambda _side: sql_db.sql_counter,
            target=TARGET,
        )
        env.cr.rollback()
    return result
