"""Points for what lies in accounts and for using the bank's services. Figures: Bank Ayandeh, undated table, in rial."""

BALANCES = (("current", 20), ("interest_free", 15), ("short_term", 25), ("long_term", 20))
"""Code of an account, and its points per day for every 10 million."""
TEN_MILLION = 10_000_000


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    names = {
        "current": env._("Current account"),
        "interest_free": env._("Interest-free savings"),
        "short_term": env._("Short-term deposit"),
        "long_term": env._("Long-term deposit"),
    }
    balance = {"trigger": "balance", "quantity_step": TEN_MILLION}
    month = {"trigger": "custom", "limit_period": "month"}
    return {
        "program": {"name": env._("Club of a bank"), "points_rounding": 1.0, "enrollment": "opt_in"},
        "activities": [
            *({**balance, "name": names[code], "code": code, "points": points} for code, points in BALANCES),
            {
                **month,
                "name": env._("Paying by card"),
                "code": "card_payment",
                "points": 100,
                "quantity_step": 1_000_000,
                "limit_points": 1500,
            },
            {**month, "name": env._("Paying a bill"), "code": "bill", "points": 50, "limit_points": 150},
        ],
        "rewards": [
            {
                "reward_type": "service",
                "required_points": 5000,
                "description": env._("A safe deposit box for a year"),
            },
            {"reward_type": "discount", "discount_mode": "per_point", "discount": 100, "required_points": 1},
        ],
    }
