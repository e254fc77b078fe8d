"""What the bookshop tells its members by itself, and what it told buyers of a book."""

COMMUNICATIONS = (
    {"trigger": "welcome"},
    {"trigger": "points_expiring", "days": 14, "points": 20},
    {"trigger": "tier_reached"},
    {"trigger": "tier_ending", "days": 30},
    {"trigger": "birthday", "channel": "sms"},
    {"trigger": "inactive", "days": 120, "active": False},
)


def make_communications(shop):
    """Six occasions, one of them switched off; a recall that was sent and news that are a draft."""
    env = shop.env
    env["loyalty.mail"].create([{**values, "program_id": shop.club.id} for values in COMMUNICATIONS])
    recall = env["loyalty.news"].create(
        {
            "subject": "Slow Bread: a wrong temperature on page 48",
            "kind": "recall",
            "body": "<p>Page 48 says 280 °C. It has to be 180 °C. Bring the book to the shop: you get a new one.</p>",
            "product_ids": [(6, 0, env.ref("loyalty_club.demo_book_bread").ids)],
        }
    )
    if recall.buyer_count:
        recall.action_send()
        recall._hand_over()
    env["loyalty.news"].create(
        {
            "subject": "The second almanac is here",
            "body": "<p>Whoever liked The Lighthouse Almanac: the next volume is in the shop.</p>",
            "product_ids": [(6, 0, env.ref("loyalty_club.demo_book_almanac").ids)],
        }
    )
