"""What does not happen every month in the bookshop's club."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

STAMP_CARDS = 60
"""So many of the first members had a stamp card before there was a club."""


class SpecialDays:
    """The part of ``Shop`` that plays what happened once or twice in two years."""

    def take_back_spent_points(self):
        """Four members return a purchase whose points are spent: arrears; one of them has repaid a part since."""
        spent = [member for member in self.members if member["card"].points < 20 and member["until"] > self.now][:4]
        at = self.now - timedelta(days=24)
        for number, member in enumerate(spent):
            card, day = member["card"], at + timedelta(days=4 * number)
            bought = card._post_points(
                105, "accrual", key=self.next_key(), at=day, description=f"Receipt {day:%y%m}-{self.number:04d}",
                qualifying={"points": 105, "amount": 105.5, "orders": 1},
            )  # fmt: skip
            reward = self.rewards[-1]
            card._post_points(
                -reward.required_points, "redemption", key=self.next_key(), at=day + timedelta(days=2), reward=reward,
                description=f"Receipt {day:%y%m}-{self.number:04d}: {reward.description}",
            )  # fmt: skip
            bought._reverse(
                at=day + timedelta(days=5), key=self.next_key(), description=f"Returned: {bought.description}"
            )
        if spent:
            purchase = self.get_purchase(spent[0], self.now - timedelta(days=3))
            self.card_model._post_points_batch([purchase])

    def invite_guests(self):
        """Two members have a tier by hand for some months."""
        silver = self.env.ref("loyalty_club.demo_tier_silver")
        bronze = [
            member["card"]
            for member in self.members
            if member["until"] > self.now and not member["card"].tier_expires_on and member["card"].active
        ]
        until = (self.now + relativedelta(months=3)).date()
        for card, reason in zip(bronze, ("Reads to children on Saturdays", "Winner of the poetry slam"), strict=False):
            card._set_tier(silver, until, reason)

    def merge_double_member(self):
        """Somebody was there twice; merging the customers merged the accounts."""
        kept = max(self.members[:STAMP_CARDS], key=lambda member: member["card"].points)["card"]
        name = kept.partner_id.name
        double = self.env["res.partner"].create(
            {"name": f"{name} (online shop)", "email": f"2.{kept.partner_id.email}"}
        )
        card = self.card_model.create({"program_id": self.club.id, "partner_id": double.id, "code": "0445999999"})
        member = {"card": card, "basket": 30}
        self.card_model._post_points_batch(
            [self.get_purchase(member, self.now - timedelta(days=days)) for days in (61, 40, 12)]
        )
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (kept.partner_id | double).ids, kept.partner_id
        )

    def end_memberships(self):
        """A few members left, one is suspended."""
        quiet = [member["card"] for member in self.members if member["until"] < self.now]
        for number, card in enumerate(quiet[:6]):
            card.membership_state = "left" if number else "suspended"
