"""Tiers run out in a big club: the job of the module against SQL written for this one case.

``tier_review``: 1,000,000 accounts with five purchases each, three tiers by points in twelve months; the tiers of a
tenth of the accounts ran out yesterday. Both sides add what was bought in the period, choose the tier, write the
account and its history.

Each measurement is a transaction that is rolled back, for both sides; the tables are vacuumed before the next.
"""

import gc
import time
from datetime import date
from unittest.mock import patch

from . import _members
from .measure import Comparison, Side

TARGET = 1.5
SETTINGS = {"tier_period": "rolling", "tier_keep": "months_after_reached", "tier_downgrade": "qualified"}
TIERS = ({"name": "Bronze"}, {"name": "Silver", "min_points": 25}, {"name": "Gold", "min_points": 45})

# Every tenth member was Gold for a year that ended yesterday. Of these a third bought a year ago what no longer counts
# (down to Silver or Bronze), the others keep the tier.
PREPARE = """
UPDATE loyalty_card c
   SET tier_id = %(bronze)s, tier_reached_on = current_date - 300
 WHERE program_id = %(club)s;
UPDATE loyalty_card c
   SET tier_id = %(gold)s, tier_reached_on = (current_date - 1 - interval '12 months')::date,
       tier_expires_on = current_date - 1, tier_keep_from = (current_date - 1 - interval '12 months')::date
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM loyalty_card WHERE program_id = %(club)s) place
 WHERE place.id = c.id AND number %% 10 = 0;
UPDATE loyalty_ledger_entry e SET qualifying_at = qualifying_at - interval '2 years'
  FROM loyalty_card c
 WHERE c.id = e.card_id AND c.tier_id = %(gold)s AND c.id %% 3 = 0 AND e.key IN ('bench,1', 'bench,2', 'bench,3');
"""

# Written for one club in UTC whose tiers ask for points only.
FLOOR = """
CREATE TEMP TABLE outcome ON COMMIT DROP AS
SELECT due.*, CASE WHEN points >= 45 THEN %(gold)s WHEN points >= 25 THEN %(silver)s ELSE %(bronze)s END AS new_tier
  FROM (
    SELECT c.id, c.partner_id, c.company_id, c.tier_id, c.tier_expires_on AS last, COALESCE((
           SELECT SUM(e.qualifying_points) FROM loyalty_ledger_entry e
            WHERE e.card_id = c.id AND e.state = 'posted' AND e.qualifying_at < c.tier_expires_on + 1
              AND e.qualifying_at >= c.tier_expires_on - interval '12 months' + interval '1 day'), 0) AS points
      FROM loyalty_card c WHERE c.program_id = %(club)s AND c.tier_expires_on < %(today)s
  ) due;
INSERT INTO loyalty_tier_change (
       card_id, program_id, partner_id, company_id, from_tier_id, to_tier_id, direction, reason, changed_at, expires_on,
       create_uid, create_date, write_uid, write_date)
SELECT id, %(club)s, partner_id, company_id, tier_id, new_tier,
       CASE WHEN new_tier = tier_id THEN 'same' ELSE 'down' END,
       CASE WHEN new_tier = tier_id THEN 'kept' ELSE 'expired' END, last + 1,
       CASE WHEN new_tier != %(bronze)s THEN (last + interval '12 months')::date END, 1, now(), 1, now()
  FROM outcome;
UPDATE loyalty_card c
   SET tier_id = new_tier, tier_keep_from = last,
       tier_expires_on = CASE WHEN new_tier != %(bronze)s THEN (last + interval '12 months')::date END,
       tier_reached_on = CASE WHEN new_tier = c.tier_id THEN c.tier_reached_on ELSE last + 1 END,
       tier_rise_from = CASE WHEN new_tier = c.tier_id THEN c.tier_rise_from ELSE last END
  FROM outcome WHERE c.id = outcome.id;
"""
STATE_AFTERWARDS = """
SELECT (SELECT ARRAY[COUNT(*), SUM(to_tier_id), COUNT(expires_on)] FROM loyalty_tier_change),
       (SELECT ARRAY_AGG(found ORDER BY found) FROM (
            SELECT ARRAY[tier_id, COUNT(*), COUNT(tier_expires_on), COUNT(tier_rise_from)] AS found
              FROM loyalty_card WHERE is_club GROUP BY tier_id) tiers),
       (SELECT MAX(tier_expires_on) FROM loyalty_card)
"""


def run(bench):
    members = bench.size(1_000_000, quick=20_000)
    database = bench.copy(_members.club_of(bench, members))
    with bench.environment(database) as env:
        values = _prepare(env)
    _members.vacuum(bench, database)
    bench.sql(database, "VACUUM ANALYZE loyalty_card")
    ours, floor = Side("club"), Side("hand-written SQL")
    with bench.environment(database) as env:
        turns = [(ours, _review), (floor, lambda env: env.cr.execute(FLOOR, values))]
        _compare_results(bench, database, env, turns)
        for turn in range(bench.size(7, quick=3)):
            for side, work in turns if turn % 2 else reversed(turns):
                gc.collect()
                started = time.perf_counter()
                work(env)
                side.milliseconds.append((time.perf_counter() - started) * 1000)
                _undo(bench, database, env)
    return Comparison("tier_review", ours, floor, TARGET)


def _prepare(env):
    """Give the club its tiers by SQL; the values of the statements."""
    club = env["loyalty.program"].search([("name", "=", "Big club")])
    with patch.object(type(club), "_apply_tiers", lambda *_args, **_values: None):
        tiers = env["loyalty.tier"].create(
            [{"program_id": club.id, "sequence": number, **values} for number, values in enumerate(TIERS)]
        )
        club.write(SETTINGS)
    env.flush_all()
    values = {"club": club.id, "today": date.today(), "bronze": tiers[0].id, "silver": tiers[1].id, "gold": tiers[2].id}
    env.cr.execute(PREPARE, values)
    env.cr.commit()
    return values


def _review(env):
    """What the job does, in its chunks; they are not committed, as those of the other side are not."""
    with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
        env["loyalty.card"]._cron_review_tiers()
    env.flush_all()


def _compare_results(bench, database, env, turns):
    """Both sides do the same; said by the figures of the tables. Warms the machine up, too."""
    results = []
    for _side, work in turns:
        work(env)
        env.cr.execute(STATE_AFTERWARDS)
        results.append(env.cr.fetchone())
        _undo(bench, database, env)
    if results[0] != results[1]:
        raise AssertionError(f"the two sides do not do the same: {results}")


def _undo(bench, database, env):
    env.cr.rollback()
    env.invalidate_all()
    bench.sql(database, "VACUUM loyalty_card, loyalty_tier_change")
