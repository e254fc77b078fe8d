"""Several processes claim the last pieces of a reward, and give some back; see ``race_worker`` for how it is run."""

import random
import sys

import race_worker

SCARCE = {"required_points": 2, "budget_count": 5, "limit_per_member": 2}


def plan_of(seed, _number):
    """Everybody wants it four times, under the same keys in every process; some claims are given back."""
    work = [("claim", account, f"claim,{turn}", None) for account in range(race_worker.ACCOUNTS) for turn in range(4)]
    work += [("give_back", account, None, None) for account in range(race_worker.ACCOUNTS)]
    random.Random(seed).shuffle(work)
    return work


class ClaimWorker(race_worker.Worker):
    def do_claim(self, card, key, _points):
        card._claim_reward(card.env["loyalty.reward"].browse(self.plan["reward"]), key=key)

    def do_give_back(self, card, _key, _points):
        claims = card.env["loyalty.reward.claim"].search([("card_id", "=", card.id)], limit=1)
        claims.action_cancel()


def prepare(plan):
    """The club of the other race, with a service that is scarce."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        reward = env["loyalty.reward"].create(
            {
                "program_id": env["loyalty.card"].browse(plan["cards"][0]).program_id.id,
                "reward_type": "service",
                "description": "Seat",
                **SCARCE,
            }
        )
        cr.commit()  # pylint: disable=invalid-commit
        plan["reward"] = reward.id
    sql_db.close_all()


def judge(plan):
    """What is claimed and what was counted, after the race."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        reward = env["loyalty.reward"].browse(plan["reward"])
        claims = env["loyalty.reward.claim"].search([("reward_id", "=", reward.id)])
        open_claims = claims.filtered(lambda claim: claim.state != "cancelled")
        owners = [claim.card_id.id for claim in open_claims]
        uses = env["loyalty.reward.use"].search([("reward_id", "=", reward.id)])
        return {
            **result,
            "used": reward.used_count,
            "uses": sum(uses.mapped("pieces")),
            "open": [owners.count(card) for card in plan["cards"]],
            "cancelled": len(claims - open_claims),
            "keys": len({(claim.card_id.id, claim.request_key) for claim in claims}) == len(claims),
            "reward": SCARCE,
        }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, ClaimWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
