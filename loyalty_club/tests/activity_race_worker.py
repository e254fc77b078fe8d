"""Several processes record the same activities and accept the same claims; see ``race_worker`` for how it is run."""

import random
import sys

import race_worker

CAP = 25
BUDGET = 35


def plan_of(seed, _number):
    """The same six keys of every account in every process, more than the cap lets be paid; a claim of each; and more
    prizes than the budget lets be paid to all.
    """
    accounts = range(race_worker.ACCOUNTS)
    work = [("record", account, f"visit,{turn}", None) for account in accounts for turn in range(6)]
    work += [("accept", account, None, None) for account in accounts]
    work += [("win", account, f"prize,{turn}", None) for account in accounts for turn in range(2)]
    random.Random(seed).shuffle(work)
    return work


class ActivityWorker(race_worker.Worker):
    def do_record(self, card, key, _points):
        card._record_activity("custom", key=key, code="visit")

    def do_win(self, card, key, _points):
        card._record_activity("custom", key=key, code="prize")

    def do_accept(self, card, _key, _points):
        card.env["loyalty.activity.claim"].search([("card_id", "=", card.id)]).action_accept()


def prepare(plan):
    """The club of the other race, with an activity that is capped, and one that is claimed."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        club = env["loyalty.card"].browse(plan["cards"][0]).program_id
        reward = {"reward_type": "discount", "discount_mode": "percent", "discount": 10, "required_points": 1}
        coupons = env["loyalty.program"].create(
            {"name": "Coupons", "program_type": "coupons", "reward_ids": [(5, 0, 0), (0, 0, reward)]}
        )
        values = {"program_id": club.id, "trigger": "custom", "points": 10}
        visit, follow, prize = env["loyalty.activity"].create(
            [
                {**values, "name": "Visit", "code": "visit", "limit_points": CAP, "coupon_program_id": coupons.id},
                {**values, "name": "Follow", "code": "follow", "requires_approval": True},
                {**values, "name": "Prize", "code": "prize", "budget_points": BUDGET},
            ]
        )
        env["loyalty.activity.claim"].create([{"activity_id": follow.id, "card_id": card} for card in plan["cards"]])
        cr.commit()  # pylint: disable=invalid-commit
        plan["activities"], plan["coupons"], plan["prize"] = (visit.id, follow.id), coupons.id, prize.id
    sql_db.close_all()


def judge(plan):
    """What was paid, after the race."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        entries = env["loyalty.ledger.entry"].search([("activity_id", "in", plan["activities"])])
        groups = env["loyalty.ledger.entry"]._read_group(
            [("id", "in", entries.ids)], ["activity_id", "card_id"], ["points:sum"]
        )
        paid = {(activity.id, card.id): points for activity, card, points in groups}
        visits, follows = ([paid.get((activity, card)) for card in plan["cards"]] for activity in plan["activities"])
        prize = env["loyalty.activity"].browse(plan["prize"])
        return {
            **result,
            "prizes": [prize.entry_count, prize.entry_points, prize.spent_count, prize.spent_points],
            "visits": visits,
            "follows": follows,
            "coupons": env["loyalty.card"].search_count([("program_id", "=", plan["coupons"])]),
            "entries": len(entries),
            "keys": len({(entry.card_id.id, entry.key) for entry in entries}),
            "claims": env["loyalty.activity.claim"].search([]).mapped("state"),
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, ActivityWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
