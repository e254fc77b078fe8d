"""Several windows join, and several guess, at the same moment; see ``race_worker`` for how it is run."""

import random
import sys
import time

import race_worker

GUESTS, CLICKS, TRIES = 3, 6, 12
PAUSE = 0.03
"""Between looking and the end of the request: the others look meanwhile."""
BEAT = 0.3
GROUPS = ("agreed", "switched")
WORDS = "Yes, send me offers."


def plan_of(seed, _number):
    """Every process presses "Join" for every guest, and types wrong codes for every account. Every process notes the
    same consents, at the till and in the customer account.
    """
    guesses = [
        ("guess", account, f"guess,{account},{turn}", None)
        for account in range(race_worker.ACCOUNTS)
        for turn in range(TRIES)
    ]
    random.Random(seed).shuffle(guesses)
    joins = [("join", 0, f"join,{guest},{click}", guest) for guest in range(GUESTS) for click in range(CLICKS)]
    agreed = [("agree", 0, f"agree,{turn}", None) for turn in range(2 * CLICKS)]
    return [*joins, *agreed, *guesses]


class JoinWorker(race_worker.Worker):
    def get_work(self):
        """Everybody joins guest by guest: nobody joins twice in earnest, so all meet at the first click or never."""
        together = [tuple(step) for step in self.plan["work"] if step[0] != "guess"]
        return [*together, *(step for step in super().get_work() if step[0] == "guess")]

    def do_agree(self, card, _key, _points):
        """At every beat all processes are at the same customers, whatever they did before."""
        time.sleep(BEAT - time.time() % BEAT)
        number = int(time.time() / BEAT) % CLICKS
        agreed, switched = (card.env["res.partner"].browse(self.plan[group][number]) for group in GROUPS)
        card.env["loyalty.consent"]._give(agreed, {"sms": WORDS}, "till", card.env.company)
        switched._set_club_messages("sms", True, card.env.company)
        time.sleep(PAUSE)

    def do_join(self, card, key, guest):
        from odoo.exceptions import ConcurrencyError

        partner = card.env["res.partner"].browse(self.plan["guests"][guest])
        ticked = (self.number + int(key.rpartition(",")[2])) % 2  # consents have a guard of their own
        try:
            card.program_id._join_from_home(partner, {"email": WORDS} if ticked else {})
        except ConcurrencyError:
            self.note(key, "met")
            raise
        time.sleep(PAUSE)

    def do_guess(self, card, _key, _points):
        card.env["loyalty.throttle"]._count("account_code", [f"account:{card.id}", "address:192.0.2.1"])
        time.sleep(PAUSE)


def prepare(plan):
    """The club of the other race gives 50 points for joining."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        club = env["loyalty.card"].browse(plan["cards"]).program_id
        env["loyalty.activity"].create({"name": "Welcome", "program_id": club.id, "trigger": "join", "points": 50})
        plan["guests"] = env["res.partner"].create([{"name": f"Guest {number}"} for number in range(GUESTS)]).ids
        for group in GROUPS:
            values = [{"name": f"{group} {number}", "phone": "+32470123456"} for number in range(CLICKS)]
            plan[group] = env["res.partner"].create(values).ids
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def judge(plan):
    """What the guests are after the race, and how many guesses were let through."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        cards = env["loyalty.card"].with_context(active_test=False).search([("partner_id", "in", plan["guests"])])
        consents = env["loyalty.consent"].search([("partner_id", "in", plan["guests"])])
        throttle = env["loyalty.throttle"]
        return {
            **result,
            "accounts": [
                cards.filtered(lambda card, one=guest: card.partner_id.id == one).ids for guest in plan["guests"]
            ],
            "points": cards.mapped("points"),
            "entries": [len(card.ledger_ids) for card in cards],
            "consents": [
                len(consents.filtered(lambda one, guest=guest: one.partner_id.id == guest)) for guest in plan["guests"]
            ],
            "agreed": [
                env["loyalty.consent"].search_count([("partner_id", "=", one)])
                for one in (*plan["agreed"], *plan["switched"])
            ],
            "guesses": [
                throttle.search_count([("subject", "=", throttle._hash_subject("account_code", f"account:{card_id}"))])
                for card_id in plan["cards"]
            ],
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, JoinWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
