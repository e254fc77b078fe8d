"""Two shops, each with a database and a server of its own, give coupons to each other's customers: run by the shell of
Odoo (see ``test_coalition_two_databases``). Printed are lines of JSON, one for each look at both books.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import requests

from odoo import api, fields
from odoo.modules.registry import Registry

from odoo.addons.loyalty_club.engine.webhooks import sign

AT_ONCE = 6
PARAMETERS = ("loyalty_club.coalition_http", "loyalty_club.coalition_private_addresses")


class Shop:
    """One database; what is done in ``work()`` is committed, as by one request."""

    def __init__(self, name, database, url):
        self.name, self.url, self.registry = name, url, Registry(database)

    @contextmanager
    def work(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True, "tracking_disable": True})
            yield env, Contract(env)

    def open(self, other):
        """A club with a member, a contract with the other shop, and an offer of ours for its customers."""
        with self.work() as (env, _contract):
            for name in PARAMETERS:
                env["ir.config_parameter"].set_param(name, "1")
            env["ir.config_parameter"].set_param("web.base.url", self.url)
            env["loyalty.program"].search([]).active = False
            club = env["loyalty.program"].create({"name": self.name, "program_type": "loyalty", "tz": "UTC"})
            club._join(env["res.partner"].create({"name": f"Ada of {self.name}", "email": f"ada@{self.name}.example"}))
            company = env["res.partner"].create({"name": other, "is_company": True})
            coalition = env["loyalty.coalition.partner"].create(
                {"partner_id": company.id, "program_id": club.id, "terms": "percent", "terms_percent": 10}
            )
            coalition._move_to("active")
            coalition.action_renew_hook()
            reward = {"reward_type": "discount", "discount": 10, "required_points": 1}
            program = env["loyalty.program"].create(
                {
                    "name": f"10 % at {self.name}",
                    "program_type": "coupons",
                    "trigger": "with_code",
                    "applies_on": "current",
                    "rule_ids": [(0, 0, {})],
                    "reward_ids": [(0, 0, reward)],
                }
            )
            values = {"name": program.name, "direction": "ours", "coupon_program_id": program.id}
            ours = env["loyalty.coalition.offer"].create({"coalition_id": coalition.id, **values})
            key = coalition._make_api_key(30)
            return {"url": self.url, "key": key, "hook": coalition.hook_url, "secret": coalition.hook_secret,
                    "offer": ours.reference}  # fmt: skip

    def meet(self, given):
        """Fill in what the other shop gave us."""
        with self.work() as (env, contract):
            contract.coalition.write(
                {
                    "remote_url": given["url"],
                    "remote_key": given["key"],
                    "webhook_url": given["hook"],
                    "webhook_secret": given["secret"],
                }
            )
            env["loyalty.coalition.offer"].create(
                {
                    "name": "Theirs",
                    "coalition_id": contract.coalition.id,
                    "direction": "theirs",
                    "source": "remote",
                    "remote_reference": given["offer"],
                    "limit_per_member": 0,
                }
            )

    def give(self):
        """:return: code of a coupon for our member"""
        with self.work() as (_env, contract):
            return contract.theirs._give(contract.account).code

    def give_and_fail(self):
        """As a request does that fails at its end. :return: the code that it got"""
        with self.registry.cursor() as cr:
            contract = Contract(api.Environment(cr, api.SUPERUSER_ID, {}))
            code = contract.theirs._give(contract.account).code
            cr.rollback()
            return code

    def sell(self, code, quantity=2):
        """A purchase of 100 each with a coupon of ours. :return: id of the order"""
        with self.work() as (env, _contract):
            product = env["product.product"].create(
                {"name": "Ballet shoes", "type": "service", "list_price": 100, "taxes_id": False}
            )
            line = {"product_id": product.id, "product_uom_qty": quantity, "price_unit": 100, "tax_ids": False}
            customer = env["res.partner"].create({"name": "Somebody new"})
            order = env["sale.order"].create({"partner_id": customer.id, "order_line": [(0, 0, line)]})
            for card, rewards in order._try_apply_code(code).items():
                order._apply_program_reward(rewards, card)
            order._update_programs_and_rewards()
            order.action_confirm()
            return order.id

    def cancel_order(self, order_id):
        with self.work() as (env, _contract):
            env["sale.order"].browse(order_id)._action_cancel()

    def cancel_coupon(self, code):
        with self.work() as (_env, contract):
            contract.find(code)._cancel()

    def tell(self):
        with self.work() as (env, _contract):
            env["loyalty.coalition.delivery"]._cron_send()

    def tell_at_once(self, *codes):
        """The same message several times at the same moment. :return: what was answered"""
        with self.work() as (_env, contract):
            url, secret = contract.coalition.webhook_url, contract.coalition.webhook_secret
            coupons = [contract.find(code)._get_public() for code in codes]
        body = json.dumps({"id": str(uuid4()), "event": "redeemed", "coupons": coupons})
        moment = int(time.time())
        headers = {"Club-Timestamp": str(moment), "Club-Signature": sign(secret, moment, body)}
        with ThreadPoolExecutor(AT_ONCE) as threads:
            sent = [
                threads.submit(requests.post, url, data=body, headers=headers, timeout=60) for _turn in range(AT_ONCE)
            ]
        answers = [one.result() for one in sent]
        return [[answer.status_code, answer.json().get("result"), answer.json().get("changed")] for answer in answers]

    def ask(self):
        with self.work() as (env, _contract):
            env["loyalty.coalition.partner"]._cron_fetch_news()

    def set_hook(self, **values):
        with self.work() as (env, contract):
            contract.coalition.write(values)
            waiting = env["loyalty.coalition.delivery"].search([("state", "=", "waiting")])
            waiting.sudo().next_at = env.cr.now()

    def settle(self):
        with self.work() as (_env, contract):
            settlement = contract.coalition._settle(fields.Date.today() + timedelta(days=1))
            settlement.action_confirm()
            return settlement.net, settlement.move_id.move_type, settlement.move_id.amount_untaxed

    def look(self, *codes):
        """How the coupons stand, what each comes to, and what else there is."""
        with self.work() as (env, contract):
            coupons = [contract.find(code) for code in codes]
            return {
                "coupons": [[one.state, one.order_amount, one.amount] for one in coupons],
                "count": len(contract.coalition.offer_ids.coupon_ids),
                "movements": len(contract.coalition.movement_ids),
                "usable": coupons[0].card_id.active,
                "waiting": env["loyalty.coalition.delivery"].search_count([("state", "=", "waiting")]),
                "answer": env["loyalty.coalition.delivery"].search([], limit=1).answer or "",
                "problem": contract.coalition.news_problem or "",
            }


class Contract:
    def __init__(self, env):
        self.coalition = env["loyalty.coalition.partner"].search([("program_id.name", "in", ("north", "south"))])
        self.theirs = self.coalition.offer_ids.filtered(lambda offer: offer.direction == "theirs")
        self.account = env["loyalty.card"].search([("program_id", "=", self.coalition.program_id.id)], limit=1)

    def find(self, code):
        return self.coalition.offer_ids.coupon_ids.filtered(lambda coupon: coupon.code == code)


def say(step, **values):
    print(json.dumps({"step": step, **values}))  # noqa: T201 # pylint: disable=print-used


def play(north, south):
    """
    :param north: (database, address of its server); its coupons are used first
    """
    north, south = Shop("north", *north), Shop("south", *south)

    def look(name, *codes):
        say(name, north=north.look(*codes), south=south.look(*codes))

    of_north, of_south = north.open("south"), south.open("north")
    north.meet(of_south)
    south.meet(of_north)

    lost = south.give_and_fail()
    code = south.give()
    say("asked again", same=lost == code)
    look("given", code)
    order_id = north.sell(code)
    north.tell()
    look("used", code)
    north.cancel_order(order_id)
    north.tell()
    look("refunded", code)

    second = south.give()
    north.set_hook(webhook_url="http://127.0.0.1:9/nobody")
    north.sell(second)
    north.tell()
    look("not heard of", second)
    north.set_hook(webhook_url=of_south["hook"], webhook_secret="wrong")
    north.tell()
    look("badly signed", second)
    north.set_hook(webhook_secret=of_south["secret"])
    say("told at once", answers=north.tell_at_once(second))
    look("heard of", second)
    fourth = south.give()
    north.sell(fourth)
    south.ask()
    look("asked for", fourth)

    third = south.give()
    south.cancel_coupon(third)
    look("cancelled", third)

    theirs = north.give()
    south.sell(theirs, 5)
    for _turn in range(2):
        for shop in (north, south):
            shop.tell()
            shop.ask()
        look("all told", code, second, third, fourth, theirs)
    say("settled", north=north.settle(), south=south.settle())
