"""Few, big purchases: a year without one costs a rank. In the manner of a travel agency's club; amounts in rial."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {
            "name": env._("Travel club"),
            "points_rounding": 1.0,
            "tier_period": "lifetime",
            "tier_keep": "months_after_purchase",
            "tier_keep_months": 12,
            "tier_downgrade": "one_step",
        },
        "tiers": {
            "bronze": {"name": env._("Bronze"), "color": 3},
            "silver": {"name": env._("Silver"), "min_points": 100, "color": 8},
            "gold": {"name": env._("Gold"), "min_points": 500, "color": 2},
        },
        "rules": [{"reward_point_mode": "money", "reward_point_amount": 10, "amount_step": 1_000_000}],
        "rewards": [
            {"reward_type": "discount", "discount_mode": "per_order", "discount": 500_000, "required_points": 50},
            {
                "reward_type": "service",
                "required_points": 200,
                "tier": "gold",
                "description": env._("Lounge at the airport"),
            },
        ],
    }
