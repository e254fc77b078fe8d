"""Eight members ask for the last five codes of a partner at once, while others settle; see ``race_worker``."""

import sys

import race_worker

WORKERS, CODES = 8, 5


def plan_of(_seed, _number):
    """Everybody asks for one coupon, and settles."""
    return [("take", 0, "take", 0), ("settle", 0, "settle", 0)]


class CoalitionWorker(race_worker.Worker):
    def do_take(self, card, _key, _points):
        offer = card.env["loyalty.coalition.offer"].browse(self.plan["offer"])
        offer._give(card.browse(self.plan["members"][self.number]))

    def do_settle(self, card, _key, _points):
        card.env["loyalty.coalition.partner"].browse(self.plan["partner"])._settle(race_worker.TO_COME)


def prepare(plan):
    """A member for each process, a partner and the codes."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        club = env["loyalty.card"].browse(plan["cards"]).program_id
        partners = env["res.partner"].create([{"name": f"Member {number}"} for number in range(WORKERS)])
        members = env["loyalty.card"].create([{"program_id": club.id, "partner_id": one.id} for one in partners])
        shop = env["res.partner"].create({"name": "Ballet Shoes", "is_company": True})
        values = {"partner_id": shop.id, "program_id": club.id, "terms": "issued", "terms_amount": 1}
        coalition = env["loyalty.coalition.partner"].create(values)
        coalition._move_to("active")
        offer = env["loyalty.coalition.offer"].create({"name": "Shoes", "coalition_id": coalition.id})
        env["loyalty.coalition.coupon"].create([{"offer_id": offer.id, "code": f"C{one}"} for one in range(CODES)])
        cr.commit()  # pylint: disable=invalid-commit
        plan.update(workers=WORKERS, kills=0, members=members.ids, partner=coalition.id, offer=offer.id)
    sql_db.close_all()


def judge(plan):
    """Who got what, and what was settled."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        coalition = env["loyalty.coalition.partner"].browse(plan["partner"])
        settlement = coalition._settle(race_worker.TO_COME)
        settlement.action_confirm()
        coupons = env["loyalty.coalition.coupon"].search([("offer_id", "=", plan["offer"])])
        return {
            **result,
            "states": sorted(coupons.mapped("state")),
            "owners": len(coupons.account_id),
            "settlements": len(coalition.settlement_ids),
            "settled": (settlement.movement_count, settlement.net),
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, CoalitionWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
