"""Products for members only, and new ones for members first."""

from odoo.exceptions import UserError, ValidationError

from .membership_days import MembershipDaysCase


class TestMembershipAccess(MembershipDaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wine = cls.make_product(20, name="Wine", membership_access="members", membership_plan_ids=cls.plan.ids)
        cls.public = cls.env.ref("base.public_partner")

    def problem(self, partner, product=None):
        return (product or self.wine)._get_access_problems(partner).get(product or self.wine, "")

    def test_members_only(self):
        self.assertIn("only for members with Plus", self.problem(self.ada))
        self.assertIn("Wine", self.problem(self.ada))
        membership = self.start()
        self.assertTrue(self.wine._may_be_ordered_by(self.ada))
        self.assertFalse(self.wine._may_be_ordered_by(self.ben))
        self.assertFalse(self.wine._may_be_ordered_by(self.public))
        self.assertFalse(self.wine._may_be_ordered_by(self.env["res.partner"]))
        membership._pause("Holidays")
        self.assertFalse(self.wine._may_be_ordered_by(self.ada))
        membership._resume()
        self.assertTrue(self.wine._may_be_ordered_by(self.ada))
        membership._end("staff")
        self.assertFalse(self.wine._may_be_ordered_by(self.ada))

    def test_another_plan_does_not_open_it(self):
        other = self.make_plan(name="Basic")
        self.start(period=self.make_period(other, 1))
        self.assertFalse(self.wine._may_be_ordered_by(self.ada))
        self.wine.sudo().membership_plan_ids = False
        self.assertTrue(self.wine._may_be_ordered_by(self.ada), "no plan named: any")

    def test_a_plan_that_is_no_longer_sold_keeps_its_products(self):
        self.start()
        self.plan.active = False
        other = self.make_plan(name="Basic")
        self.start(self.ben, self.make_period(other, 1))
        self.env.invalidate_all()
        self.assertTrue(self.wine._may_be_ordered_by(self.ada))
        self.assertFalse(self.wine._may_be_ordered_by(self.ben), "not open to all members")

    def test_members_first(self):
        phone = self.make_product(500, name="Phone", membership_access="early", membership_public_on="2026-03-10")
        self.plan.early_days = 7
        self.start(period=self.year)
        self.freeze("2026-03-02")
        self.assertIn("03/03/2026", self.problem(self.ada, phone))
        self.assertIn("03/10/2026", self.problem(self.ben, phone))
        self.assertIn("with Plus from 03/03/2026", self.problem(self.ben, phone))
        self.freeze("2026-03-03")
        self.assertTrue(phone._may_be_ordered_by(self.ada))
        self.assertFalse(phone._may_be_ordered_by(self.ben))
        self.freeze("2026-03-10")
        self.assertTrue(phone._may_be_ordered_by(self.ben))

    def test_a_new_day_begins_in_the_time_zone_of_the_club(self):
        self.club.tz = "Asia/Tehran"
        phone = self.make_product(
            500, membership_access="early", membership_public_on="2026-03-10", membership_plan_ids=self.plan.ids
        )
        with self.at("2026-03-09 20:00"):
            self.assertFalse(phone._may_be_ordered_by(self.ben))
        with self.at("2026-03-09 20:31"):
            self.assertTrue(phone._may_be_ordered_by(self.ben))

    def test_members_first_wants_a_day(self):
        with self.assertRaisesRegex(ValidationError, "everybody"):
            self.make_product(membership_access="early")

    # --- sales orders ---

    def test_an_order_of_somebody_else_is_not_confirmed(self):
        order = self.make_order(self.ben, [(self.wine, 1)])
        with self.assertRaisesRegex(UserError, "only for members"):
            order.action_confirm()
        self.start(self.ben)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_membership_can_be_bought_with_it(self):
        order = self.make_order(self.ben, [(self.wine, 1), (self.month.product_id, 1)])
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_captured_payment_confirms_it_and_leaves_a_note(self):
        order = self.make_order(self.ben, [(self.wine, 1)])
        token = self.make_token(self.ben)
        self.env["payment.transaction"].create(
            {
                "provider_id": token.provider_id.id,
                "payment_method_id": token.payment_method_id.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": self.ben.id,
                "reference": order.name,
                "sale_order_ids": order.ids,
                "state": "done",
            }
        )
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertIn("only for members", str(order.message_ids.mapped("body")))

    def test_one_product_or_many_the_same_number_of_queries(self):
        more = self.env["product.product"].union(
            *(
                self.make_product(name=f"P{n}", membership_access="members", membership_plan_ids=self.plan.ids)
                for n in range(9)
            )
        )

        def look(products):
            self.assertEqual(len(products._get_access_problems(self.ada)), len(products))

        self.count_queries(look, more)
        self.assertEqual(self.count_queries(look, self.wine), self.count_queries(look, self.wine | more))
        self.assertFalse(self.make_product()._get_access_problems(self.ada))
