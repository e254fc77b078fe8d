"""A stamp for each item; for twelve stamps the next one is free. What is free earns no stamp."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {
            "name": env._("Stamp card"),
            "portal_point_name": env._("Stamps"),
            "points_rounding": 1.0,
            "contact_accounts": "contact",
        },
        "rules": [{"reward_point_mode": "unit", "reward_point_amount": 1}],
        "rewards": [
            {
                "reward_type": "discount",
                "discount_mode": "percent",
                "discount": 100,
                "discount_applicability": "cheapest",
                "required_points": 12,
                "description": env._("One item for free"),
            }
        ],
    }
