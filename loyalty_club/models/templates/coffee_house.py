"""Stars by tier, and a ladder of rewards. Figures: Starbucks Rewards, as published on 2026-03-10."""

LADDER = ((25, 1), (60, 2), (100, 6), (200, 10), (300, 16), (400, 20))
"""Stars, and what the reward is worth at most."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {
            "name": env._("Coffee house"),
            "portal_point_name": env._("Stars"),
            "points_rounding": 1.0,
            "expiry_policy": "inactivity",
            "expiry_count": 6,
            "expiry_unit": "month",
            "tier_period": "rolling",
            "tier_period_months": 12,
            "tier_keep": "months_after_reached",
            "tier_keep_months": 12,
            "tier_downgrade": "qualified",
        },
        "coupons": {"birthday": {"name": env._("Birthday drink"), "worth": 10}},
        "tiers": {
            "green": {"name": env._("Green"), "color": 10},
            "gold": {
                "name": env._("Gold"),
                "min_points": 500,
                "point_multiplier": 1.2,
                "points_never_expire": True,
                "color": 2,
            },
            "reserve": {
                "name": env._("Reserve"),
                "min_points": 2500,
                "point_multiplier": 1.7,
                "points_never_expire": True,
                "color": 1,
            },
        },
        "rules": [{"reward_point_mode": "money", "reward_point_amount": 1}, *_get_reload_rules(env)],
        "rewards": [
            {
                "reward_type": "discount",
                "discount_mode": "percent",
                "discount": 100,
                "discount_applicability": "cheapest",
                "discount_max_amount": worth,
                "required_points": stars,
            }
            for stars, worth in LADDER
        ],
        "activities": [
            _get_birthday(env, ["gold"], 7),
            _get_birthday(env, ["reserve"], 30),
        ],
    }


def _get_reload_rules(env):
    """Ten Stars for putting 30 on the card, 25 for 50 and more; for the eWallet's own product, where there is one."""
    product = env.ref("loyalty.ewallet_product_50", raise_if_not_found=False)
    if not product:
        return []
    bonus = {"reward_point_mode": "order", "is_bonus": True, "product_ids": [(6, 0, product.ids)], "minimum_qty": 1}
    return [
        {**bonus, "reward_point_amount": 10, "minimum_amount": 30},
        {**bonus, "reward_point_amount": 15, "minimum_amount": 50},
    ]


def _get_birthday(env, tiers, days):
    return {
        "name": env._("Birthday: a drink within %s days", days),
        "trigger": "birthday",
        "points": 0,
        "tiers": tiers,
        "coupon_program_id": "birthday",
        "coupon_days": days,
    }
