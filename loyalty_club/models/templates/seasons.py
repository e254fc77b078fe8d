"""Points for every purchase that are worth something for half a year, and vouchers. Figures: Snapp Club, riders."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {
            "name": env._("Season club"),
            "points_rounding": 1.0,
            "expiry_policy": "fixed_dates",
            "expiry_dates": "06-21,12-21",
        },
        "coupons": {
            "market": {"name": env._("Voucher for the market"), "worth": 100_000},
            "food": {"name": env._("Voucher for a first food order"), "worth": 60_000},
        },
        "rules": [{"reward_point_mode": "money", "reward_point_amount": 10, "amount_step": 1000}],
        "rewards": [
            {
                "reward_type": "voucher",
                "required_points": 600,
                "voucher_program_id": "market",
                "voucher_days": 30,
                "description": env._("Voucher of 100,000 for the market"),
            },
            {
                "reward_type": "voucher",
                "required_points": 1600,
                "voucher_program_id": "food",
                "voucher_days": 30,
                "description": env._("Voucher of 60,000 for a first food order"),
            },
        ],
    }
