"""Eight computers of a partner call the API at the same moment; see ``race_worker`` for how it is run."""

import json
import sys
import time

import race_worker

WORKERS, MOST, ROUNDS = 8, 5, 3
BEAT = 0.5
"""All call at a beat."""


def plan_of(_seed, _number):
    """Each round: everybody asks with a key of its own, all with one key, and all use one coupon for orders of their
    own.
    """
    return [(what, turn, f"{what},{turn}", 0) for turn in range(ROUNDS) for what in ("own", "same", "order")]


class ApiWorker(race_worker.Worker):
    def get_work(self):
        return [tuple(step) for step in self.plan["work"]]

    def attempt(self, _registry, what, turn, key, _points):
        """Call until there is an answer: [status, what was answered]."""
        offer = "limited" if what == "own" else "free"
        path, body = f"/offers/{offer}{turn}/coupons", {"customer": "7"}
        if what == "order":
            path, body = f"/coupons/C{turn}/redeem", {"order": f"S{self.number}", "amount": 10 + self.number}
        time.sleep(BEAT - time.time() % BEAT)
        status = 500
        while status >= 500:
            status, answer = self.call(path, body, key if what == "same" else f"{key},{self.number}")
        return [status, answer.get("code") or answer["error"]["code"]]

    def call(self, path, body, key):
        from werkzeug.test import Client

        from odoo import http

        headers = {
            "Authorization": f"Bearer {self.plan['api_key']}",
            "Idempotency-Key": key,
            "X-Odoo-Database": self.plan["database"],
        }
        self.note("calls", 1)
        answer = Client(http.root, use_cookies=False).post(f"/loyalty_club/api/v1{path}", json=body, headers=headers)
        return answer.status_code, json.loads(answer.data)


def prepare(plan):
    """Offers of ours with five coupons and without limit, and coupons of the partner that a member has."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        member = env["loyalty.card"].browse(plan["cards"][0])
        shop = env["res.partner"].create({"name": "Ballet Shoes", "is_company": True})
        values = {"partner_id": shop.id, "program_id": member.program_id.id, "terms": "fixed", "terms_amount": 1}
        coalition = env["loyalty.coalition.partner"].create(values)
        coalition._move_to("active")
        program = env["loyalty.program"].create({"name": "Welcome", "program_type": "coupons"})
        Offer = env["loyalty.coalition.offer"]
        base = {"coalition_id": coalition.id}
        ours = {**base, "direction": "ours", "coupon_program_id": program.id}
        for turn in range(ROUNDS):
            Offer.create({**ours, "name": "Limited", "reference": f"limited{turn}", "max_issued": MOST})
            Offer.create({**ours, "name": "Free", "reference": f"free{turn}"})
            theirs = Offer.create({**base, "name": "Theirs"})
            env["loyalty.coalition.coupon"].create({"offer_id": theirs.id, "code": f"C{turn}"})
            theirs._give(member)
        plan.update(workers=WORKERS, kills=0, coalition=coalition.id, api_key=coalition._make_api_key(1))
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def judge(plan):
    """What is there after the race."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        coalition = env["loyalty.coalition.partner"].browse(plan["coalition"])
        rates = env["loyalty.coalition.rate"].search([("caller", "=", coalition.id)])
        used = env["loyalty.coalition.coupon"].search([("state", "=", "redeemed")])
        return {
            **result,
            "issued": {offer.reference: offer.issued_count for offer in coalition.offer_ids if offer.max_issued},
            "free": [offer.issued_count for offer in coalition.offer_ids if offer.name == "Free"],
            "orders": [[coupon.code, coupon.order_ref, coupon.order_amount] for coupon in used],
            "movements": coalition.movement_ids.mapped("amount"),
            "requests": env["loyalty.coalition.request"].search_count([("coalition_id", "=", coalition.id)]),
            "counted": sum(rates.mapped("number")),
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, ApiWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
