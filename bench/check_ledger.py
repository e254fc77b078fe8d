"""The check of all books against plain statements over the same ledger: 1,000,000 accounts, 5,000,000 entries.

The statements are what the check cannot do without: a ``GROUP BY`` of sums, a look at each balance in booking order,
and one at each credit of which something was taken.
"""

from . import _members

TARGET = 2.0
PLAIN = """
SELECT COUNT(*), MAX(total) FROM (
    SELECT card_id, SUM(points) AS total FROM loyalty_ledger_entry WHERE state = 'posted' GROUP BY card_id
) account;
SELECT COUNT(*) FROM (
    SELECT balance, SUM(points) FILTER (WHERE state = 'posted') OVER (PARTITION BY card_id ORDER BY id) AS running
      FROM loyalty_ledger_entry
) chain WHERE balance != running;
SELECT COUNT(*) FROM loyalty_ledger_entry e
  LEFT JOIN (SELECT credit_id, SUM(points) AS points FROM loyalty_ledger_allocation GROUP BY credit_id) taken
    ON taken.credit_id = e.id
 WHERE e.points > 0 AND e.remaining != e.points - COALESCE(taken.points, 0)
"""


def run(bench):
    database = _members.club_of(bench, bench.size(1_000_000, quick=20_000))
    with bench.environment(database) as env:

        def check():
            problems = env["loyalty.program"]._check_ledger()
            if problems:
                raise AssertionError(f"the books are not in order: {problems[:3]}")

        return bench.compare(
            "check_ledger",
            {"club": check, "plain SQL": lambda: env.cr.execute(PLAIN)},
            repeat=bench.size(15, quick=5),
            target=TARGET,
        )
