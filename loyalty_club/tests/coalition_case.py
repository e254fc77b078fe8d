"""What tests of coupons shared with partner companies need."""

from odoo.addons.loyalty_club.tests.common import ClubCase


class CoalitionMixin:
    """A club, a partner "Ballet shoes" whose contract is active, a pool of its codes, and an offer of ours."""

    @classmethod
    def _set_up_coalition(cls):
        cls.ballet = cls.env["res.partner"].create({"name": "Ballet Shoes", "is_company": True})
        cls.coalition = cls.env["loyalty.coalition.partner"].create(
            {
                "partner_id": cls.ballet.id,
                "program_id": cls.club.id,
                "terms": "fixed",
                "terms_amount": 5,
            }
        )
        cls.coalition._move_to("active")
        Offer = cls.env["loyalty.coalition.offer"]
        cls.theirs = Offer.create({"name": "20 % off shoes", "coalition_id": cls.coalition.id, "direction": "theirs"})
        cls.coupon_program = cls.env["loyalty.program"].create(
            {
                "name": "Welcome of partners",
                "program_type": "coupons",
                "trigger": "with_code",
                "applies_on": "current",
                "rule_ids": [(0, 0, {})],
                "reward_ids": [(0, 0, {"reward_type": "discount", "discount": 10, "required_points": 1})],
            }
        )
        cls.ours = Offer.create(
            {
                "name": "10 % off everything",
                "coalition_id": cls.coalition.id,
                "direction": "ours",
                "coupon_program_id": cls.coupon_program.id,
            }
        )

    @classmethod
    def add_codes(cls, *codes, offer=None):
        """Codes of the partner, in the pool."""
        offer = offer or cls.theirs
        return (
            cls.env["loyalty.coalition.coupon"].sudo().create([{"offer_id": offer.id, "code": code} for code in codes])
        )


class CoalitionCase(CoalitionMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_coalition()
