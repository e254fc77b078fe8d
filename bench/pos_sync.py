"""An order of a member that arrives from a till, until its points are there, with this module and without it.

Both sides: the same club (1 point per money unit, one reward), the same three lines, a cashier, and the two calls that
a till makes: synchronise the order (``sync_from_ui``), then its points (``confirm_coupon_programs``); each is a
transaction of its own, as requests are. The member has an account and 50 points.
"""

import gc
from contextlib import contextmanager
from uuid import uuid4

MEMBERS = 50
TARGET = 1.05
QUERIES_TARGET = 1.0


class Till:
    """A point of sale in one database, and how it sells."""

    def __init__(self, database):
        from odoo.modules.registry import Registry

        self.registry = Registry(database)
        self.sold = 0
        with self._environment() as env:
            self._prepare(env)

    @contextmanager
    def _environment(self, uid=None):
        """An environment with a cursor of its own, which commits at the end as a request does."""
        from odoo import SUPERUSER_ID, api

        with self.registry.cursor() as cr:
            yield api.Environment(cr, uid or SUPERUSER_ID, {"lang": "en_US", "tz": "UTC"})

    def _prepare(self, env):
        from odoo.fields import Command

        env["loyalty.program"].search([]).active = False
        rule = {"reward_point_mode": "money", "reward_point_amount": 1}
        reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 10, "required_points": 100}
        club = env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "rule_ids": [Command.create(rule)],
                "reward_ids": [Command.create(reward)],
            }
        )
        self.club = club.id
        goods = env["product.product"].create(
            [
                {
                    "name": f"Good {number}",
                    "type": "consu",
                    "list_price": 10 + number,
                    "available_in_pos": True,
                    "taxes_id": [Command.clear()],
                }
                for number in range(3)
            ]
        )
        self.goods = [(good.id, good.list_price) for good in goods]
        members = env["res.partner"].create([{"name": f"Member {number}"} for number in range(MEMBERS)])
        cards = env["loyalty.card"].create(
            [{"program_id": club.id, "partner_id": member.id, "points": 50} for member in members]
        )
        self.members = list(zip(members.ids, cards.ids, strict=True))
        self._open(env)

    def _open(self, env):
        """A point of sale with an open session, and a cashier."""
        from odoo.fields import Command

        journal = env["account.journal"].create({"name": "Cash box", "type": "cash", "code": "BNCH"})
        cash = env["pos.payment.method"].create({"name": "Cash box", "journal_id": journal.id})
        config = env["pos.config"].create({"name": "Bench", "payment_method_ids": [Command.set(cash.ids)]})
        groups = env.ref("point_of_sale.group_pos_user") | env.ref("base.group_user")
        users = env["res.users"].with_context(no_reset_password=True)
        cashier = users.create({"name": "Cashier", "login": "bench_cashier", "group_ids": [Command.set(groups.ids)]})
        self.cashier, self.method, self.config = cashier.id, cash.id, config.id
        config.with_user(cashier).open_ui()
        self.session = config.current_session_id.id
        config.current_session_id.set_opening_control(0, None)

    def sell(self):
        """Send the next order and its points, and commit each."""
        member, card = self.members[self.sold % len(self.members)]
        self.sold += 1
        order = self._order(member)
        with self._environment(self.cashier) as env:
            answer = env["pos.order"].sync_from_ui([order])
        change = {"points": 68, "program_id": self.club, "coupon_id": card, "barcode": False}
        change.update(partner_id=member, line_codes=[], won=68, spent=0)
        with self._environment(self.cashier) as env:
            env["pos.order"].browse(answer["pos.order"][0]["id"]).confirm_coupon_programs({str(card): change})

    def _order(self, member):
        from odoo.fields import Datetime

        lines = [self._line(product, price, 1 + place) for place, (product, price) in enumerate(self.goods)]
        total = sum(line["price_subtotal_incl"] for line in lines)
        now = Datetime.to_string(Datetime.now())
        payment = {"amount": total, "name": now, "payment_method_id": self.method, "uuid": str(uuid4())}
        return {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "name": "Order",
            "pos_reference": f"Bench {self.sold}",
            "sequence_number": self.sold,
            "tracking_number": str(self.sold),
            "date_order": now,
            "session_id": self.session,
            "user_id": self.cashier,
            "partner_id": member,
            "fiscal_position_id": False,
            "pricelist_id": False,
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

    @staticmethod
    def _line(product, price, quantity):
        return {
            "uuid": str(uuid4()),
            "product_id": product,
            "qty": quantity,
            "price_unit": price,
            "price_subtotal": price * quantity,
            "price_subtotal_incl": price * quantity,
            "discount": 0,
            "tax_ids": [(6, 0, [])],
            "pack_lot_ids": [],
        }


def run(bench):
    from odoo import sql_db

    tills = {side: Till(bench.database(side)) for side in ("club", "stock")}
    yield bench.compare(
        "pos_sync",
        {side: till.sell for side, till in tills.items()},
        repeat=bench.size(200, quick=20),
        warmup=bench.size(MEMBERS, quick=5),
        before=lambda _side: gc.collect(),
        count=lambda _side: sql_db.sql_counter,
        target=TARGET,
        queries_target=QUERIES_TARGET,
    )
