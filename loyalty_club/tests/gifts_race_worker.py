"""Several processes run the job of gifts at once, while others look at the same memberships; some of them are
killed. See ``race_worker`` for how it is run.
"""

import sys
from datetime import datetime, timedelta
from importlib import import_module

import race_worker

MEMBERS, TICKS = 9, 3


def plan_of(_seed, _number):
    looks = [("look", member, f"look,{member}", 0) for member in range(MEMBERS)]
    return looks + [("tick", 0, f"tick,{turn}", 0) for turn in range(TICKS)]


class GiftsWorker(race_worker.Worker):
    def do(self, env, what, account, key, points):
        getattr(self, f"do_{what}")(env, account)

    def do_tick(self, env, _account):
        env["loyalty.membership"]._cron_give_gifts()

    def do_look(self, env, member):
        env["loyalty.membership"].browse(self.plan["memberships"][member])._lock()._sync_gifts()


def prepare(plan):
    """Members whose first year is over, of a plan that gave nothing so far and owes all of it now."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    membership_gifts = import_module("odoo.addons.loyalty_club.models.membership.gifts.membership_gifts")

    membership_gifts.CHUNK = 4
    plan["kills"] = 4
    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        club = env["loyalty.card"].browse(plan["cards"]).program_id
        now = datetime.utcnow()
        env.cr._now = now - timedelta(days=370)
        product = env["product.product"].create({"name": "Year", "type": "service", "list_price": 98})
        period = {"product_id": product.id, "count": 1, "unit": "year"}
        Plan = env["loyalty.membership.plan"]
        made = Plan.create({"name": "Plus", "program_id": club.id, "period_ids": [(0, 0, period)]})
        partners = env["res.partner"].create([{"name": f"Member {number}"} for number in range(MEMBERS)])
        memberships = env["loyalty.membership"]
        for partner in partners:
            values = {"amount": 98}
            memberships |= memberships._start(made.period_ids, partner, partner.name, quantity=2, term_values=values)
        purchase = {"points": 0, "kind": "accrual", "key": "bought", "qualifying": {"amount": 1000}}
        memberships.card_id._post_points_batch([{**purchase, "card_id": card.id} for card in memberships.card_id])
        env.cr._now = now
        made.write(
            {
                "welcome_points": 50,
                "coupon_program_id": make_coupons(env).id,
                "coupon_every": "month",
                "cashback_percent": 2,
                "cashback_points": 10,
            }
        )
        made.write(dict.fromkeys(("welcome_since", "coupon_since", "cashback_since"), False))  # it owes all of it
        plan["memberships"], plan["coupons"] = memberships.ids, made.coupon_program_id.id
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def make_coupons(env):
    reward = {"reward_type": "discount", "discount": 10}
    values = {"program_type": "coupons", "trigger": "with_code", "applies_on": "current", "rule_ids": [(0, 0, {})]}
    return env["loyalty.program"].create({"name": "Ten off", **values, "reward_ids": [(0, 0, reward)]})


def judge(plan):
    """What everybody got: of each kind the number, and the days of the coupons."""
    result = judge_club(plan)
    from ledger_audit import audit

    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        memberships = env["loyalty.membership"].browse(plan["memberships"])
        return {
            **result,
            "members": [look(membership) for membership in memberships],
            "coupons": env["loyalty.card"].search_count([("program_id", "=", plan["coupons"])]),
            "audit": result["audit"] + audit(env, memberships.card_id.ids),
        }


def look(membership):
    rows = membership.benefit_ids
    coupons = rows.filtered(lambda row: row.kind == "coupon")
    return {
        "welcome": rows.filtered(lambda row: row.kind == "welcome").mapped("points"),
        "cash_back": rows.filtered(lambda row: row.kind == "cashback").mapped("points"),
        "coupons": len(coupons.coupon_id),
        "days": len(set(coupons.mapped("on_date"))),
        "points": membership.card_id.points,
        "is_due": membership.gift_on <= membership._get_today(),
    }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, GiftsWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
