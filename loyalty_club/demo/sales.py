"""The small second club, and the orders of the last days."""

from datetime import timedelta

from odoo.fields import Command

CIRCLE = 24
ORDERS = 16
BOOKS = ("almanac", "gardens", "bread", "stars", "atlas", "novel", "cats", "pasta")


def make_circle(shop):
    """The Reading Circle: only for those who joined, points wait two weeks."""
    env, rng = shop.env, shop.rng
    club = env.ref("loyalty_club.demo_club_circle")
    active = [member for member in shop.members if member["until"] > shop.now]
    partners = [member["card"].partner_id for member in active[:CIRCLE]]
    cards = env["loyalty.card"].create(
        [
            {
                "program_id": club.id,
                "partner_id": partner.id,
                "joined_on": (shop.now - timedelta(days=rng.randint(60, 200))).date(),
                "code": f"0446{number:06d}",
            }
            for number, partner in enumerate(partners, 1)
        ]
    )
    postings = []
    for card in cards:
        for _number in range(rng.randint(1, 5)):
            at = shop.now - timedelta(days=rng.randint(0, 55), hours=rng.randint(1, 9))
            free_on = club._get_local_day(at) + timedelta(days=club.hold_days)
            postings.append(
                {
                    "card_id": card.id,
                    "points": 10,
                    "kind": "accrual",
                    "key": shop.next_key(),
                    "at": at,
                    "available_on": free_on,
                    "qualifying": {"points": 10, "amount": 18.0, "orders": 1},
                    "description": "Book of the month",
                }
            )
    env["loyalty.card"]._post_points_batch(sorted(postings, key=lambda values: values["at"]))


def make_sales(shop):
    """Confirmed orders of today: some with a reward, one changed, one cancelled, one that waits for its payment."""
    env, rng = shop.env, shop.rng
    books = [env.ref(f"loyalty_club.demo_book_{name}") for name in BOOKS]
    active = [member["card"] for member in shop.members if member["until"] > shop.now]
    rich = [card for card in active if card.points >= 100]
    buyers = rng.sample(rich, 5) + rng.sample([card for card in active if card not in rich], ORDERS - 6)
    buyers.append(shop.members[-1]["card"])
    orders = env["sale.order"].create(
        [
            {
                "partner_id": card.partner_id.id,
                "user_id": env.ref("base.user_admin").id,
                "order_line": [
                    Command.create({"product_id": book.id, "product_uom_qty": rng.choice((1, 1, 1, 2, 3))})
                    for book in rng.sample(books, rng.randint(1, 3))
                ],
            }
            for card in buyers
        ]
    )
    for order, card in zip(orders, buyers, strict=True):
        order._update_programs_and_rewards()
        if card in rich:
            order._apply_program_reward(shop.rewards[-1], card)
    waiting, changed, cancelled = orders[0], orders[6], orders[7]
    waiting._reserve_points()
    waiting._extend_reservations()
    (orders - waiting).action_confirm()
    changed.order_line[0].product_uom_qty += 1
    cancelled._action_cancel()
