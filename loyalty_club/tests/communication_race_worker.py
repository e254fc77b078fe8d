"""Several processes tell the same members and send the same news; see ``race_worker`` for how it is run."""

import random
import sys

import race_worker

LONG_AGO = "2020-01-01 00:00:00"


def plan_of(seed, _number):
    """Every process earns the same points, runs the job again and again, and sends the news."""
    accounts = range(race_worker.ACCOUNTS)
    work = [("earn", account, f"visit,{turn}", 5) for account in accounts for turn in range(3)]
    work += [("tell", account, f"tell,{turn}", None) for account in accounts for turn in range(4)]
    work += [("send", 0, "send", None), ("send", 1, "send", None), ("hand", 0, "hand", None), ("hand", 1, "hand", None)]
    random.Random(seed).shuffle(work)
    return work


class CommunicationWorker(race_worker.Worker):
    def do_tell(self, card, _key, _points):
        card.env["loyalty.mail"]._tell_due()

    def do_send(self, card, _key, _points):
        card.env["loyalty.news"].search([]).action_send()

    def do_hand(self, card, _key, _points):
        for news in card.env["loyalty.news"].search([("state", "=", "sending")]):
            news._hand_over(limit=1)


def prepare(plan):
    """The club of the other race tells who joins and who earns; its members bought a kettle that is called back."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        cards = env["loyalty.card"].browse(plan["cards"])
        for trigger in ("welcome", "points_earned"):
            mail = env["loyalty.mail"].create({"program_id": cards.program_id.id, "trigger": trigger})
            mail.since = LONG_AGO
        kettle = env["product.product"].create({"name": "Kettle", "type": "service"})
        for card in cards:
            line = {"product_id": kettle.id, "product_uom_qty": 1, "price_unit": 0}
            order = env["sale.order"].create({"partner_id": card.partner_id.id, "order_line": [(0, 0, line)]})
            order.action_confirm()
        env["loyalty.news"].search([]).unlink()
        env["loyalty.news"].create(
            {"subject": "Kettle", "kind": "recall", "body": "<p>Stop</p>", "product_ids": [(6, 0, kettle.ids)]}
        )
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def judge(plan):
    """What was told, after the race and one more run."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        env["loyalty.mail"]._tell_due()
        news = env["loyalty.news"].search([])
        news.action_send()
        while news.state == "sending":
            news._hand_over()
        messages = env["loyalty.message"].search([("account_id", "in", plan["cards"])])
        told = [(message.account_id.id, message.purpose, message.res_id) for message in messages]
        visits = env["loyalty.ledger.entry"].search([("card_id", "in", plan["cards"]), ("key", "=like", "visit,%")])
        told_visits = [entry for _card, _purpose, entry in told if entry in visits.ids]
        return {
            **result,
            "welcomes": sorted(card for card, purpose, _id in told if purpose == "welcome"),
            "visits": [len(visits), len(told_visits), len(set(told_visits))],
            "recalls": sorted(card for card, purpose, _id in told if purpose == "recall"),
            "recipients": [len(news.recipient_ids), len(news.recipient_ids.filtered("message_id")), news.state],
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, CommunicationWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
