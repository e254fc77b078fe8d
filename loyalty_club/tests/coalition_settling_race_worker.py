"""Several processes confirm the same settlements and prepaid packages at once; some of them are killed.
See ``race_worker`` for how it is run.
"""

import sys
import time
from datetime import timedelta

import race_worker

WORKERS, KILLS, ROUNDS = 4, 3, 3
PAUSE = 0.02
"""Seconds before each commit, in which the others come to the same place."""


def plan_of(_seed, _number):
    """In the order of all workers: they meet at every step."""
    return [(what, 0, f"{what} {turn}", turn) for turn in range(ROUNDS) for what in ("buy", "settle", "late", "either")]


class SettlingWorker(race_worker.Worker):
    def get_work(self):
        return [tuple(step) for step in self.plan["work"]]

    def do(self, env, what, account, key, points):
        getattr(self, f"do_{what}")(env, self.plan["rounds"][points])
        time.sleep(PAUSE)

    def do_buy(self, env, ids):
        """The partner pays in advance."""
        env["loyalty.coalition.package"].browse(ids["bought"]).action_confirm()

    def do_settle(self, env, ids):
        """All of them have the same draft on the screen."""
        env["loyalty.coalition.settlement"].browse(ids["draft"]).action_confirm()

    def do_late(self, env, ids):
        """One more coupon is used while others confirm; it goes into whichever settlement comes next."""
        coupon = env["loyalty.coalition.coupon"].browse(ids["late"])
        if coupon.state == "issued":
            coupon._redeem(f"late {coupon.id}", 80, 10)
        settle(coupon.coalition_id)

    def do_either(self, env, ids):
        """A package is cancelled by some while others settle with it."""
        if self.number % 2:
            env["loyalty.coalition.package"].browse(ids["doubtful"]).action_cancel()
        else:
            env["loyalty.coalition.settlement"].browse(ids["other_draft"]).action_confirm()


def settle(coalition):
    return coalition._settle(coalition._get_today() + timedelta(days=1)).action_confirm()


def prepare(plan):
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        club = env["loyalty.card"].browse(plan["cards"]).program_id
        plan["rounds"] = [make_round(env, club, turn) for turn in range(ROUNDS)]
        cr.commit()  # pylint: disable=invalid-commit
    plan.update(workers=WORKERS, kills=KILLS)
    sql_db.close_all()


def make_round(env, club, turn):
    """Two partners that owe 5 for each coupon and paid 12 in advance: one with three coupons used and one that is not
    yet, one with two used; and a partner that is about to pay in advance.
    """
    settled, coupons = make_partner(env, club, f"Settled {turn}", 4)
    other, other_coupons = make_partner(env, club, f"Either {turn}", 2)
    payer, _none = make_partner(env, club, f"Payer {turn}", 0)
    for number, coupon in enumerate(coupons[:3] + other_coupons):
        coupon._redeem(f"P{number}", 80, 10)
    packages = env["loyalty.coalition.package"].create(
        [{"coalition_id": one.id, "amount": 12} for one in (settled, other, payer)]
    )
    packages[:2].action_confirm()
    day = club._get_local_day(env.cr.now()) + timedelta(days=1)
    return {
        "settled": settled.id,
        "other": other.id,
        "payer": payer.id,
        "draft": settled._settle(day).id,
        "other_draft": other._settle(day).id,
        "late": coupons[3].id,
        "doubtful": packages[1].id,
        "bought": packages[2].id,
    }


def make_partner(env, club, name, count):
    company = env["res.partner"].create({"name": name, "is_company": True})
    values = {"partner_id": company.id, "program_id": club.id, "terms": "fixed", "terms_amount": 5}
    coalition = env["loyalty.coalition.partner"].create(values)
    coalition._move_to("active")
    offer = env["loyalty.coalition.offer"].create({"name": name, "coalition_id": coalition.id})
    codes = [{"offer_id": offer.id, "code": f"{name} {number}"} for number in range(count)]
    coupons = env["loyalty.coalition.coupon"].create(codes)
    if coupons:
        coupons._move_to("issued", offer._prepare_issued())
    return coalition, coupons


def judge(plan):
    """What each partner was invoiced, and what is left of what it paid."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        books = {
            kind: [get_books(env["loyalty.coalition.partner"].browse(ids[kind])) for ids in plan["rounds"]]
            for kind in ("settled", "other", "payer")
        }
    return {**result, **books}


def get_books(coalition):
    """What stands in the books of one partner, as a dict."""
    settlements = coalition.settlement_ids
    packages = coalition.package_ids
    moves = coalition.env["account.move"].search([("partner_id", "=", coalition.partner_id.id)])
    return {
        "states": sorted(set(settlements.mapped("state"))),
        "net": sum(settlements.mapped("net")),
        "used": sum(settlements.mapped("prepaid_used")),
        "due": sum(settlements.mapped("due")),
        "invoiced": sum(moves.filtered(lambda move: move.state != "cancel").mapped("amount_untaxed")),
        "strangers": len(moves - settlements.move_id - packages.move_id),
        "left": coalition.prepaid_left,
        "open": coalition.balance,
        "packages": packages.mapped("state"),
        "movements": [len(coalition.movement_ids), sum(settlements.mapped("movement_count"))],
    }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, SettlingWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
