"""An order of a member, from its creation to the commit, with this module and without it.

Both sides: the same club (1 point per money unit, one reward), the same goods, a salesperson, a transaction per order.
What Odoo does before and in the commit is part of it: that is where stock writes the tracking messages of its cards.

``sale_confirm_rules``: six rules on both sides; with this module they have conditions, one a cap by month, and the club
has three tiers that multiply.
"""

import gc

MEMBERS = 50
TARGET = 1.05
QUERIES_TARGET = 1.0
RULES_TARGET = 1.12
RULES = (
    ({"reward_point_mode": "money", "reward_point_amount": 1}, {"max_points_per_unit": 150}),
    ({"reward_point_mode": "money", "reward_point_amount": 0.5}, {"limit_points": 500, "limit_period": "month"}),
    ({"reward_point_mode": "order", "reward_point_amount": 5}, {"is_bonus": True, "weekday_sun": False}),
    ({"reward_point_mode": "unit", "reward_point_amount": 1}, {"hour_from": 8, "hour_to": 20}),
    ({"reward_point_mode": "money", "reward_point_amount": 0.1, "minimum_amount": 20}, {"date_from": "2020-01-01"}),
    ({"reward_point_mode": "order", "reward_point_amount": 50, "minimum_amount": 1000}, {"amount_basis": "untaxed"}),
)
"""Rules as stock knows them, and what this module adds to each."""
TIERS = (
    {"name": "Bronze", "sequence": 1},
    {"name": "Silver", "sequence": 2, "min_points": 500, "point_multiplier": 1.25},
    {"name": "Gold", "sequence": 3, "min_points": 100000, "point_multiplier": 1.5},
)


class Shop:
    """A shop in one database, and how it sells."""

    def __init__(self, database, rules=None):
        """``rules``: None (one plain rule), stock (what stock knows of ``RULES``) or club (all of it, and tiers)."""
        from odoo.modules.registry import Registry

        self.registry = Registry(database)
        self.sold = 0
        with self._environment() as env:
            self._prepare(env, rules)

    def _environment(self, uid=None):
        """An environment with a cursor of its own, which commits at the end as a request does."""
        from contextlib import contextmanager

        from odoo import SUPERUSER_ID, api

        @contextmanager
        def opened():
            with self.registry.cursor() as cr:
                yield api.Environment(cr, uid or SUPERUSER_ID, {"lang": "en_US", "tz": "UTC"})

        return opened()

    def _prepare(self, env, rules):
        from odoo.fields import Command

        env["loyalty.program"].search([]).active = False
        club = env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "rule_ids": [Command.create(values) for values in self._get_rules(rules)],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 10,
                            "required_points": 100,
                        }
                    )
                ],
            }
        )
        if rules == "club":
            env["loyalty.tier"].create([{"program_id": club.id, **tier} for tier in TIERS])
        self.goods = (
            env["product.product"]
            .create([{"name": f"Good {number}", "type": "consu", "list_price": 10 + number} for number in range(3)])
            .ids
        )
        members = env["res.partner"].create([{"name": f"Member {number}"} for number in range(MEMBERS)])
        env["loyalty.card"].create(
            [{"program_id": club.id, "partner_id": member.id, "points": 50} for member in members]
        )
        self.members = members.ids
        seller = env["res.users"].with_context(no_reset_password=True)
        groups = [Command.set(env.ref("sales_team.group_sale_salesman").ids)]
        self.seller = seller.create({"name": "Seller", "login": "bench_seller", "group_ids": groups}).id

    @staticmethod
    def _get_rules(rules):
        if not rules:
            return [{"reward_point_mode": "money", "reward_point_amount": 1}]
        return [{**stock, **added} if rules == "club" else stock for stock, added in RULES]

    def sell(self):
        """Create, price, confirm and commit the next order."""
        from odoo.fields import Command

        member = self.members[self.sold % len(self.members)]
        self.sold += 1
        lines = [
            Command.create({"product_id": good, "product_uom_qty": 1 + place}) for place, good in enumerate(self.goods)
        ]
        with self._environment(self.seller) as env:
            order = env["sale.order"].create({"partner_id": member, "order_line": lines})
            order._update_programs_and_rewards()
            order.action_confirm()


def run(bench):
    from odoo import sql_db

    def rest(_side):
        gc.collect()

    def compare(name, rules, **targets):
        shops = {side: Shop(bench.database(side), rules and side) for side in ("club", "stock")}
        return bench.compare(
            name,
            {side: shop.sell for side, shop in shops.items()},
            repeat=bench.size(300, quick=20),
            warmup=bench.size(MEMBERS, quick=5),
            before=rest,
            count=lambda _side: sql_db.sql_counter,
            **targets,
        )

    yield compare("sale_confirm", False, target=TARGET, queries_target=QUERIES_TARGET)
    yield compare("sale_confirm_rules", True, target=RULES_TARGET)
