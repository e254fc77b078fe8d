"""Ranks by the money of a calendar year, kept to the end of the next. Figures: Sephora Beauty Insider, 2018-08-14."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {
            "name": env._("Beauty club"),
            "points_rounding": 1.0,
            "expiry_policy": "inactivity",
            "expiry_count": 18,
            "expiry_unit": "month",
            "tier_period": "calendar_year",
            "tier_keep": "next_period_end",
            "tier_downgrade": "qualified",
        },
        "tiers": {
            "insider": {"name": env._("Insider"), "color": 0},
            "vib": {"name": env._("VIB"), "min_amount": 350, "point_multiplier": 1.25, "color": 8},
            "rouge": {
                "name": env._("Rouge"),
                "min_amount": 1000,
                "point_multiplier": 1.5,
                "free_shipping": True,
                "color": 1,
            },
        },
        "rules": [{"reward_point_mode": "money", "reward_point_amount": 1}],
        "rewards": [
            {"reward_type": "discount", "discount_mode": "per_order", "discount": 3, "required_points": 100},
            {"reward_type": "discount", "discount_mode": "per_order", "discount": 10, "required_points": 500},
            {
                "reward_type": "discount",
                "discount_mode": "per_order",
                "discount": 100,
                "required_points": 2500,
                "tier": "rouge",
            },
        ],
    }
