"""The bookshop's paid plan: a month or a year of free delivery, and customers in every state of it."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

LIVES = (
    # months ago, days more, by the year, what happened, how many days ago (lapse, unpaid: after how many periods)
    (16, 3, True, None, 0),
    (15, 20, False, "lapse", 2),
    (14, 11, True, "cancel", 25),
    (14, 2, False, "cancel", 260),
    (13, 2, False, None, 0),
    (13, 1, False, "unpaid", 6),
    (12, 6, True, "lapse", 1),
    (11, 20, False, "end", 205),
    (11, 12, False, None, 0),
    (11, 4, False, "cancel", 310),
    (10, 16, True, None, 0),
    (10, 7, False, "unpaid", 3),
    (9, 8, False, None, 0),
    (9, 1, True, None, 0),
    (8, 21, False, "lapse", 4),
    (8, 10, False, None, 0),
    (7, 14, False, "cancel", 8),
    (7, 3, False, "cancel", 120),
    (6, 5, True, None, 0),
    (6, 1, False, "unpaid", 2),
    (5, 9, False, "end", 64),
    (5, 2, False, None, 0),
    (4, 12, False, "pause", 16),
    (4, 6, False, "lapse", 1),
    (3, 6, True, None, 0),
    (3, 1, False, "cancel", 33),
    (2, 4, False, None, 0),
    (1, 18, False, "refuse", 5),
    (1, 3, False, "grace", 1),
    (0, 12, True, None, 0),
    (0, 9, False, "trial", 0),
    (0, 2, False, "trial", 0),
    (4, 23, True, None, 0),  # the customer of the portal's demo user
)
REASONS = {
    "cancel": "Moves away",
    "end": "Asked by telephone",
    "pause": "In hospital until spring",
}


def make_memberships(shop):
    """A plan with two periods, and its members: as many as there are lives above."""
    plan = _make_plan(shop)
    month, year = plan.period_ids.sorted("months")
    customers = [member["card"] for member in shop.members[:-1] if member["until"] > shop.now][: len(LIVES) - 1]
    members = [*customers, shop.members[-1]["card"]]
    for number, (card, life) in enumerate(zip(members, LIVES, strict=True)):
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
    """Within, the transaction is at an earlier moment: whatever moves a membership asks it what day it is, so months
    that are over get the joins and ends that reports are about.
    """
    cr = env.cr
    before, cr._now = cr._now, moment
    try:
        yield
    finally:
        cr._now = before


def _live(shop, partner, period, life, number):
    """One membership from its first day to today."""
    months, days, _yearly, fate, count = life
    start = shop.now - relativedelta(months=months) - timedelta(days=days)
    if fate == "trial":
        with _at(shop.env, start):
            shop.env["loyalty.membership"]._start_trial(period, partner)
        return
    periods = count if fate in ("lapse", "unpaid", "grace") else None
    until = shop.now - timedelta(days=count) if fate in ("cancel", "end", "pause", "refuse") else shop.now
    membership = _buy(shop, partner, period, start, until, periods)
    after = datetime.combine(membership.paid_until + timedelta(days=1), shop.now.time())
    _use(shop, membership, start, number, min(until, after))
    if fate in ("cancel", "end", "pause", "refuse"):
        with _at(shop.env, until):
            _decide(membership, fate)
    if fate in ("unpaid", "grace"):
        with _at(shop.env, after):
            membership._move_to("grace", None, {"grace_from": after.date()})
    ends = {"cancel": "cancelled", "lapse": "not_renewed", "unpaid": "unpaid"}
    if fate == "unpaid":
        after += timedelta(days=membership.plan_id.grace_days)
    if fate in ends and after <= shop.now:
        with _at(shop.env, after):
            membership._end(ends[fate])


def _buy(shop, partner, period, start, until, periods):
    """Pay one period after the other, ``periods`` of them (None: until a moment)."""
    membership, bought = shop.env["loyalty.membership"], 0
    while bought != periods and (not membership or membership.paid_until < until.date()):
        moment = start + relativedelta(months=bought * round(period.months))
        if moment > until:
            break
        with _at(shop.env, moment):
            key = f"demo,{partner.id},{bought}"
            membership = membership._start(period, partner, key, term_values={"amount": period.price})
        bought += 1
    return membership


def _decide(membership, fate):
    """What a customer asked for."""
    if fate == "cancel":
        membership._cancel(REASONS[fate])
    elif fate == "end":
        membership._end("staff", REASONS[fate])
    elif fate == "pause":
        membership._pause(REASONS[fate])
    else:
        membership._set_renewal(False)


def _use(shop, membership, start, number, until):
    """Deliveries that cost nothing: for every third customer one every three weeks, for the others less often."""
    days = range(5 + number % 16, (until - start).days, 55 if (number + 1) % 3 else 21)
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
