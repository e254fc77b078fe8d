"""Several processes start payments of orders with the same scarce reward; see ``race_worker`` for how it is run."""

import random
import sys

import race_worker

BUDGET = 3
ORDERS = 2 * race_worker.ACCOUNTS


def plan_of(seed, _number):
    """All orders want the reward; some of them are confirmed, some are given up."""
    work = [("hold", order, f"hold,{order},{turn}", 0) for order in range(ORDERS) for turn in range(2)]
    work += [("confirm", order, f"confirm,{order}", 0) for order in range(1, ORDERS, 2)]
    work += [("give_up", order, f"give_up,{order}", 0) for order in (0, 3)]
    random.Random(seed).shuffle(work)
    return work


class HoldWorker(race_worker.Worker):
    def do(self, env, what, order, _key, _points):
        getattr(self, f"do_{what}")(env["sale.order"].browse(self.plan["orders"][order]))

    def do_hold(self, order):
        order._reserve_points()

    def do_confirm(self, order):
        order.action_confirm()

    def do_give_up(self, order):
        order._action_cancel()


def prepare(plan):
    """The club of the other race, whose reward is scarce, and quotations with it."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.fields import Command
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        cards = env["loyalty.card"].browse(plan["cards"])
        club = cards.program_id
        club.rule_ids = [Command.create({"reward_point_mode": "money", "reward_point_amount": 0.0001})]
        club.reward_ids.budget_count = BUDGET
        product = env["product.product"].create({"name": "Goods", "type": "service", "list_price": 10})
        orders = env["sale.order"].create(
            [
                {"partner_id": cards[number % len(cards)].partner_id.id, "order_line": [Command.create(line)]}
                for number in range(ORDERS)
                for line in [{"product_id": product.id, "product_uom_qty": 1}]
            ]
        )
        for number, order in enumerate(orders):
            order._update_programs_and_rewards()
            problem = order._apply_program_reward(club.reward_ids, cards[number % len(cards)])
            if problem:
                raise AssertionError(problem)
        cr.commit()  # pylint: disable=invalid-commit
        plan.update(orders=orders.ids, reward=club.reward_ids.id)
    sql_db.close_all()


def judge(plan):
    """What was given, and what is held, after the race."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        uses = env["loyalty.reward.use"].search([("reward_id", "=", plan["reward"])])
        orders = env["sale.order"].browse(plan["orders"])
        return {
            **result,
            "used": env["loyalty.reward"].browse(plan["reward"]).used_count,
            "uses": sum(uses.mapped("pieces")),
            "held": sum(uses.filtered("held_until").mapped("held_pieces")),
            "given": len(orders.filtered(lambda order: order.state == "sale").order_line.filtered("reward_id")),
            "budget": BUDGET,
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, HoldWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
