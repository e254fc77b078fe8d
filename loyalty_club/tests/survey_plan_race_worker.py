"""Several jobs ask the same members for two plans at the same moment; see ``race_worker`` for how it is run."""

import sys
import time

import race_worker

ROUNDS, MEMBERS = 6, 3
PAUSE = 0.05
BEAT = 0.5


def plan_of(_seed, _number):
    """In each round everybody asks, half of them for the one plan and half for the other."""
    return [("ask", 0, f"ask,{turn}", turn) for turn in range(ROUNDS)]


class AskingWorker(race_worker.Worker):
    def get_work(self):
        """Everybody is at the same round."""
        return [tuple(step) for step in self.plan["work"]]

    def do_ask(self, card, key, turn):
        if key not in self.__dict__.setdefault("begun", set()):
            self.begun.add(key)
            time.sleep(BEAT - time.time() % BEAT)
        plan = card.env["loyalty.survey.plan"].browse(self.plan["plans"][turn][self.number % 2])
        due = plan._look()
        time.sleep(PAUSE)  # the others look meanwhile
        plan._ask(due)
        card.env.flush_all()
        time.sleep(PAUSE)


def prepare(plan):
    """For each round two plans for the same members, who have two orders each."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.fields import Command
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        club = env["loyalty.card"].browse(plan["cards"]).program_id
        survey = env["survey.survey"].create(
            {"title": "Race", "question_and_page_ids": [Command.create({"title": "?", "question_type": "char_box"})]}
        )
        product = env["product.product"].create({"name": "Race", "type": "service", "list_price": 10})
        plan["plans"] = []
        for turn in range(ROUNDS):
            values = {"program_id": club.id, "survey_id": survey.id, "member_domain": f"[('ref', '=', 'race {turn}')]"}
            pair = env["loyalty.survey.plan"].create([{"name": "Race", **values}, {"name": "Again", **values}])
            pair.action_start()
            plan["plans"].append(pair.ids)
            partners = env["res.partner"].create([{"name": "Racer", "ref": f"race {turn}"} for _ in range(MEMBERS)])
            env["loyalty.card"].create([{"program_id": club.id, "partner_id": one.id} for one in partners])
            line = Command.create({"product_id": product.id})
            values = [{"partner_id": one.id, "order_line": [line]} for one in partners]
            env["sale.order"].create([*values, *values]).action_confirm()
        cr.commit()  # pylint: disable=invalid-commit
        plan.update(workers=4, kills=0)
    sql_db.close_all()


def judge(plan):
    """{customer id: [states of the invitations]}, and how many messages wait."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        plan_ids = [plan_id for pair in plan["plans"] for plan_id in pair]
        invitations = env["loyalty.survey.invitation"].search([("plan_id", "in", plan_ids)])
        asked = [found.mapped("state") for found in invitations.grouped("partner_id").values()]
        messages = env["loyalty.message"].search_count([("purpose", "=", "survey")])
        return {**result, "asked": asked, "messages": messages}


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, AskingWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
