"""Several processes give the same codes, decide and pay at once; see ``race_worker`` for how it is run."""

import random
import sys

import race_worker

LIMIT = 2
FRIENDS = 3


def plan_of(seed, _number):
    """Every process gives the code of every account for each of its friends, and looks at every invitation."""
    accounts = range(race_worker.ACCOUNTS)
    work = [("give", account, str(friend), None) for account in accounts for friend in range(FRIENDS)]
    work += [("sync", account, str(turn), None) for account in accounts for turn in range(2)]
    random.Random(seed).shuffle(work)
    return work


class ReferralWorker(race_worker.Worker):
    def do_give(self, card, key, _points):
        friend = self.plan["friends"][self.plan["cards"].index(card.id)][int(key)]
        partner = card.env["res.partner"].browse(friend)
        card.env["loyalty.referral"]._register_code(partner, card.referral_code, "cart")

    def do_sync(self, card, _key, _points):
        card.env["loyalty.referral"].search([("card_id", "=", card.id)])._sync()


def prepare(plan):
    """The club of the other race pays for friends; each of its members has three of them. Those of every other member
    joined already: they are paid for at once. Where nothing is booked, only the limit's own lock keeps it.
    """
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        cards = env["loyalty.card"].browse(plan["cards"])
        club = cards.program_id
        club.referral_month_limit = LIMIT
        env["loyalty.activity"].create(
            [
                {"name": trigger, "program_id": club.id, "trigger": trigger, "points": points}
                for trigger, points in (("referral_joined", 10), ("referred_joined", 3))
            ]
        )
        cards._make_referral_codes()
        plan["friends"] = []
        for number, card in enumerate(cards):
            partners = env["res.partner"].create([{"name": f"Friend {card.id} {n}"} for n in range(FRIENDS)])
            for partner in partners if number % 2 else ():
                club._join(partner)
            plan["friends"].append(partners.ids)
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def judge(plan):
    """What became of the invitations, after the race."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        referrals = env["loyalty.referral"].search([("card_id", "in", plan["cards"])])
        entries = env["loyalty.ledger.entry"].search([("origin_model", "=", "loyalty.referral")])
        by_card = referrals.grouped("card_id")
        return {
            **result,
            "states": [
                sorted((one.state, one.reason or "") for one in by_card.get(card, referrals.browse()))
                for card in env["loyalty.card"].browse(plan["cards"])
            ],
            "referrals": len(referrals),
            "to_members": sum(entries.filtered(lambda entry: entry.card_id.id in plan["cards"]).mapped("points")),
            "to_friends": sum(entries.filtered(lambda entry: entry.card_id.id not in plan["cards"]).mapped("points")),
            "entries": len(entries),
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, ReferralWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
