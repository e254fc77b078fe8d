"""Two years of a bookshop's club, played month by month through the ledger's own door.

The same every time, except for the dates, which end today.
"""

from datetime import datetime, time, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from .names import make_people
from .special_days import STAMP_CARDS, SpecialDays

MEMBERS = 300
MEMBERS_FA = 45
MONTHS = 20
SEASON = {1: 0.7, 2: 0.8, 7: 0.8, 8: 0.8, 10: 1.1, 11: 1.4, 12: 2.0}
GIFTS = (
    (25, "Sorry for the late delivery"),
    (50, "Winner of the summer reading quiz"),
    (30, "Returned a lost library book"),
    (-20, "Counted twice at the till"),
)


class Shop(SpecialDays):
    """Plays the history of the club; holds what its steps share."""

    def __init__(self, env):
        self.env = env(context=dict(env.context, tracking_disable=True, loyalty_no_mail=True))
        self.rng = Random(19)
        self.now = self.env.cr.now().replace(microsecond=0)
        self.club = self.env.ref("loyalty_club.demo_club_bookshop")
        self.rewards = self.club.reward_ids.sorted("required_points", reverse=True)
        self.card_model = self.env["loyalty.card"]
        self.tiers = self.club.tier_ids
        self.members = []
        self.number = 0

    def play(self):
        """Everything, from the first stamp card to yesterday. The tiers follow from all of it."""
        self.tiers.active = False
        self.make_members()
        self.open_books()
        start = self.now.replace(day=1, hour=0, minute=0, second=0) - relativedelta(months=MONTHS)
        while start < self.now:
            end = min(start + relativedelta(months=1), self.now - timedelta(hours=2))
            if end > start:
                self.play_month(start, end)
            start += relativedelta(months=1)
        with self.club._watch_tiers(coupons=True):
            self.tiers.active = True
        self.take_back_spent_points()
        self.merge_double_member()
        self.invite_guests()
        self.end_memberships()

    # --- people ---

    def make_members(self):
        """Customers with an account each; the customer of the portal's demo user is one of them."""
        people = make_people(self.rng, MEMBERS, MEMBERS_FA)
        countries = {country.code.lower(): country.id for country in self.env["res.country"].search([])}
        values = [
            {
                "name": person["name"],
                "email": person["email"],
                "city": person["city"],
                "country_id": countries.get(person["country"]),
                "phone": f"+1 555 555 0{100 + number}" if number < 100 else False,
            }
            for number, person in enumerate(people)
        ]
        partners = self.env["res.partner"].create(values) | self.env.ref("base.partner_demo_portal")
        joined = [self.draw_joining(number) for number in range(len(partners))]
        cards = self.card_model.create(
            [
                {
                    "program_id": self.club.id,
                    "partner_id": partner.id,
                    "joined_on": day,
                    "code": f"0445{number:06d}",
                }
                for number, (partner, day) in enumerate(zip(partners, joined, strict=True), 1)
            ]
        )
        for card, day in zip(cards, joined, strict=True):
            loyal = self.rng.random()
            self.members.append(
                {
                    "card": card,
                    "from": datetime.combine(day, time(9)),
                    "until": self.now + timedelta(days=1)
                    if loyal > 0.3
                    else datetime.combine(day, time(18)) + timedelta(days=self.rng.randint(1, 240)),
                    "rate": self.rng.choice((0.3, 0.5, 0.8, 1.0, 1.6)),
                    "basket": self.rng.choice((14, 22, 28, 36, 48)),
                }
            )
        self.members[-1].update(until=self.now + timedelta(days=1), rate=1.6, basket=36)

    def draw_joining(self, number):
        """The first ones had a stamp card before there was a club; the others came over time."""
        start = (self.now - relativedelta(months=MONTHS)).replace(day=2).date()
        if number < STAMP_CARDS or number == MEMBERS:
            return start
        span = (self.now.date() - start).days - 2
        return start + timedelta(days=int(span * self.rng.random() ** 0.8))

    # --- time ---

    def next_key(self):
        self.number += 1
        return f"demo,{self.number}"

    def draw_moment(self, start, end):
        """A moment of opening hours between two moments."""
        day = start + timedelta(seconds=self.rng.random() * (end - start).total_seconds())
        moment = day.replace(hour=self.rng.randint(9, 18), minute=self.rng.randint(0, 59), second=0)
        return min(max(moment, start), end)

    def open_books(self):
        """What stood on the stamp cards."""
        self.card_model._post_points_batch(
            [
                {
                    "card_id": member["card"].id,
                    "points": self.rng.choice((20, 40, 60, 80, 100)),
                    "kind": "opening",
                    "key": self.next_key(),
                    "at": member["from"],
                    "description": "Points of the stamp card",
                }
                for member in self.members[:STAMP_CARDS]
            ]
        )

    def play_month(self, start, end):
        """Post what happened in a month in the order of time, take back what came back, expire what is over."""
        redemptions = self.draw_redemptions(start, end)
        postings = [*redemptions, *self.draw_gifts(start, end, {values["card_id"] for values in redemptions})]
        purchases = self.draw_purchases(start, end)
        entries = self.card_model._post_points_batch(sorted(postings + purchases, key=lambda values: values["at"]))
        bought = entries.filtered(lambda entry: entry.kind == "accrual")
        self.take_back(self.rng.sample(list(bought), len(bought) // 50), end)
        self.card_model.browse()._expire_points(now=end + timedelta(hours=12) if end < self.now else self.now)

    def draw_purchases(self, start, end):
        """Purchases of a month; whoever joins in it does so with the first one."""
        length = (end - start).days / 30
        purchases = []
        for member in self.members:
            first, last = max(start, member["from"]), min(end, member["until"])
            if first >= last:
                continue
            expected = member["rate"] * length * SEASON.get(start.month, 1.0)
            count = int(expected) + (self.rng.random() < expected % 1)
            if start <= member["from"]:
                purchases.append(self.get_purchase(member, first))
            for _number in range(count):
                purchases.append(self.get_purchase(member, self.draw_moment(first, last)))
        return purchases

    def get_purchase(self, member, at):
        amount = round(max(4.5, self.rng.gauss(member["basket"], member["basket"] / 2)), 1)
        key = self.next_key()
        where = self.rng.choice(("Receipt", "Receipt", "Web order"))
        return {
            "card_id": member["card"].id,
            "points": int(amount),
            "kind": "accrual",
            "key": key,
            "at": at,
            "qualifying": {"points": int(amount), "amount": amount, "orders": 1},
            "description": f"{where} {at:%y%m}-{self.number:04d}",
        }

    def draw_redemptions(self, start, end):
        """Members who have enough for a reward when the month begins spend it now and then."""
        redemptions = []
        for member in self.members:
            card = member["card"]
            first, last = max(start, member["from"]), min(end, member["until"])
            reward = next((reward for reward in self.rewards if reward.required_points <= card.points), None)
            if not reward or first >= last or self.rng.random() > 0.3:
                continue
            at = self.draw_moment(first, last)
            key = self.next_key()
            redemptions.append(
                {
                    "card_id": card.id,
                    "points": -reward.required_points,
                    "kind": "redemption",
                    "key": key,
                    "at": at,
                    "reward_id": reward.id,
                    "description": f"Receipt {at:%y%m}-{self.number:04d}: {reward.description}",
                }
            )
        return redemptions

    def draw_gifts(self, start, end, spenders):
        """Adjustments; nothing is taken from those (``spenders``, card ids) who spend points in the same month."""
        gifts = []
        for _number in range(2):
            member = self.rng.choice([member for member in self.members if member["from"] <= start] or self.members[:1])
            points, reason = self.rng.choice(GIFTS)
            card = member["card"]
            if points > 0 or (card.points + points >= 0 and card.id not in spenders):
                at = self.draw_moment(start, end)
                gifts.append(
                    {
                        "card_id": card.id,
                        "points": points,
                        "kind": "adjustment",
                        "key": self.next_key(),
                        "at": at,
                        "description": reason,
                    }
                )
        return gifts

    def take_back(self, entries, end):
        """Books that came back within a few days, some of them only in part."""
        for entry in entries:
            part = entry.points // 2 if self.rng.random() < 0.4 and entry.points > 2 else None
            at = min(entry.posted_at + timedelta(days=self.rng.randint(1, 6)), end)
            entry._reverse(part, at=at, key=self.next_key(), description=f"Returned: {entry.description}")


def make(env):
    """Fill the demo shop; see the module's docstring."""
    from .activities import make_activities
    from .coalition import make_coalition
    from .communications import make_communications
    from .feedback import make_feedback
    from .memberships import make_memberships
    from .messages import make_messages
    from .referrals import make_referrals
    from .rewards import make_rewards
    from .sales import make_circle, make_sales
    from .surveys import make_surveys
    from .till import make_till

    shop = Shop(env)
    shop.play()
    make_circle(shop)
    make_sales(shop)
    make_rewards(shop)
    make_activities(shop)
    make_referrals(shop)
    make_memberships(shop)
    make_coalition(shop)
    make_feedback(shop)
    make_till(shop)
    make_messages(shop)
    make_surveys(shop)
    make_communications(shop)
