"""The whole way of a partner's coupon in a real browser: staff upload it, a member takes it, staff settle it."""

from odoo.tests import HttpCase, tagged

from .coalition_case import CoalitionMixin
from .shop_case import ShopMixin


@tagged("post_install", "-at_install")
class TestCoalitionStaffTour(CoalitionMixin, ShopMixin, HttpCase):
    def test_upload_take_settle(self):
        self._set_up_coalition()
        card = self.join(100)
        self.theirs.write({"value_text": "Worth about 15", "conditions": "<p>Not for sandals.</p>", "points": 40})
        groups = "loyalty_club.group_club_manager,account.group_account_invoice"
        self.make_user(groups, login="club_partners")

        self.start_tour("/odoo/club-offers", "club_partners_upload", login="club_partners", timeout=120)
        self.assertEqual(self.theirs.coupon_ids.sorted("code").mapped("code"), ["SHOE-1", "SHOE-2"])

        self.start_tour("/my/club", "club_partners", login="shop_member", timeout=120)
        self.env.invalidate_all()
        coupon = self.theirs.coupon_ids.filtered(lambda coupon: coupon.state == "issued")
        self.assertEqual((coupon.code, coupon.account_id), ("SHOE-1", card))

        with self.at("2026-01-10 12:00:00"):  # the partner says that it was used
            coupon._redeem("P1", 80, 16)
        self.start_tour("/odoo/club-partners", "club_partners_settle", login="club_partners", timeout=120)
        self.env.invalidate_all()
        settlement = self.coalition.settlement_ids
        self.assertEqual((settlement.state, settlement.net), ("confirmed", 5))
        self.assertEqual((settlement.move_id.move_type, settlement.move_id.amount_untaxed), ("out_invoice", 5))
