"""Several tills take the first orders of the same newcomers, in the same turn; see ``race_worker``."""

import sys

import race_worker
import till_sync_race_worker as sync

NEWCOMERS = 15


def plan_of(_seed, _number):
    customers = range(race_worker.ACCOUNTS, race_worker.ACCOUNTS + NEWCOMERS)
    return [("ring", customer, f"first,{customer}", 0) for customer in customers]


class OpeningWorker(sync.SyncWorker):
    """Every till sells to all of them, and writes down how often another one was faster."""

    def __init__(self, plan, number):
        super().__init__(plan, number)
        self.rng.shuffle = lambda work: None

    def do(self, env, what, customer, key, points):
        from odoo.exceptions import ConcurrencyError

        try:
            super().do(env, what, customer, f"{self.number},{key}", points)
        except ConcurrencyError:
            self.note("met", key)
            raise


sync.NEWCOMERS = NEWCOMERS
race_worker.plan_of, race_worker.Worker = plan_of, OpeningWorker

if __name__ == "__main__":
    sys.exit(race_worker.main())
