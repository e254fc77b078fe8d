"""The check of all books against one ``GROUP BY`` over the same ledger: 1,000,000 accounts, 5,000,000 entries."""

from . import _members

TARGET = 2.0
GROUP_BY = """
SELECT COUNT(*), MAX(total) FROM (
    SELECT card_id, SUM(points) AS total FROM loyalty_ledger_entry WHERE state = 'posted' GROUP BY card_id
) account
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
            {"club": check, "one GROUP BY": lambda: env.cr.execute(GROUP_BY)},
            repeat=bench.size(15, quick=5),
            target=TARGET,
        )
