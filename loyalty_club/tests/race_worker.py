"""Several processes book on the same accounts at the same time, and some of them are killed.

Run as a program of its own (see ``test_ledger_concurrency``): ``python race_worker.py`` reads a plan (JSON) from the
standard input, loads Odoo once, forks the workers, kills some and starts them again with the same work, until all is
done; then it prints what happened as JSON. All work is committed: it needs a database of its own.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from datetime import date, datetime, timedelta

ACCOUNTS = 4
LONG_AGO = date(2020, 1, 1)
PAST_RELEASE = datetime(2100, 1, 1)
TO_COME = date(2099, 12, 31)


def plan_of(seed, number):
    """The work of everybody: (what, account, key, points). Every worker gets all of it, in an order of its own."""
    rng = random.Random(seed)
    work = []
    for turn in range(number):
        account, points = rng.randrange(ACCOUNTS), rng.randrange(1, 40)
        what = rng.choice(["earn", "earn", "spend", "spend", "spend", "short", "hold", "batch", "undo"])
        points *= 4 if what == "spend" else 1
        work.append((what, account, f"{what},{turn}", points))
        if turn % 6 == 0:
            work.append((rng.choice(["expire", "release"]), account, None, 0))
    return work


class Worker:
    """One process: its own connection, its own order of the work."""

    def __init__(self, plan, number):
        self.plan, self.number = plan, number
        self.rng = random.Random(f"{plan['seed']} {number} {os.getpid()}")
        self.done = open(plan["journal"] % number, "a", buffering=1)  # noqa: SIM115

    def get_work(self):
        """All of the work, in this worker's order."""
        work = [tuple(step) for step in self.plan["work"]]
        self.rng.shuffle(work)
        return work

    def run(self):
        from odoo.modules.registry import Registry

        registry = Registry(self.plan["database"])
        for what, account, key, points in self.get_work():
            self.note(key, self.attempt(registry, what, account, key, points))

    def note(self, key, outcome):
        """Write down what was committed; the next line may never be written."""
        self.done.write(json.dumps([key, outcome]) + "\n")

    def attempt(self, registry, what, account, key, points):
        """One piece of work in a transaction of its own, repeated as Odoo repeats a request."""
        from odoo import api
        from odoo.exceptions import UserError, ValidationError
        from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

        while True:
            with registry.cursor() as cr:
                env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
                try:
                    retrying(lambda env=env: self.do(env, what, account, key, points), env)
                    cr.commit()  # pylint: disable=invalid-commit
                    return "done"
                except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                    cr.rollback()  # five tries were not enough: the user clicks once more
                except ValidationError:
                    raise  # Odoo's words for a broken constraint: the ledger must not run into one
                except UserError:
                    cr.rollback()
                    return "refused"

    def do(self, env, what, account, key, points):
        card = env["loyalty.card"].browse(self.plan["cards"][account])
        getattr(self, f"do_{what}")(card, key, points)
        if self.rng.random() < 0.3:
            time.sleep(self.rng.random() / 100)  # the more time before the commit, the more others come in between

    def do_earn(self, card, key, points):
        card._post_points(points, "accrual", key=key)

    def do_spend(self, card, key, points):
        card._post_points(-points, "redemption", key=key)

    def do_short(self, card, key, points):
        card._post_points(points, "adjustment", key=key, expires_on=LONG_AGO)

    def do_hold(self, card, key, points):
        card._post_points(points, "accrual", key=key, available_on=TO_COME)

    def do_batch(self, card, key, points):
        """On all accounts at once, in any order."""
        values = {"points": points, "kind": "accrual", "key": key}
        cards = self.rng.sample(self.plan["cards"], ACCOUNTS)
        card._post_points_batch([{**values, "card_id": card_id} for card_id in cards])

    def do_undo(self, card, key, points):
        """Earn and take back a half of it: two postings in one transaction."""
        earned = card._post_points(points * 2, "accrual", key=f"{key},earned")
        earned._reverse(points, key=key, arrears_cause="refund")

    def do_expire(self, card, _key, _points):
        card.browse()._expire_points(limit=2)

    def do_release(self, card, _key, _points):
        card.browse()._release_pending(now=PAST_RELEASE, limit=2)


class Race:
    """The parent: starts workers, kills some, starts them again."""

    def __init__(self, plan):
        self.plan = plan
        self.rng = random.Random(plan["seed"])
        self.killed = self.errors = 0

    def run(self):
        running = {self.start(number): number for number in range(self.plan["workers"])}
        kills = self.plan["kills"]
        end = time.monotonic() + self.plan["seconds"]
        while running and time.monotonic() < end:
            time.sleep(self.rng.uniform(0.05, 0.25))
            self.collect(running)
            if kills and running:
                victim = self.rng.choice(sorted(running))
                os.kill(victim, signal.SIGKILL)
                kills -= 1
                self.killed += 1
        for pid in running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        return not running

    def collect(self, running):
        """Whoever was killed is started again; whoever failed by itself is not."""
        for pid in list(running):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            number = running.pop(pid)
            if os.WIFSIGNALED(status):
                running[self.start(number)] = number
            elif os.WEXITSTATUS(status):
                self.errors += 1

    def start(self, number):
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            Worker(self.plan, number).run()
            status = 0
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)


def prepare(plan):
    """Load Odoo, open a club with some accounts, and leave no connection open that a fork would share."""
    import odoo.service.model
    import odoo.sql_db
    from odoo import api
    from odoo.fields import Command
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(plan["options"])
    sleep = time.sleep
    odoo.service.model.time = type("Time", (), {"sleep": staticmethod(lambda seconds: sleep(seconds / 100))})
    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 1, "required_points": 1}
        club = env["loyalty.program"].create(
            {
                "name": "Race",
                "program_type": "loyalty",
                "applies_on": "both",
                "tz": "UTC",
                "communication_plan_ids": [Command.clear()],
                "rule_ids": [Command.clear()],
                "reward_ids": [Command.clear(), Command.create(reward)],
            }
        )
        partners = env["res.partner"].create([{"name": f"Racer {number}"} for number in range(ACCOUNTS)])
        cards = env["loyalty.card"].create([{"program_id": club.id, "partner_id": partner.id} for partner in partners])
        cards._post_points_batch(
            [{"card_id": card.id, "points": 20, "kind": "opening", "key": "opening"} for card in cards]
        )
        cr.commit()  # pylint: disable=invalid-commit
        plan["cards"] = cards.ids
    odoo.sql_db.close_all()


def judge(plan):
    """What the database says after the race."""
    from ledger_audit import audit

    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        Card = env["loyalty.card"]
        Card._release_pending(now=PAST_RELEASE)
        Card._expire_points(now=datetime.now() + timedelta(days=1))
        cr.commit()  # pylint: disable=invalid-commit
        return {
            "problems": len(env["loyalty.program"]._check_ledger()),
            "audit": audit(env, plan["cards"]),
            "points": [card.points for card in Card.browse(plan["cards"])],
        }


def main():
    plan = json.load(sys.stdin)
    plan["work"] = plan_of(plan["seed"], plan["steps"])
    prepare(plan)
    race = Race(plan)
    finished = race.run()
    result = {"finished": finished, "killed": race.killed, "errors": race.errors, "cards": plan["cards"]}
    print(json.dumps({**result, **judge(plan), "work": plan["work"]}))  # noqa: T201 # pylint: disable=print-used


if __name__ == "__main__":
    main()
