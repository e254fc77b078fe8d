"""Several windows change the points of one cart at the same time; see ``race_worker`` for how it is run."""

import random
import sys

import race_worker

CHOICES = (0, 5, 10, 10, 15, 20)


def plan_of(seed, _number):
    """Everybody chooses every number, in an order of its own."""
    work = [("choose", 0, f"choose,{turn},{points}", points) for turn in range(3) for points in CHOICES]
    random.Random(seed).shuffle(work)
    return work


class CartWorker(race_worker.Worker):
    def do_choose(self, card, _key, points):
        cart = card.env["sale.order"].browse(self.plan["cart"])
        cart._spend_points(card.env["loyalty.reward"].browse(self.plan["reward"]), points)


def prepare(plan):
    """The club of the other race, a reward of a chosen number of points, and a cart."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.fields import Command
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        card = env["loyalty.card"].browse(plan["cards"][0])
        reward = env["loyalty.reward"].create(
            {
                "program_id": card.program_id.id,
                "reward_type": "discount",
                "discount_mode": "per_point",
                "discount": 1,
                "required_points": 1,
                "points_step": 5,
            }
        )
        product = env["product.product"].create(
            {"name": "Lamp", "type": "service", "list_price": 100, "taxes_id": [Command.clear()]}
        )
        website = env["website"].search([("company_id", "=", env.company.id)], limit=1)
        cart = env["sale.order"].create(
            {
                "partner_id": card.partner_id.id,
                "website_id": website.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        cart._update_programs_and_rewards()
        cr.commit()  # pylint: disable=invalid-commit
        plan.update(reward=reward.id, cart=cart.id)
    sql_db.close_all()


def judge(plan):
    """What is on the cart after the race."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        cart = env["sale.order"].browse(plan["cart"])
        lines = cart.order_line.filtered("reward_id")
        chosen = (cart.chosen_points or {}).get(str(plan["reward"]), 0)
        return {
            **result,
            "lines": len(lines),
            "chosen": chosen,
            "choices": CHOICES,
            "spent": sum(lines.mapped("points_cost")),
            "total": cart.amount_total,
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, CartWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
