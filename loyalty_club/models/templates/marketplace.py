"""Points for the profile, purchases and friends; usable when the return window is over. In the manner of DigiClub."""


def describe(env):
    """What the club consists of (see ``loyalty.club.preset``)."""
    return {
        "program": {
            "name": env._("Marketplace club"),
            "points_rounding": 1.0,
            "hold_days": 7,
            "expiry_policy": "after_earning",
            "expiry_count": 12,
        },
        "coupons": {"voucher": {"name": env._("Voucher of 50,000"), "worth": 50_000}},
        "rules": [
            {
                "reward_point_mode": "money",
                "reward_point_amount": 1,
                "amount_step": 10_000,
                "max_points_per_unit": 150,
            }
        ],
        "rewards": [
            {
                "reward_type": "voucher",
                "required_points": 500,
                "voucher_program_id": "voucher",
                "voucher_days": 30,
                "description": env._("Voucher of 50,000"),
            }
        ],
        "activities": [
            {"name": env._("Profile completed"), "trigger": "profile_complete", "points": 100},
            {"name": env._("A friend joined"), "trigger": "referral_joined", "points": 50},
            {"name": env._("A friend's first purchase"), "trigger": "referral_purchased", "points": 150},
            {
                "name": env._("Review of a purchased product"),
                "trigger": "product_review",
                "points": 10,
                "limit_count": 10,
                "limit_period": "month",
            },
        ],
    }
