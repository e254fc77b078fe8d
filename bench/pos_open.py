"""Opening a till with a thousand members and with a million: it must take the same time and load the same data.

Both sides are the club: what the client asks for when a till opens (``load_data_params``, then ``load_data`` of the
session), as a cashier, in a new transaction with nothing cached. What is loaded is counted in characters of JSON; a
second comparison has them in place of milliseconds.
"""

import json
from contextlib import contextmanager

from . import _members
from .measure import Comparison, Side

TARGET = 1.05
FEW = 1_000


def run(bench):
    many = bench.size(1_000_000, quick=20_000)
    tills = {f"{number:,} members": Till(bench, number) for number in (many, FEW)}
    opened = bench.compare(
        "pos_open",
        {name: till.open for name, till in tills.items()},
        repeat=bench.size(60, quick=8),
        warmup=3,
        count=lambda name: tills[name].queries,
        queries_target=1.0,
        target=TARGET,
    )
    loaded = [Side(name, [till.loaded]) for name, till in tills.items()]
    return [opened, Comparison("pos_open_data", *loaded, TARGET)]


class Till:
    """A till in a club with so many members."""

    def __init__(self, bench, members):
        self.queries = self.loaded = 0
        self.database = bench.copy(_members.club_of(bench, members))
        with self._environment() as env:
            self._prepare(env)
            env.cr.commit()
        bench.sql(self.database, "VACUUM ANALYZE res_partner, loyalty_card")

    @contextmanager
    def _environment(self, uid=None):
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry

        with Registry(self.database).cursor() as cr:
            yield api.Environment(cr, uid or SUPERUSER_ID, {"lang": "en_US"})
            cr.rollback()

    def _prepare(self, env):
        """A cashier, goods, tiers, rules and rewards as a shop has them, and an open session."""
        from odoo.fields import Command

        club = env["loyalty.program"].search([("name", "=", "Big club")])
        env["product.product"].create([{"name": f"Good {n}", "available_in_pos": True} for n in range(50)])
        club.write(
            {
                "rule_ids": [Command.create({"reward_point_amount": n, "reward_point_mode": "money"}) for n in (1, 2)],
                "reward_ids": [Command.create({"required_points": 100 * n, "discount": 5}) for n in (1, 2, 3)],
            }
        )
        groups = env.ref("base.group_user") | env.ref("point_of_sale.group_pos_user")
        cashier = env["res.users"].create(
            {"name": "Cashier", "login": "bench_cashier", "group_ids": [Command.set(groups.ids)]}
        )
        config = env["pos.config"].create({"name": "Till"})
        config.with_user(cashier).open_ui()
        self.cashier, self.session = cashier.id, config.current_session_id.id

    def open(self):
        with self._environment(self.cashier) as env:
            session = env["pos.session"].browse(self.session)
            answers = [session.load_data_params(), session.load_data([])]
            self.queries += env.cr.sql_log_count
        self.loaded = len(json.dumps(answers, default=str))
