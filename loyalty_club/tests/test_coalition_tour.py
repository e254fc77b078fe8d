"""A member takes a coupon of a partner in a real browser, on a phone and on a desk."""

from odoo.tests import HttpCase, tagged

from .coalition_case import CoalitionMixin
from .shop_case import ShopMixin


class CoalitionTour(CoalitionMixin, ShopMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_coalition()
        cls.card = cls.join(100)
        cls.theirs.write({"value_text": "Worth about 15", "conditions": "<p>Not for sandals.</p>", "points": 40})
        cls.add_codes("SHOE-1", "SHOE-2")

    def take_one(self):
        self.start_tour("/my/club", "club_partners", login="shop_member", timeout=120)
        self.env.invalidate_all()
        coupon = self.env["loyalty.coalition.coupon"].search([("account_id", "=", self.card.id)])
        self.assertRecordValues(coupon, [{"code": "SHOE-1", "state": "issued", "partner_id": self.partner.id}])
        self.assertEqual((self.card.points, self.theirs.available_count), (60, 1))
        self.assertLedger(self.card)


@tagged("post_install", "-at_install")
class TestCoalitionTourPhone(CoalitionTour, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_on_a_phone(self):
        self.take_one()


@tagged("post_install", "-at_install")
class TestCoalitionTourDesk(CoalitionTour, HttpCase):
    browser_size = "1366x768"

    def test_on_a_desk(self):
        self.take_one()
