"""What the bookshop's club gives beside discounts: a voucher, an evening, early copies; and who claimed them."""

from odoo.fields import Command

SEATS = 24
NOTES = ("Two of us are coming", "A seat in the front, please", False, False, "Could it be signed for Mina?")


def make_rewards(shop):
    """Rewards that are claimed, a promotion for members, and some weeks of claims."""
    voucher, evening, early = _make_catalogue(shop)
    _make_promotion(shop)
    rich = [member["card"] for member in shop.members if member["card"].points >= 250][:24]
    for number, card in enumerate(rich):
        reward = (voucher, evening, evening, early)[number % 4]
        if not card._get_claim_problems(reward)[reward]:
            card._claim_reward(reward, note=NOTES[number % len(NOTES)] or None, by_member=number % 3 == 0)
    claims = shop.env["loyalty.reward.claim"].search([("state", "=", "requested")], order="id")
    claims[:2].action_fulfil()
    claims[2:4].action_reserve()
    claims[4:5].action_cancel()


def _make_catalogue(shop):
    """:return: voucher, evening, early copies"""
    env, club = shop.env, shop.club
    coupons = env["loyalty.program"].create(
        {
            "name": "Book voucher of 15",
            "program_type": "coupons",
            "reward_ids": [
                Command.clear(),
                Command.create({"reward_type": "discount", "discount_mode": "per_order", "discount": 15}),
            ],
        }
    )
    return env["loyalty.reward"].create(
        [
            {
                "program_id": club.id,
                "reward_type": "voucher",
                "description": "Book voucher of 15",
                "required_points": 200,
                "voucher_program_id": coupons.id,
                "voucher_days": 90,
                "limit_per_member": 2,
                "limit_period": "year",
            },
            {
                "program_id": club.id,
                "reward_type": "service",
                "description": "An evening with the author",
                "required_points": 120,
                "budget_count": SEATS,
                "limit_per_member": 2,
                "responsible_id": env.ref("base.user_admin").id,
            },
            {
                "program_id": club.id,
                "reward_type": "service",
                "description": "New books three days early",
                "required_points": 150,
                "min_tier_id": club.tier_ids[1:2].id,
            },
        ]
    )


def _make_promotion(shop):
    """A code that works for members only."""
    shop.env["loyalty.program"].create(
        {
            "name": "Members' autumn",
            "program_type": "promo_code",
            "member_program_id": shop.club.id,
            "rule_ids": [Command.clear(), Command.create({"mode": "with_code", "code": "AUTUMN", "minimum_qty": 0})],
            "reward_ids": [
                Command.clear(),
                Command.create({"reward_type": "discount", "discount_mode": "percent", "discount": 10}),
            ],
        }
    )
