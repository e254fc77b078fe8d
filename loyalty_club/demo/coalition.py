"""Two neighbours of the bookshop with which it shares coupons, and what came of the last months."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .memberships import _at

GUESTS = ("Hugo Lind", "Ivy Marsh", "نیما کاظمی", "Paula Reyes", "Quentin Hale", "Rosa Blum")


def make_coalition(shop):
    """A café with contracts in both directions, a studio that only gives, and a neighbour that has moved away."""
    cafe = _make_partner(
        shop,
        "Harbour Café",
        {"terms": "fixed", "terms_amount": 2, "max_outstanding": 100, "date_to": shop.now.date() + timedelta(days=300)},
    )
    studio = _make_partner(
        shop, "Ink & Paper Studio", {"direction": "theirs", "terms": "percent", "terms_percent": 5, "payer": "seller"}
    )
    _make_partner(shop, "Lamp Workshop", {}).action_end()
    cake = _make_offer(
        cafe, "Cake for two", {"value_text": "A second piece of cake for nothing", "points": 20, "low_stock": 15}
    )
    course = _make_offer(studio, "Calligraphy course", {"value_text": "20 % off an evening course"})
    _add_codes(shop, cake, "CAKE", 36)
    _add_codes(shop, course, "INK", 80)
    accounts = [member["card"] for member in shop.members if member["until"] > shop.now and member["from"] < shop.now]
    accounts = [account for account in accounts if account.points >= 40]
    _give(shop, cake, accounts[:26], 2)
    _give(shop, course, accounts[10:28], 3)
    _bring_guests(shop, cafe)
    cafe._settle(shop.now.date().replace(day=1) - timedelta(days=1))


def _make_partner(shop, name, values):
    env = shop.env
    company = env["res.partner"].create({"name": name, "is_company": True, "email": "office@example.com"})
    coalition = env["loyalty.coalition.partner"].create(
        {
            "partner_id": company.id,
            "program_id": shop.club.id,
            "date_from": shop.now.date() - relativedelta(months=8),
            **values,
        }
    )
    coalition.action_activate()
    return coalition


def _make_offer(coalition, name, values):
    return coalition.env["loyalty.coalition.offer"].create(
        {"name": name, "coalition_id": coalition.id, "valid_days": 60, **values}
    )


def _add_codes(shop, offer, prefix, count):
    shop.env["loyalty.coalition.coupon"].sudo().create(
        [{"offer_id": offer.id, "code": f"{prefix}-{7919 * number % 9973:04}"} for number in range(1, count + 1)]
    )


def _give(shop, offer, accounts, every):
    """A coupon for each of these members, over five months; one in ``every`` is used, some orders are refunded."""
    for number, account in enumerate(accounts):
        moment = shop.now - timedelta(days=150 - 5 * number, hours=number % 7)
        with _at(shop.env, moment):
            coupon = offer._give(account)
        if number % every:
            continue
        amount = 12 + 7 * number % 31
        with _at(shop.env, moment + timedelta(days=3)):
            coupon._redeem(f"B{1040 + number}", amount, round(amount / 5, 2))
        with _at(shop.env, moment + timedelta(days=4)):
            if number % 10 == 4:
                coupon._take_back()
            elif number % 10 == 8:
                coupon._move_to("disputed", {"reason": "The order is not in the partner's list"})
    shop.env["loyalty.coalition.coupon"]._expire()


def _bring_guests(shop, coalition):
    """Guests of the café came with a coupon of the bookshop."""
    env = shop.env
    program = env["loyalty.program"].create(
        {
            "name": "Guests of neighbours: 10 % off",
            "program_type": "coupons",
            "trigger": "with_code",
            "applies_on": "current",
            "rule_ids": [Command.clear(), Command.create({})],
            "reward_ids": [Command.clear(), Command.create({"reward_type": "discount", "discount": 10})],
            "communication_plan_ids": [Command.clear()],
        }
    )
    values = {
        "direction": "ours",
        "coupon_program_id": program.id,
        "max_issued": 200,
        "value_text": "10 % off all books",
    }
    offer = _make_offer(coalition, "10 % off your first books", values)
    for number in range(18):
        moment = shop.now - timedelta(days=120 - 6 * number)
        with _at(env, moment):
            coupon = offer._issue(f"guest {number + 1}")
        if number % 3:
            continue
        name = GUESTS[number // 3]
        email = f"{name.split()[0].lower()}@example.com"
        guest = env["res.partner"].create({"name": name, "email": email, "club_coalition_id": coalition.id})
        with _at(env, moment + timedelta(days=2)):
            amount = 30 + 3 * number
            coupon._redeem(f"S{2100 + number}", amount, amount / 10, partner=guest)
        coupon.is_new_customer = True
