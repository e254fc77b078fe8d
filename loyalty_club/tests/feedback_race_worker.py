"""Eight windows give 10 points each of a budget of 50, and all send the same form; see ``race_worker``."""

import sys

import race_worker

WORKERS, POINTS, BUDGET = 8, 10, 50


def plan_of(_seed, _number):
    """Everybody gives once, and clicks the same window of points twice with the others."""
    return [("give", 0, "give", 0), ("same", 0, "same", 0)]


class FeedbackWorker(race_worker.Worker):
    def do_give(self, card, _key, _points):
        feedback = card.env["loyalty.feedback"].browse(self.plan["feedback"][self.number % 2])
        feedback.with_user(self.plan["clerk"])._give_goodwill(points=POINTS, key=f"window,{self.number}")

    def do_same(self, card, _key, _points):
        feedback = card.env["loyalty.feedback"].browse(self.plan["feedback"][0])
        feedback.with_user(self.plan["boss"])._give_goodwill(points=1, key="the same window")


def prepare(plan):
    """Two complaints of one member, a clerk with a budget, and a boss with a large one."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.fields import Command
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True, "no_reset_password": True})
        card = env["loyalty.card"].browse(plan["cards"])[:1]
        groups = [Command.set(env.ref("loyalty_club.group_club_user").ids)]
        users = env["res.users"].create([{"name": one, "login": one, "group_ids": groups} for one in ("clerk", "boss")])
        env["loyalty.goodwill.budget"].create(
            [{"user_id": user.id, "points": points} for user, points in zip(users, (BUDGET, 1000), strict=True)]
        )
        about = {"partner_id": card.partner_id.id, "account_id": card.id, "kind": "complaint"}
        feedback = env["loyalty.feedback"]._open([{**about, "text": text} for text in ("Wet", "Late")])
        cr.commit()  # pylint: disable=invalid-commit
        plan.update(workers=WORKERS, kills=0, clerk=users[0].id, boss=users[1].id, feedback=feedback.ids)
    sql_db.close_all()


def judge(plan):
    """What was given, and of which budget."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        given = env["loyalty.feedback.goodwill"].search([("feedback_id", "in", plan["feedback"])])
        budget = env["loyalty.goodwill.budget"].search([("user_id", "=", plan["clerk"])])
        return {
            **result,
            "given": given.filtered(lambda one: one.user_id.id == plan["clerk"]).mapped("points"),
            "once": len(given.filtered(lambda one: one.user_id.id == plan["boss"])),
            "used": budget.used,
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, FeedbackWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
