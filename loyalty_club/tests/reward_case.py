"""What tests of rewards share."""

from odoo.fields import Command

from .common import ClubCase


class RewardCase(ClubCase):
    """A member with 1,000 points, a club whose purchases earn nothing, a product of 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.rule_ids.reward_point_amount = 0.0001
        cls.club.points_rounding = 1
        cls.product = cls.make_product(100.0)
        cls.card = cls.make_member(cls.club, 1000, name="Ada")
        cls.partner = cls.card.partner_id
        cls.reward = cls.club.reward_ids

    @classmethod
    def make_reward(cls, **values):
        """A reward of the club: 1 off per point, in any number of points."""
        return cls.env["loyalty.reward"].create(
            {
                "program_id": cls.club.id,
                "reward_type": "discount",
                "discount_mode": "per_point",
                "discount": 1,
                "required_points": 1,
                **values,
            }
        )

    @classmethod
    def make_coupons(cls, **values):
        """A coupon program: 20 off an order."""
        reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 20, "required_points": 1}
        return cls.make_stock_program(
            "coupons", name="Coupon", reward_ids=[Command.clear(), Command.create(reward)], **values
        )

    @classmethod
    def make_voucher(cls, **values):
        values.setdefault("voucher_program_id", cls.make_coupons().id)
        return cls.make_reward(reward_type="voucher", description="Voucher of 20", required_points=200, **values)

    @classmethod
    def make_service(cls, **values):
        return cls.make_reward(
            **{"reward_type": "service", "description": "Evening with the author", "required_points": 300, **values}
        )

    @classmethod
    def make_tier(cls, name, sequence, **values):
        return cls.env["loyalty.tier"].create(
            {"program_id": cls.club.id, "name": name, "sequence": sequence, "min_points": sequence, **values}
        )

    @classmethod
    def give_tier(cls, card, tier):
        """Set the tier without what reaching it does."""
        card.flush_recordset()
        cls.env.cr.execute("UPDATE loyalty_card SET tier_id = %s WHERE id = %s", [tier.id or None, card.id])
        card.invalidate_recordset(["tier_id"], flush=False)

    def order_with(self, reward, card=None, quantity=1):
        """A quotation with the reward on it."""
        card = card or self.card
        order = self.make_order(card.partner_id, [(self.product, quantity)])
        self.claim(order, card, reward)
        return order

    def points(self, card=None):
        card = card or self.card
        card.invalidate_recordset(["points"])
        return card.points
