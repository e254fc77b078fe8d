"""What came of coupons of partners, and what staff may not take back by hand."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_coalition_using import UsingCase


@tagged("post_install", "-at_install")
class TestCoalitionResults(UsingCase):
    def sum_results(self, name, coalitions=None):
        self.env.flush_all()
        self.env["loyalty.coalition.result"].invalidate_model()
        coalitions = coalitions or self.coalition
        rows = self.env["loyalty.coalition.result"].search([("coalition_id", "in", coalitions.ids)])
        return sum(rows.mapped(name))

    def test_an_order_with_coupons_of_two_partners_counts_once(self):
        opera = self.coalition.copy({"partner_id": self.make_partner("Opera", is_company=True).id})
        opera.action_activate()
        other_program = self.coupon_program.copy()
        other_program.reward_ids.write(
            {"discount_applicability": "specific", "discount_product_ids": [(6, 0, self.shoes.ids)]}
        )
        offer = self.ours.copy({"coalition_id": opera.id, "coupon_program_id": other_program.id})
        other = offer._issue("customer 8")
        order = self.make_quotation()
        self.apply(order, other)
        order.action_confirm()
        self.assertEqual((self.coupon.state, other.state), ("redeemed", "redeemed"))
        both = self.coalition | opera
        self.assertAlmostEqual(self.sum_results("revenue", both), order.amount_untaxed)
        self.assertEqual((self.sum_results("redeemed", both), self.sum_results("new_customers", both)), (2, 1))

    def test_uses_without_an_order_of_ours_share_nothing(self):
        """Staff, or another company, noted them: each is an order of its own."""
        coupons = [self.ours._issue(f"customer {number}") for number in (21, 22)]
        for number, coupon in enumerate(coupons):
            coupon._redeem(f"T-{number}", 100, 10)
        revenues = [coupon.revenue for coupon in coupons]
        self.assertTrue(all(revenues))
        self.assertAlmostEqual(self.sum_results("revenue"), sum(revenues))

    def test_who_joins_later_is_a_new_member(self):
        self.club.enrollment = "opt_in"
        order = self.buy()
        self.assertEqual((self.sum_results("new_customers"), self.sum_results("new_members")), (1, 0))
        account = self.make_member(self.club, partner_id=self.eve.id)
        account.joined_on = self.coupon.redeemed_at
        self.assertEqual(self.sum_results("new_members"), 1)
        account.membership_state = "left"
        self.assertEqual(self.sum_results("new_members"), 0)
        account.membership_state = "active"
        order._action_cancel()
        self.assertEqual((self.sum_results("new_customers"), self.sum_results("new_members")), (0, 0))

    def test_a_member_who_comes_with_a_coupon_is_no_new_one(self):
        self.make_member(self.club, partner_id=self.eve.id)
        self.env["loyalty.card"].search([("partner_id", "=", self.eve.id)]).joined_on = "2020-01-01"
        self.buy()
        self.assertEqual((self.sum_results("new_customers"), self.sum_results("new_members")), (1, 0))

    def test_what_an_order_uses_is_not_taken_back_by_hand(self):
        order = self.buy()
        values = {"coupon_ids": [(6, 0, self.coupon.ids)], "step": "return", "reason": "A mistake"}
        step = self.env["loyalty.coalition.step"].create(values)
        with self.assertRaisesRegex(UserError, "Cancel or refund the order"), self.env.cr.savepoint():
            step.action_do()
        self.assertEqual((self.coupon.state, self.coupon.card_id.points), ("redeemed", 0))
        order._action_cancel()
        self.assertEqual(self.coupon.state, "issued")
