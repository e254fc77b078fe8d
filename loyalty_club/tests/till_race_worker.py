"""Several tills hold the last points of the same members; see ``race_worker`` for how it is run."""

import random
import sys

import race_worker

BALANCE, WANTED, TILLS = 20, 6, 6


def plan_of(seed, _number):
    """Orders of six tills want six points of each account, again and again; some are given up."""
    work = [
        ("reserve", account, f"{till},{account}", WANTED)
        for account in range(race_worker.ACCOUNTS)
        for till in range(TILLS)
    ]
    work += [("release", account, f"0,{account}", 0) for account in range(race_worker.ACCOUNTS)]
    random.Random(seed).shuffle(work)
    return work * 2


class TillWorker(race_worker.Worker):
    def do_reserve(self, card, key, points):
        answer = card.env["pos.order"].reserve_club_points(self.plan["till"], key, {card.id: points})
        if not answer["successful"] and "to spend now" not in answer["message"]:
            raise AssertionError(answer["message"])

    def do_release(self, card, key, _points):
        card.env["pos.order"].release_club_points(key)


def prepare(plan):
    """The club of the other race, and a till."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.fields import Command
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        plan["till"] = env["pos.config"].create({"name": "Race", "payment_method_ids": [Command.clear()]}).id
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def judge(plan):
    """What is held after the race."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        reservations = env["loyalty.reservation"].search([("card_id", "in", plan["cards"])])
        held = [
            sum(reservations.filtered(lambda r, c=card: r.card_id.id == c).mapped("points")) for card in plan["cards"]
        ]
        return {**result, "held": held, "count": len(reservations), "balance": BALANCE}


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, TillWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
