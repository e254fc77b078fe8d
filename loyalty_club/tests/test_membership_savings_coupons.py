"""Several coupons that came with memberships, on one order."""

from odoo.fields import Command
from odoo.tests import tagged

from .membership_days import MembershipDaysCase


@tagged("post_install", "-at_install")
class TestMembershipSavingsCoupons(MembershipDaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product(100.0)

    def give_coupon(self, plan, discount):
        """The plan gives a coupon of so many percent from now on."""
        plan.coupon_program_id = self.make_stock_program(
            "coupons",
            applies_on="current",
            trigger="with_code",
            reward_ids=[
                Command.clear(),
                Command.create(
                    {
                        "reward_type": "discount",
                        "discount": discount,
                        "discount_mode": "percent",
                        "discount_applicability": "specific",
                        "discount_product_ids": self.product.ids,
                    }
                ),
            ],
        )

    def use(self, order, *coupons):
        for coupon in coupons:
            order._try_apply_code(coupon.code)
            order._apply_program_reward(coupon.program_id.reward_ids, coupon)

    def saved(self, membership):
        rows = membership.benefit_ids.filtered("origin_id")
        return [(row.kind, round(row.amount, 2)) for row in rows]

    def test_two_of_one_membership(self):
        """Staff chose another program of coupons meanwhile; both coupons are used for one order."""
        self.give_coupon(self.plan, 10)
        membership = self.start(quantity=2)
        self.give_coupon(self.plan, 20)
        self.run_gifts("2026-03-01")
        coupons = membership.benefit_ids.coupon_id
        self.assertEqual(len(coupons.program_id), 2)
        order = self.make_order(self.ada, [(self.product, 1)])
        self.use(order, *coupons)
        order.action_confirm()
        total = -sum(order.order_line.filtered("coupon_id").mapped("price_total"))
        self.assertEqual(self.saved(membership), [("coupon", round(total, 2))])
        order._action_cancel()
        self.assertEqual(self.saved(membership), [("coupon", 0)])

    def test_of_two_plans(self):
        """What each saved stays with it when the order is changed."""
        other = self.make_plan(name="Extra", sequence=50)
        self.give_coupon(self.plan, 10)
        self.give_coupon(other, 20)
        plus, extra = self.start(), self.start(period=self.make_period(other, 5))
        order = self.make_order(self.ada, [(self.product, 1)])
        self.use(order, plus.benefit_ids.coupon_id, extra.benefit_ids.coupon_id)
        order.action_confirm()
        before = self.saved(plus), self.saved(extra)
        self.assertEqual([len(rows) for rows in before], [1, 1])
        order.order_line[0].product_uom_qty = 2
        self.env.flush_all()
        self.assertEqual((self.saved(plus), self.saved(extra)), before, "the discounts are what they were")
        taken = order.order_line.filtered(lambda line: line.coupon_id.program_id == other.coupon_program_id)
        taken.product_uom_qty = 0
        order.order_line[0].product_uom_qty = 3
        self.env.flush_all()
        self.assertEqual((self.saved(plus), self.saved(extra)), (before[0], [("coupon", 0)]))
