"""Several windows buy memberships for the same customers at the same moment; see ``race_worker`` for how it is run."""

import random
import sys

import race_worker

GUESTS, BUYS = 3, 4


def plan_of(seed, _number):
    """Every process makes every purchase: a key for each, known to all of them."""
    work = [("buy", 0, f"buy,{guest},{turn}", guest) for guest in range(GUESTS) for turn in range(BUYS)]
    random.Random(seed).shuffle(work)
    return work


class BuyingWorker(race_worker.Worker):
    def do_buy(self, card, key, guest):
        period = card.env["loyalty.membership.period"].browse(self.plan["period"])
        partner = card.env["res.partner"].browse(self.plan["guests"][guest])
        card.env["loyalty.membership"]._start(period, partner, key)


def prepare(plan):
    """A plan of the club of the other race, and customers who are not members of it."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        club = env["loyalty.card"].browse(plan["cards"]).program_id
        product = env["product.product"].create({"name": "Month", "type": "service", "list_price": 12.95})
        period = {"product_id": product.id, "count": 1, "unit": "month"}
        made = env["loyalty.membership.plan"].create(
            {"name": "Plus", "program_id": club.id, "period_ids": [(0, 0, period)]}
        )
        plan["period"] = made.period_ids.id
        plan["guests"] = env["res.partner"].create([{"name": f"Guest {number}"} for number in range(GUESTS)]).ids
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def judge(plan):
    """The memberships of the guests after the race."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        memberships = env["loyalty.membership"].search([("partner_id", "in", plan["guests"])])
        terms = memberships.term_ids.sorted(lambda term: (term.membership_id.id, term.date_from))
        return {
            **result,
            "memberships": [len(memberships.filtered(lambda one, g=g: one.partner_id.id == g)) for g in plan["guests"]],
            "terms": [len(membership.term_ids) for membership in memberships],
            "days": [
                (str(term.date_from), str(term.date_to))
                for term in terms.filtered(lambda term: term.membership_id == memberships[:1])
            ],
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, BuyingWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
