"""A club with three tiers, and what its tests say again and again."""

from datetime import date, datetime

from odoo.fields import Command

from .common import ClubCase

LADDER = ({"name": "Bronze"}, {"name": "Silver", "min_points": 100}, {"name": "Gold", "min_points": 500})


class TierCase(ClubCase):
    """Bronze for everybody, Silver with 100 and Gold with 500 points in twelve months, for twelve months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Change = cls.env["loyalty.tier.change"]
        cls.bronze, cls.silver, cls.gold = cls.add_tiers(cls.club)
        cls.card = cls.make_member(cls.club)

    @classmethod
    def add_tiers(cls, club, *tiers, **settings):
        """Give a club tiers (dicts of values, by default ``LADDER``) and settings; return the tiers, lowest first."""
        commands = [Command.create({"sequence": number, **values}) for number, values in enumerate(tiers or LADDER, 1)]
        club.write({**settings, "tier_ids": commands})
        return club.tier_ids.sorted("sequence")

    @classmethod
    def make_tier_club(cls, *tiers, **settings):
        club = cls.make_club(name="Tier club")
        cls.add_tiers(club, *tiers, **settings)
        return club

    def buy(self, card, points, on=None, *, amount=None, orders=1, **values):
        """Post a purchase of ``points``, on a day at noon (UTC)."""
        qualifying = {"points": points, "amount": points if amount is None else amount, "orders": orders}
        at = datetime.combine(on, datetime.min.time().replace(hour=12)) if isinstance(on, date) else None
        return card._post_points(points, "accrual", at=at, qualifying=qualifying, **values)

    def assertTier(self, card, tier, reached_on=None, expires_on=None):  # noqa: N802
        """The member has this tier (its name, or None), since and up to these days where they are given."""
        card = card._get_survivor()
        self.assertEqual(card.tier_id.name or None, tier)
        if reached_on:
            self.assertEqual(card.tier_reached_on, reached_on)
        if expires_on:
            self.assertEqual(card.tier_expires_on, expires_on)

    def assertHistory(self, card, expected):  # noqa: N802
        """The history of the account, oldest first: (from, to, reason)."""
        rows = self.Change.search([("card_id", "=", card.id)], order="changed_at, id")
        found = [(row.from_tier_id.name or None, row.to_tier_id.name or None, row.reason) for row in rows]
        self.assertEqual(found, list(expected))
