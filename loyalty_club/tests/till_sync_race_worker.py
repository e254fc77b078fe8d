"""Several tills send orders of the same members, the same ones again and again; see ``race_worker``."""

import random
import sys
from datetime import datetime

import race_worker

PRICE, QUANTITY, REWARD = 10.0, 3, 15
NEWCOMERS = 2
TURNS = 2
TILLS = 4


def plan_of(seed, _number):
    """Each customer buys, spends points and takes an order back; every process sends all of it."""
    work = []
    for customer in range(race_worker.ACCOUNTS + NEWCOMERS):
        for turn in range(TURNS):
            work.append(("ring", customer, f"ring,{customer},{turn}", 0))
            work.append(("spend", customer, f"spend,{customer},{turn}", 0))
        work.append(("refund", customer, f"ring,{customer},0", 0))
    random.Random(seed).shuffle(work)
    return work


class SyncWorker(race_worker.Worker):
    def attempt(self, registry, *step):
        """As a till: whatever went wrong, it is sent again."""
        from odoo.exceptions import ConcurrencyError, ValidationError

        while True:
            try:
                return super().attempt(registry, *step)
            except ConcurrencyError:
                continue
            except ValidationError as error:
                if "uuid already exists" not in str(error):
                    raise

    def do(self, env, what, customer, key, _points):
        partner = self.plan["partners"][customer]
        getattr(self, f"do_{what}")(env, partner, key)

    def do_ring(self, env, partner, key):
        self.send(env, partner, key, [self.line(f"{key},goods", self.plan["product"], QUANTITY, PRICE)])

    def do_spend(self, env, partner, key):
        reward = {"is_reward_line": True, "reward_id": self.plan["reward"], "points_cost": 0}
        lines = [
            self.line(f"{key},goods", self.plan["product"], QUANTITY, PRICE),
            {**self.line(f"{key},reward", self.plan["discount"], 1, -1.0), **reward},
        ]
        self.send(env, partner, key, lines)

    def do_refund(self, env, partner, key):
        """One piece is taken back under one uuid, the rest under another."""
        self.do_ring(env, partner, key)
        line = env["pos.order.line"].search([("uuid", "=", f"{key},goods")])
        for part, quantity in (("one", 1), ("rest", QUANTITY - 1)):
            refund = self.line(f"{key},{part}", self.plan["product"], -quantity, PRICE)
            self.send(env, partner, f"{key},{part}", [{**refund, "refunded_orderline_id": line.id}], is_refund=True)

    @staticmethod
    def line(uuid, product, quantity, price):
        amount = quantity * price
        return {
            "uuid": uuid,
            "product_id": product,
            "qty": quantity,
            "price_unit": price,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "tax_ids": [],
        }

    def send(self, env, partner, uuid, lines, **values):
        total = sum(line["price_subtotal_incl"] for line in lines)
        session, method = self.plan["tills"][self.number % TILLS]
        now = datetime.now().strftime("%Y-%m-%d %H:%M:%S")
        payment = {"amount": total, "name": now, "payment_method_id": method, "uuid": f"{uuid},paid"}
        order = {
            "uuid": uuid,
            "access_token": uuid,
            "name": "Order",
            "pos_reference": uuid,
            "sequence_number": 1,
            "date_order": now,
            "session_id": session,
            "partner_id": partner,
            "to_invoice": False,
            "state": "paid",
            "amount_total": total,
            "amount_paid": total,
            "amount_tax": 0,
            "amount_return": 0,
            "last_order_preparation_change": "{}",
            "lines": [(0, 0, line) for line in lines],
            "payment_ids": [(0, 0, payment)],
        }
        env["pos.order"].sync_from_ui([{**order, **values}])


def open_till(env, cashier, number):
    """(session id, payment method id) of a new point of sale; each numbers its orders by itself."""
    from odoo.fields import Command

    journal = env["account.journal"].create({"name": f"Race {number}", "type": "cash", "code": f"RACE{number}"})
    cash = env["pos.payment.method"].create({"name": f"Race {number}", "journal_id": journal.id})
    config = env["pos.config"].create({"name": f"Race {number}", "payment_method_ids": [Command.set(cash.ids)]})
    config.with_user(cashier).open_ui()
    config.current_session_id.set_opening_control(0, None)
    return config.current_session_id.id, cash.id


def prepare(plan):
    """The club of the other race with a point per unit of money, an open till, and customers who are no members yet."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.fields import Command
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        cards = env["loyalty.card"].browse(plan["cards"])
        club = cards.program_id
        club.rule_ids = [Command.create({"reward_point_mode": "money", "reward_point_amount": 1})]
        club.reward_ids.required_points = REWARD
        product = env["product.product"].create({"name": "Goods", "type": "service", "list_price": PRICE})
        users = env["res.users"].with_context(no_reset_password=True)
        groups = env.ref("point_of_sale.group_pos_user") | env.ref("base.group_user")
        cashier = users.create({"name": "Racer", "login": "racer", "group_ids": [Command.set(groups.ids)]})
        tills = [open_till(env, cashier, number) for number in range(TILLS)]
        newcomers = env["res.partner"].create([{"name": f"Newcomer {number}"} for number in range(NEWCOMERS)])
        plan.update(
            partners=[*cards.partner_id.ids, *newcomers.ids],
            product=product.id,
            reward=club.reward_ids.id,
            discount=club.reward_ids.discount_line_product_id.id,
            tills=tills,
        )
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def judge(plan):
    """Balances, accounts and orders after the race."""
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        club = env["loyalty.card"].browse(plan["cards"][0]).program_id
        accounts = env["loyalty.card"].search([("program_id", "=", club.id), ("partner_id", "in", plan["partners"])])
        plan = {**plan, "cards": accounts.ids}
        sessions = env["pos.session"].browse([session for session, _method in plan["tills"]])
        orders = env["pos.order"].search([("session_id", "in", sessions.ids)])
        keys = env["loyalty.ledger.entry"].search([("card_id", "in", accounts.ids)]).mapped("key")
        return {
            **judge_club(plan),
            "members": sorted(accounts.partner_id.ids) == sorted(plan["partners"]) and len(accounts),
            "orders": len(orders),
            "unbooked": len(env["pos.order"]._get_missing(sessions)),
            "twice": len(keys) - len({key for key in keys if key != "opening"}) - keys.count("opening"),
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, SyncWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
