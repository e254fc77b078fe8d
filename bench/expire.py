"""Points that were not used in time leave a big club: the job of the module against SQL written for this one case.

``expire``: 1,000,000 accounts with 5,000,000 credits, of which a tenth (all those of 100,000 accounts) is past its last
day. Both sides post 200,000 expirations (two days per account) and 500,000 allocations, and change the credits and the
accounts. ``expire_scale``: the same job where the accounts that nothing happens to are twice as many.

Each measurement is a transaction that is rolled back, for both sides; the tables are vacuumed before the next.
"""

import gc
import time
from datetime import date
from unittest.mock import patch

from . import _members
from .measure import Comparison, Side

TARGET = 1.5
SCALE_TARGET = 1.1

# Written for one club in UTC whose credits carry their dates. Temporary tables in the order of accounts, with
# statistics, and an update that looks its rows up are the fastest of the ways that were tried; one statement for all
# takes half as long again.
FLOOR = """
CREATE TEMP TABLE lot ON COMMIT DROP AS
SELECT id, card_id, remaining, expires_on FROM loyalty_ledger_entry
 WHERE program_id = %(club)s AND remaining > 0 AND expires_on < %(today)s ORDER BY card_id, expires_on;
ANALYZE lot;
CREATE TEMP TABLE loss ON COMMIT DROP AS
SELECT nextval('loyalty_ledger_entry_id_seq')::int AS id, card_id, expires_on, SUM(remaining) AS points,
       SUM(SUM(remaining)) OVER (PARTITION BY card_id ORDER BY expires_on) AS running, MAX(id) AS last_lot
  FROM lot GROUP BY card_id, expires_on ORDER BY card_id, expires_on;
ANALYZE loss;
INSERT INTO loyalty_ledger_entry (
       id, card_id, program_id, partner_id, company_id, kind, state, points, balance, remaining, uncovered, forgiven,
       posted_at, expires_on, qualifying_points, qualifying_amount, qualifying_orders, qualifying_at, key, description,
       create_uid, create_date, write_uid, write_date)
SELECT loss.id, c.id, c.program_id, c.partner_id, c.company_id, 'expiration', 'posted', -loss.points,
       c.points::numeric - loss.running, 0, 0, 0, loss.expires_on + 1, loss.expires_on, 0, 0, 0, loss.expires_on + 1,
       'expiration,' || loss.expires_on || ',' || loss.last_lot, 'Expired', 1, now(), 1, now()
  FROM loss JOIN loyalty_card c ON c.id = loss.card_id;
INSERT INTO loyalty_ledger_allocation (credit_id, debit_id, points, create_uid, create_date, write_uid, write_date)
SELECT lot.id, loss.id, lot.remaining, 1, now(), 1, now() FROM lot JOIN loss USING (card_id, expires_on);
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
UPDATE loyalty_ledger_entry e SET remaining = 0 FROM lot WHERE e.id = lot.id;
SET LOCAL enable_hashjoin = on;
SET LOCAL enable_mergejoin = on;
UPDATE loyalty_card c SET points = c.points - gone.points, write_uid = 1, write_date = now()
  FROM (SELECT card_id, SUM(points) AS points FROM loss GROUP BY card_id) gone WHERE c.id = gone.card_id;
"""
STATE_AFTERWARDS = """
SELECT (SELECT ARRAY[COUNT(*), SUM(points), SUM(balance), SUM(remaining)] FROM loyalty_ledger_entry),
       (SELECT ARRAY[COUNT(*), SUM(points)] FROM loyalty_ledger_allocation),
       (SELECT SUM(points) FROM loyalty_card)
"""


def run(bench):
    members = bench.size(1_000_000, quick=20_000)
    database = _members.club_of(bench, members)
    bigger = _members.with_unaffected(bench, database, members - members // _members.EXPIRING_EVERY)
    ours, floor, twice = Side("club"), Side("hand-written SQL"), Side("club, twice the unaffected")
    with bench.environment(database) as env, bench.environment(bigger) as bigger_env:
        turns = [
            (ours, database, env, _expire),
            (floor, database, env, _expire_by_hand),
            (twice, bigger, bigger_env, _expire),
        ]
        _compare_results(bench, turns)
        for turn in range(bench.size(5, quick=2)):
            for side, name, environment, work in turns if turn % 2 else reversed(turns):
                gc.collect()
                started = time.perf_counter()
                work(environment)
                side.milliseconds.append((time.perf_counter() - started) * 1000)
                _undo(bench, name, environment)
    return [
        Comparison("expire", ours, floor, TARGET),
        Comparison("expire_scale", twice, ours, SCALE_TARGET),
    ]


def _expire(env):
    """What the job does, in its chunks; they are not committed, as those of the other side are not."""
    with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
        env["loyalty.card"]._cron_expire_points()
    env.flush_all()


def _expire_by_hand(env):
    club = env["loyalty.program"].search([("name", "=", "Big club")])
    env.cr.execute(FLOOR, {"club": club.id, "today": date.today()})


def _compare_results(bench, turns):
    """Both sides do the same; said by the figures of the tables. Warms the machine up, too."""
    results = []
    for _side, name, env, work in turns[:2]:
        work(env)
        env.cr.execute(STATE_AFTERWARDS)
        results.append(env.cr.fetchone())
        _undo(bench, name, env)
    if results[0] != results[1]:
        raise AssertionError(f"the two sides do not do the same: {results}")


def _undo(bench, database, env):
    env.cr.rollback()
    env.invalidate_all()
    _members.vacuum(bench, database)
