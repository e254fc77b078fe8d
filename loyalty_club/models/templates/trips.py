"""Ranks by the number of orders, not by money. In the manner of Alopeyk."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {
            "name": env._("Orders club"),
            "points_rounding": 1.0,
            "tier_period": "rolling",
            "tier_period_months": 12,
            "tier_keep": "months_after_reached",
            "tier_keep_months": 12,
            "tier_downgrade": "one_step",
        },
        "tiers": {
            "bronze": {"name": env._("Bronze"), "color": 3},
            "silver": {"name": env._("Silver"), "min_orders": 10, "point_multiplier": 1.5, "color": 8},
            "gold": {"name": env._("Gold"), "min_orders": 50, "point_multiplier": 2, "color": 2},
        },
        "rules": [{"reward_point_mode": "order", "reward_point_amount": 10}],
        "rewards": [{"reward_type": "discount", "discount_mode": "percent", "discount": 20, "required_points": 100}],
    }
