"""What members of the bookshop's club get besides purchases: birthdays, visits, reviews, and claims to decide."""

from datetime import timedelta
from random import Random

VISITS = 45
FOLLOWERS = (
    ("I follow you since the summer, my name there is inkandpaper.", "accepted", None),
    ("Shared your window with the paper whales!", "accepted", None),
    ("i follow you", "refused", "We did not find you. Send us the name you use there."),
    ("Following you now, as @reading.by.the.sea", None, None),
    ("Look at my post about Slow Bread", None, None),
    ("Told all my friends about the book of the month.", None, None),
    ("شما را دنبال می‌کنم، با نام ketab.khaneh", None, None),
)
RULES = (
    {"name": "Welcome", "trigger": "join", "points": 20},
    {"name": "Happy birthday", "trigger": "birthday", "points": 50},
    {"name": "Another year with us", "trigger": "membership_anniversary", "points": 10, "quantity_step": 1},
    {"name": "Review of a book", "trigger": "product_review", "points": 15, "limit_count": 3, "limit_period": "month"},
    {"name": "Newsletter", "trigger": "newsletter_optin", "points": 10},
    {"name": "Following us", "trigger": "social_follow", "points": 25, "limit_count": 1, "requires_approval": True},
    {"name": "Reading evening", "trigger": "check_in", "points": 10, "limit_count": 1, "limit_period": "day"},
    {
        "name": "Old books for the swap shelf",
        "trigger": "custom",
        "code": "swap-shelf",
        "points": 5,
        "quantity_step": 1,
        "limit_points": 50,
        "limit_period": "month",
    },
)


def make_activities(shop):
    """Rules, birthdays of the last two months, visits to reading evenings, and claims."""
    env, rng = shop.env, Random(20)
    rules = env["loyalty.activity"].create([{**rule, "program_id": shop.club.id} for rule in RULES])
    activity = {rule.trigger: rule for rule in rules}
    active = [member["card"] for member in shop.members if member["until"] > shop.now and member["from"] < shop.now]
    for card in active:
        if rng.random() < 0.7:
            day = shop.now.date().replace(day=1) - timedelta(days=rng.randint(18, 68) * 365 + rng.randint(0, 364))
            card.partner_id.birth_date = day
    make_birthdays(shop)
    make_visits(shop, active, activity["check_in"], rng)
    make_claims(shop, rng.sample(active[:-1], len(FOLLOWERS) - 1) + active[-1:], activity["social_follow"])


def make_birthdays(shop):
    """The job ran every day, except that the rule is only two months old."""
    shop.club.days_paid_until = (shop.now - timedelta(days=60)).date()
    shop.env.flush_all()
    shop.club._record_days(now=shop.now)


def make_visits(shop, cards, activity, rng):
    """Four reading evenings; whoever came scanned the code at the door."""
    events = []
    for evening in range(4):
        at = (shop.now - timedelta(days=7 * evening + 3)).replace(hour=19, minute=0)
        for card in rng.sample(cards, VISITS // 4):
            events.append(
                {
                    "card_id": card.id,
                    "trigger": "check_in",
                    "activity_id": activity.id,
                    "key": f"demo visit,{evening}",
                    "at": at + timedelta(minutes=rng.randint(0, 40)),
                }
            )
    shop.env["loyalty.card"]._record_activities(sorted(events, key=lambda event: event["at"]))


def make_claims(shop, cards, activity):
    """What members say to have done; some of it waits for a decision."""
    claims = shop.env["loyalty.activity.claim"].create(
        [
            {
                "activity_id": activity.id,
                "card_id": card.id,
                "note": note,
                "claimed_at": shop.now - timedelta(days=len(FOLLOWERS) - number, hours=number),
            }
            for number, (card, (note, _state, _reason)) in enumerate(zip(cards, FOLLOWERS, strict=True))
        ]
    )
    for claim, (_note, state, reason) in zip(claims, FOLLOWERS, strict=True):
        if state == "accepted":
            claim.action_accept()
        elif state == "refused":
            claim.action_refuse(reason)
