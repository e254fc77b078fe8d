"""Bronze, Silver, Gold: by points of twelve months, with more points the higher one stands."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {
            "name": env._("Bronze, Silver, Gold"),
            "points_rounding": 1.0,
            "expiry_policy": "after_earning",
            "expiry_count": 24,
            "tier_period": "rolling",
            "tier_period_months": 12,
            "tier_keep": "months_after_reached",
            "tier_keep_months": 12,
            "tier_downgrade": "one_step",
        },
        "tiers": {
            "bronze": {"name": env._("Bronze"), "color": 3},
            "silver": {"name": env._("Silver"), "min_points": 500, "point_multiplier": 1.25, "color": 8},
            "gold": {
                "name": env._("Gold"),
                "min_points": 2000,
                "point_multiplier": 1.5,
                "free_shipping": True,
                "color": 2,
            },
        },
        "rules": [{"reward_point_mode": "money", "reward_point_amount": 1}],
        "rewards": [
            {"reward_type": "discount", "discount_mode": "per_order", "discount": 5, "required_points": 100},
            {"reward_type": "discount", "discount_mode": "per_order", "discount": 30, "required_points": 500},
            {
                "reward_type": "discount",
                "discount_mode": "per_order",
                "discount": 100,
                "required_points": 1200,
                "tier": "gold",
            },
        ],
        "activities": [
            {"name": env._("Welcome"), "trigger": "join", "points": 50},
            {"name": env._("Profile completed"), "trigger": "profile_complete", "points": 50},
            {"name": env._("Birthday"), "trigger": "birthday", "points": 50},
        ],
    }
