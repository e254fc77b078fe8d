"""The API for partners against a stock route that reads one record: whole requests of a computer with a key.

Both go through Odoo's WSGI application, from the request to the last byte of the answer: key, routing, database, JSON.
Stock's side is ``/json/2/res.partner/read`` of one partner and one field. Ours count each call; changes are remembered
by their Idempotency-Key, book what the coupon comes to, and commit.

``coalition_look_up``: one coupon. ``coalition_issue``: one of our coupons is given out. ``coalition_redeem``: one of
the partner's coupons is used. Requests per second are printed beside them.
"""

import json
import sys
import threading
from itertools import count

LOOK_UP_TARGET = 1.5
CHANGE_TARGET = 4
POOL = 100_000
"""So many codes are in the partner's pool."""


def run(bench):
    repeat = bench.size(300, quick=20)
    club, stock = bench.database("club"), bench.database("stock")
    coalition = Partner(bench, club, repeat + 50, bench.size(POOL, quick=1_000))
    reader = Reader(bench, stock)
    work = {
        "look_up": (coalition.look_up, LOOK_UP_TARGET),
        "issue": (coalition.issue, CHANGE_TARGET),
        "redeem": (coalition.redeem, CHANGE_TARGET),
    }
    results = [
        bench.compare(
            f"coalition_{name}",
            {f"API: {name}": function, "stock: read": reader.read},
            repeat=repeat,
            warmup=5,
            count=lambda _side: Caller.queries,
            target=target,
        )
        for name, (function, target) in work.items()
    ]
    for result in results:
        sides = (result.measured, result.reference)
        rates = ", ".join(f"{side.name} {1000 / side.median:.0f}" for side in sides)
        print(f"{result.name}: requests per second of one process: {rates}", file=sys.stderr)
    return results


class Caller:
    """Someone with a key for one database."""

    queries = 0

    def __init__(self, database, key):
        self.headers = {"Authorization": f"Bearer {key}", "X-Odoo-Database": database}

    def call(self, method, path, body=None, **headers):
        """Call, and read the answer wholly."""
        from werkzeug.test import Client

        from odoo import http

        client = Client(http.root, use_cookies=False)
        answer = client.open(path, method=method, json=body, headers={**self.headers, **headers})
        if answer.status_code not in (200, 201):
            raise RuntimeError(f"{path}: {answer.status} {answer.text}")
        Caller.queries += threading.current_thread().query_count
        return json.loads(answer.data)


class Reader(Caller):
    """Reads one partner's name by stock's JSON route."""

    def __init__(self, bench, database):
        with bench.environment(database) as env:
            admin = env.ref("base.user_admin")
            key = env["res.users.apikeys"].with_user(admin).sudo()._generate("rpc", "bench", None)
            self.partner_id = admin.partner_id.id
            env.cr.commit()
        super().__init__(database, key)

    def read(self):
        values = {"ids": [self.partner_id], "fields": ["name"]}
        self.call("POST", "/json/2/res.partner/read", values)


class Partner(Caller):
    """The computer of a partner: a pool of its codes, of which a member has some, and an offer of ours."""

    path = "/loyalty_club/api/v1"

    def __init__(self, bench, database, given, pool):
        with bench.environment(database) as env:
            key = _prepare(env, given, pool)
            env.cr.commit()
        super().__init__(database, key)
        self.codes = (f"C{number}" for number in count())
        self.numbers = count()

    def look_up(self):
        self.call("GET", f"{self.path}/coupons/C0")

    def issue(self):
        self.change("/offers/ours/coupons", {"customer": "customer 7"})

    def redeem(self):
        self.change(f"/coupons/{next(self.codes)}/redeem", {"order": "S1", "amount": 80, "discount": 16})

    def change(self, path, body):
        self.call("POST", self.path + path, body, **{"Idempotency-Key": f"k{next(self.numbers)}"})


def _prepare(env, given, pool):
    from odoo.fields import Command

    club = env["loyalty.program"].create(
        {
            "name": "Coalition club",
            "program_type": "loyalty",
            "communication_plan_ids": [Command.clear()],
            "rule_ids": [Command.clear()],
            "reward_ids": [Command.clear(), Command.create({"required_points": 50})],
        }
    )
    member = env["loyalty.card"].create(
        {"program_id": club.id, "partner_id": env["res.partner"].create({"name": "Member"}).id}
    )
    shop = env["res.partner"].create({"name": "Ballet Shoes", "is_company": True})
    terms = {"terms": "percent", "terms_percent": 5, "api_limit": 1_000_000}
    coalition = env["loyalty.coalition.partner"].create({"partner_id": shop.id, "program_id": club.id, **terms})
    coalition._move_to("active")
    program = env["loyalty.program"].create({"name": "Welcome", "program_type": "coupons"})
    offers = env["loyalty.coalition.offer"].create(
        [
            {"name": "Theirs", "coalition_id": coalition.id, "limit_per_member": 0},
            {
                "name": "Ours",
                "coalition_id": coalition.id,
                "direction": "ours",
                "coupon_program_id": program.id,
                "reference": "ours",
            },
        ]
    )
    values = [{"offer_id": offers[0].id, "code": f"C{number}"} for number in range(pool)]
    for start in range(0, pool, 10_000):
        env["loyalty.coalition.coupon"].create(values[start : start + 10_000])
        env.flush_all()
        env.invalidate_all()
    for _turn in range(min(given, pool)):
        offers[0]._give(member)
    return coalition._make_api_key(30)
