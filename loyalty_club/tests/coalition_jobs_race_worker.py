"""Several processes upload one file, send messages to a partner and give coupons out at once; some of them are killed.
See ``race_worker`` for how it is run.
"""

import base64
import json
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

import race_worker

WORKERS, KILLS = 4, 6
CODES, CHUNK = 1500, 100
MESSAGES, MEMBERS = 24, 8
PAUSE = 0.03
"""Seconds before and after the partner's computer did what it was told, so that some are killed in between."""


def plan_of(_seed, _number):
    return [(what, 0, what, 0) for what in ("upload", "send", "give")]


class JobsWorker(race_worker.Worker):
    def do(self, env, what, account, key, points):
        getattr(self, f"do_{what}")(env)

    def do_upload(self, env):
        """Everybody has an upload of the same file for the same offer; it goes on where it was killed."""
        upload = env["loyalty.coalition.upload"].browse(self.plan["uploads"][self.number])
        if upload.state == "running":
            upload._run(commit=True)
            env.cr.commit()  # pylint: disable=invalid-commit

    def do_send(self, env):
        env["loyalty.coalition.delivery"]._cron_send()

    def do_give(self, env):
        env["loyalty.coalition.offer"]._cron_give_automatic()


def play_partner(plan):
    """The partner's computer is another contract of this database: it does what it is told, and commits.

    Whoever sends the first message is killed before the answer is noted.
    """
    from odoo import api
    from odoo.modules.registry import Registry
    from odoo.service.model import retrying

    safe_http = import_module("odoo.addons.loyalty_club.models.coalition.exchange.safe_http")

    def fetch(_method, _url, *, headers, body, **_options):
        time.sleep(PAUSE)
        with Registry(plan["database"]).cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
            shop = env["loyalty.coalition.partner"].browse(plan["shop"])
            told = json.loads(body)
            answer = retrying(lambda: env["loyalty.coalition.news"]._receive(shop, told), env)
            cr.commit()  # pylint: disable=invalid-commit
        with open(plan["journal"] % "answers", "a") as answers:
            answers.write(f"{answer['result']}\n")
            is_first = answers.tell() <= len("done\n")
        if is_first:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(PAUSE)
        return safe_http.Answer(200, json.dumps(answer).encode(), {})

    safe_http.fetch = fetch


def prepare(plan):
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    automatic = import_module("odoo.addons.loyalty_club.models.coalition.home.automatic")

    automatic.CHUNK = 2
    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        type(env["loyalty.coalition.upload"])._chunk = CHUNK
        env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        env["loyalty.coalition.delivery"].search([("state", "=", "waiting")]).unlink()
        club = env["loyalty.card"].browse(plan["cards"]).program_id
        plan.update(workers=WORKERS, kills=KILLS)
        coalition = make_contract(env, club, "Ballet Shoes", webhook_url="https://shop.example.com", webhook_secret="s")
        make_uploads(env, coalition, plan)
        make_messages(env, coalition, make_contract(env, club, "The shop's side"), plan)
        make_gifts(env, coalition, plan)
        cr.commit()  # pylint: disable=invalid-commit
    play_partner(plan)
    sql_db.close_all()


def make_contract(env, club, name, **values):
    company = env["res.partner"].create({"name": name, "is_company": True})
    values |= {"partner_id": company.id, "program_id": club.id, "terms": "fixed", "terms_amount": 1}
    coalition = env["loyalty.coalition.partner"].create(values)
    coalition._move_to("active")
    return coalition


def make_uploads(env, coalition, plan):
    offer = env["loyalty.coalition.offer"].create({"name": "Uploaded", "coalition_id": coalition.id})
    data = base64.b64encode("".join(f"U{number}\n" for number in range(CODES)).encode())
    values = {"offer_id": offer.id, "filename": "codes.csv", "file": data}
    uploads = env["loyalty.coalition.upload"].create([values] * WORKERS)
    uploads.write({"state": "running", "row_count": CODES})
    plan.update(uploads=uploads.ids, uploaded=offer.id)


def make_messages(env, coalition, shop, plan):
    """Coupons of ours that were used with us; the shop has the same codes."""
    Offer = env["loyalty.coalition.offer"]
    program = env["loyalty.program"].create({"name": "Welcome", "program_type": "coupons"})
    values = {"name": "Ours", "coalition_id": coalition.id, "direction": "ours", "coupon_program_id": program.id}
    coupons = Offer.create(values)._issue("customer 7", MESSAGES)
    pool = Offer.create({"name": "Theirs", "coalition_id": shop.id})
    theirs = env["loyalty.coalition.coupon"].create([{"offer_id": pool.id, "code": one.code} for one in coupons])
    theirs._move_to("issued", pool._prepare_issued())
    for number, coupon in enumerate(coupons):
        coupon._redeem(f"S{number}", 80, 8)
    plan["shop"] = shop.id


def make_gifts(env, coalition, plan):
    """Members who have risen to a tier for which they get a coupon of the partner."""
    club = coalition.program_id
    tiers = [
        {"program_id": club.id, "name": "Bronze", "sequence": 1},
        {"program_id": club.id, "name": "Silver", "sequence": 2, "min_points": 100},
    ]
    silver = env["loyalty.tier"].create(tiers)[1]
    values = {"name": "Gift", "coalition_id": coalition.id, "how": "tier", "reached_tier_id": silver.id}
    offer = env["loyalty.coalition.offer"].create({**values, "limit_per_member": 0})
    env["loyalty.coalition.coupon"].create([{"offer_id": offer.id, "code": f"G{one}"} for one in range(3 * MEMBERS)])
    partners = env["res.partner"].create([{"name": f"Member {number}"} for number in range(MEMBERS)])
    members = env["loyalty.card"].create([{"program_id": club.id, "partner_id": one.id} for one in partners])
    risen = {"points": 100, "kind": "accrual", "key": "rise", "qualifying": {"points": 100}}
    members._post_points_batch([{**risen, "card_id": card.id} for card in members])
    plan.update(gift=offer.id, members=members.ids)


def judge(plan):
    """What was uploaded, told and given."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        uploads = env["loyalty.coalition.upload"].browse(plan["uploads"])
        deliveries = env["loyalty.coalition.delivery"].search([("event", "=", "redeemed")])
        told = [("coalition_id", "=", plan["shop"]), ("event", "=", "redeemed")]
        news = env["loyalty.coalition.news"].search(told)
        gifts = env["loyalty.coalition.coupon"].search([("offer_id", "=", plan["gift"]), ("state", "!=", "available")])
        shop = env["loyalty.coalition.partner"].browse(plan["shop"])
        return {
            **result,
            "uploads": [[one.state, one.position, one.new_count + one.known_count] for one in uploads],
            "new": sum(uploads.mapped("new_count")),
            "codes": env["loyalty.coalition.coupon"].search_count([("offer_id", "=", plan["uploaded"])]),
            "sent": deliveries.mapped("state"),
            "told": [sorted(deliveries.mapped("event_uid")), sorted(news.mapped("event_uid"))],
            "known": Path(plan["journal"] % "answers").read_text().count("known"),
            "problems of news": [one.problem for one in news if one.problem],
            "used": sorted(shop.offer_ids.coupon_ids.mapped("state")),
            "movements": shop.movement_ids.mapped("amount"),
            "gifts": sorted(gifts.account_id.ids),
            "given": len(gifts),
            "members": sorted(plan["members"]),
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, JobsWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
