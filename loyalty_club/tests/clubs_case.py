"""What the tests of real clubs share: a club from a preset, and the few steps that the tables are made of."""

from datetime import date

from .common import ClubCase


class ClubsCase(ClubCase):
    """``preset`` is the code of the preset that the class tests."""

    preset = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.active = False
        if cls.preset:
            cls.club = cls.open_club(cls.preset)
        cls.product = cls.make_product(1.0)

    @classmethod
    def open_club(cls, code):
        preset = cls.env["loyalty.club.preset"].search([("code", "=", code)])
        return preset._create_club(tz="UTC")

    def tier(self, name):
        return self.club.tier_ids.filtered(lambda tier: tier.name == name)

    def member_of(self, tier=None, points=0, **values):
        """A member who is in ``tier`` (by name) for a year."""
        card = self.make_member(self.club, **values)
        if tier:
            card._set_tier(self.tier(tier), date(2100, 1, 1), "Test")
        if points:
            card._post_points(points, "accrual")
        return card

    def buy(self, card, amount, **values):
        return self.make_sale(card.partner_id, [(self.product, 1, amount)], **values)

    def earned(self, card, amount):
        """Points that a purchase of ``amount`` gives."""
        before = card.points + card.pending_points
        self.buy(card, amount)
        return card.points + card.pending_points - before

    def discount(self, card, reward, basket):
        """What ``reward`` takes off a basket, in money."""
        order = self.make_order(card.partner_id, [(self.product, 1, basket)])
        line = self.claim(order, card, reward)
        return -sum(line.mapped("price_total"))

    def reward_for(self, points):
        return self.club.reward_ids.filtered(lambda reward: reward.required_points == points)

    def can_claim(self, card, reward, basket=1000):
        order = self.make_order(card.partner_id, [(self.product, 1, basket)])
        return reward in order._get_claimable_rewards().get(card, reward.browse())
