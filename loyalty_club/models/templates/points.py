"""A point for each unit of money, and a discount for a hundred."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {"name": env._("Points club"), "points_rounding": 1.0},
        "rules": [{"reward_point_mode": "money", "reward_point_amount": 1}],
        "rewards": [
            {"reward_type": "discount", "discount_mode": "per_order", "discount": 5, "required_points": 100},
            {"reward_type": "discount", "discount_mode": "per_order", "discount": 15, "required_points": 250},
        ],
        "activities": [
            {"name": env._("Welcome"), "trigger": "join", "points": 20},
            {"name": env._("Birthday"), "trigger": "birthday", "points": 20},
        ],
    }
