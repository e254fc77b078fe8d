"""The member's page ``/my/club`` against stock's ``/my/home``: whole requests of a customer who is logged in.

Both go through Odoo's WSGI application, from the request to the last byte of the page: session, routing, database, page
layout. The club has tiers, rewards of each kind and activities; the measured member has ten entries. The customer of
stock has a loyalty card, too, of a program with as many rewards: ``/my/home`` is where stock shows it.

``portal_ledger``: a member with 10,000 entries against one with ten; as many queries, whatever the time.
"""

import threading

TARGET = 1.2
QUERIES_TARGET = 1.0
FEW = 10
MANY = 10_000
TIERS = (
    {"name": "Bronze", "sequence": 1},
    {"name": "Silver", "sequence": 2, "min_points": 50_000},
    {"name": "Gold", "sequence": 3, "min_points": 900_000, "min_amount": 900_000},
)
REWARDS = (
    {"reward_type": "discount", "discount_mode": "per_order", "discount": 5, "required_points": 50},
    {"reward_type": "discount", "discount": 10, "required_points": 500},
    {"reward_type": "service", "description": "An evening", "required_points": 80, "limit_per_member": 2},
    {"reward_type": "service", "description": "A journey", "required_points": 100_000, "budget_count": 10},
)
ACTIVITIES = (
    {"name": "Complete your profile", "trigger": "profile_complete"},
    {"name": "First purchase", "trigger": "first_purchase"},
    {"name": "Follow us", "trigger": "social_follow", "requires_approval": True, "limit_count": 1},
    {"name": "Check in", "trigger": "check_in"},
)


def run(bench):
    many = bench.size(MANY, quick=1_000)
    club, stock = Site(bench.database("club")), Site(bench.database("stock"))
    few_entries, many_entries = club.member(FEW), club.member(many)
    home = stock.customer(_make_stock_member)
    page = bench.compare(
        "portal",
        {"/my/club": lambda: few_entries.get("/my/club"), "stock /my/home": lambda: home.get("/my/home")},
        repeat=bench.size(150, quick=15),
        warmup=5,
        count=lambda _side: Visitor.queries,
        target=TARGET,
    )
    ledger = bench.compare(
        "portal_ledger",
        {
            f"{many:,} entries": lambda: many_entries.get("/my/club"),
            f"{FEW} entries": lambda: few_entries.get("/my/club"),
        },
        repeat=bench.size(100, quick=15),
        warmup=3,
        count=lambda _side: Visitor.queries,
        queries_target=QUERIES_TARGET,
        target=TARGET,
    )
    return [page, ledger]


class Site:
    """A website in a database of its own."""

    def __init__(self, database):
        self.database = database
        self.customers = 0

    def customer(self, prepare=None):
        """A customer who may log in; returns the visitor."""
        from odoo import SUPERUSER_ID, api
        from odoo.fields import Command
        from odoo.modules.registry import Registry

        self.customers += 1
        with Registry(self.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US", "tz": "UTC"})
            user = env["res.users"].with_context(no_reset_password=True).create(
                {
                    "name": f"Customer {self.customers}",
                    "login": f"bench_customer_{self.customers}",
                    "email": f"customer_{self.customers}@example.com",
                    "group_ids": [Command.set(env.ref("base.group_portal").ids)],
                }
            )  # fmt: skip
            if prepare:
                prepare(env, user.partner_id)
            env.flush_all()
            return Visitor(self.database, user)

    def member(self, entries):
        """A member of a new club, with so many purchases in the ledger."""
        return self.customer(lambda env, partner: _make_member(env, partner, entries))


class Visitor:
    """A customer with a session, and the requests of that one."""

    queries = 0

    def __init__(self, database, user):
        from odoo import http
        from odoo.service import security

        session = http.root.session_store.new()
        session.update(http.get_default_session(), db=database, _trace_disable=True)
        session.uid, session.login = user.id, user.login
        session.context = {"lang": "en_US", "tz": "UTC", "uid": user.id}
        session.session_token = security.compute_session_token(session, user.with_user(user).env)
        http.root.session_store.save(session)
        self.headers = {"Cookie": f"session_id={session.sid}"}

    def get(self, path):
        """Fetch a page wholly."""
        from werkzeug.test import Client

        from odoo import http

        answer = Client(http.root, use_cookies=False).get(path, headers=self.headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        Visitor.queries += threading.current_thread().query_count


def _make_stock_member(env, partner):
    from odoo.fields import Command

    env["loyalty.program"].search([]).active = False
    program = env["loyalty.program"].create(
        {
            "name": "Portal program",
            "program_type": "loyalty",
            "communication_plan_ids": [Command.clear()],
            "rule_ids": [Command.clear(), Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
            "reward_ids": [
                Command.clear(),
                *(Command.create({"discount": 10, "required_points": 50 * n}) for n in range(1, len(REWARDS) + 1)),
            ],
        }
    )
    env["loyalty.card"].create({"program_id": program.id, "partner_id": partner.id, "points": 100})


def _make_member(env, partner, entries):
    from datetime import timedelta

    from odoo.fields import Command

    club = env["loyalty.program"].create(
        {
            "name": "Portal club",
            "program_type": "loyalty",
            "expiry_policy": "after_earning",
            "expiry_count": 24,
            "communication_plan_ids": [Command.clear()],
            "rule_ids": [Command.clear(), Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
            "reward_ids": [Command.clear(), *(Command.create(values) for values in REWARDS)],
            "tier_ids": [Command.create(values) for values in TIERS],
            "activity_rule_ids": [Command.create(values) for values in ACTIVITIES],
        }
    )
    card = env["loyalty.card"].create({"program_id": club.id, "partner_id": partner.id})
    now = env.cr.now().replace(microsecond=0)
    qualifying = {"points": 10, "amount": 10, "orders": 1}
    values = [
        {
            "card_id": card.id,
            "points": 10,
            "kind": "accrual",
            "key": f"bench,{number}",
            "at": now - timedelta(hours=entries - number),
            "qualifying": qualifying,
            "description": f"Order {number}",
        }
        for number in range(entries)
    ]
    for start in range(0, entries, 1000):
        env["loyalty.card"]._post_points_batch(values[start : start + 1000])
