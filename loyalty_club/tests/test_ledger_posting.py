from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerPosting(ClubCase):
    def test_an_order_earns_and_the_books_are_in_order(self):
        card = self.make_member(self.club)
        order = self.make_sale(card.partner_id, [(self.make_product(100), 2)])
        self.assertEqual(order.coupon_point_ids.coupon_id, card)
        self.assertEntries(card, [("accrual", "posted", 200.0, 200.0)])
        line = self.claim(self.make_order(card.partner_id, [(self.make_product(50), 1)]), card)
        line.order_id.action_confirm()
        self.assertEqual(card.points, 150)
        self.assertLedger()
