"""The bookshop's paid plan: a month or a year of free delivery, and customers in every state of it."""

from contextlib import contextmanager
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

LIVES = (
    # months ago, days more, by the year, what happened today
    (16, 3, True, None),
    (14, 11, True, "cancel"),
    (13, 2, False, None),
    (11, 20, False, "end"),
    (9, 8, False, None),
    (9, 1, True, None),
    (7, 14, False, "cancel"),
    (6, 5, True, None),
    (5, 9, False, "end"),
    (4, 12, False, "pause"),
    (3, 6, True, None),
    (2, 4, False, None),
    (1, 18, False, "refuse"),
    (1, 3, False, "grace"),
    (0, 12, True, None),
    (0, 9, False, "trial"),
    (0, 2, False, "trial"),
)
REASONS = {
    "cancel": "Moves away",
    "end": "Asked by telephone",
    "pause": "In hospital until spring",
    "refuse": "Wants no renewal",
}


def make_memberships(shop):
    """A plan with two periods, and its members: as many as there are lives above."""
    plan = _make_plan(shop)
    month, year = plan.period_ids.sorted("months")
    members = [member["card"] for member in shop.members if member["until"] > shop.now][: len(LIVES)]
    for number, (card, life) in enumerate(zip(members, LIVES, strict=False)):
        _live(shop, card.partner_id, year if life[2] else month, life, number)


def _make_plan(shop):
    env = shop.env
    products = env["product.product"].create(
        [
            {
                "name": name,
                "type": "service",
                "default_code": code,
                "list_price": price,
                "taxes_id": [Command.clear()],
                "invoice_policy": "order",
            }
            for name, code, price in (
                ("Bookshop Plus, one month", "PLUS-M", 4.9),
                ("Bookshop Plus, one year", "PLUS-Y", 49.0),
            )
        ]
    )
    return env["loyalty.membership.plan"].create(
        {
            "name": "Bookshop Plus",
            "program_id": shop.club.id,
            "summary": "Free delivery, more points, new books a week earlier",
            "trial_days": 30,
            "free_shipping": True,
            "free_shipping_minimum": 20,
            "point_multiplier": 1.5,
            "early_days": 7,
            "refund_rule": "pro_rata",
            "period_ids": [
                Command.create({"count": 1, "unit": "month", "product_id": products[0].id}),
                Command.create({"count": 1, "unit": "year", "product_id": products[1].id}),
            ],
        }
    )


@contextmanager
def _at(env, moment):
    """Within, the transaction is at an earlier moment."""
    cr = env.cr
    before, cr._now = cr._now, moment
    try:
        yield
    finally:
        cr._now = before


def _live(shop, partner, period, life, number):
    """One membership from its first day to today."""
    months, days, _yearly, fate = life
    start = shop.now - relativedelta(months=months) - timedelta(days=days)
    Membership = shop.env["loyalty.membership"]
    if fate == "trial":
        with _at(shop.env, start):
            Membership._start_trial(period, partner)
        return
    membership, bought = Membership, 0
    last = start + relativedelta(months=1) if fate == "grace" else shop.now
    while not membership or membership.paid_until < last.date():
        moment = start + relativedelta(months=bought * round(period.months))
        if moment > shop.now or (fate == "grace" and bought):
            break
        with _at(shop.env, moment):
            values = {"amount": period.price}
            key = f"demo,{partner.id},{bought}"
            membership = Membership._start(period, partner, key, term_values=values)
        bought += 1
    _use(shop, membership, start, number)
    {
        "cancel": lambda: membership._cancel(REASONS["cancel"]),
        "end": lambda: membership._end("staff", REASONS["end"]),
        "pause": lambda: membership._pause(REASONS["pause"]),
        "refuse": lambda: membership._set_renewal(False),
        "grace": lambda: membership._move_to("grace", None, {"grace_from": membership.paid_until + timedelta(days=1)}),
        None: lambda: None,
    }[fate]()


def _use(shop, membership, start, number):
    """Deliveries that cost nothing, one every three weeks."""
    days = range(5 + number, (shop.now - start).days, 21)
    shop.env["loyalty.membership.benefit"].create(
        [
            {
                "membership_id": membership.id,
                "kind": "shipping",
                "amount": 3.9 + (day + number) % 3,
                "on_date": (start + timedelta(days=day)).date(),
                "key": f"demo,{day}",
            }
            for day in days
        ]
    )
