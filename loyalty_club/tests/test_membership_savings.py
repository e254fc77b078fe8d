"""What memberships save, on orders and at the till."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..models.membership.gifts import sale_savings
from .membership_case import MembershipMixin
from .membership_days import MembershipDaysCase
from .till_case import TillCase


def make_member_prices(case):
    """A price list of 10 % off for the plan."""
    case.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
    case.member_prices = case.env["product.pricelist"].create(
        {
            "name": "Member prices",
            "currency_id": case.env.company.currency_id.id,
            "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 10})],
        }
    )
    case.plan.pricelist_id = case.member_prices


@tagged("post_install", "-at_install")
class TestMembershipSavings(MembershipDaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product(100.0)
        cls.goods = cls.make_product(50.0, type="consu", name="Goods")
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Post",
                "delivery_type": "fixed",
                "fixed_price": 5,
                "product_id": cls.make_product(0, name="Delivery").id,
            }
        )

    def saved(self, membership, *kinds):
        """{kind: money} of orders."""
        rows = membership.benefit_ids.filtered(lambda row: row.origin_id and (not kinds or row.kind in kinds))
        return {row.kind: round(row.amount, 2) for row in rows}

    def test_lower_prices(self):
        make_member_prices(self)
        membership = self.start(period=self.year)
        order = self.make_sale(self.ada, [(self.product, 3), (self.month.product_id, 1)])
        self.assertEqual(order.order_line[0].price_unit, 90)
        self.assertEqual(self.saved(membership), {"price": 30}, "the fee itself is no saving")
        self.assertEqual(membership._get_savings(), {"total": 30, "kinds": {"price": 30}, "fees": 98})

    def test_against_what_the_customer_would_have_paid(self):
        make_member_prices(self)
        own = self.member_prices.copy(
            {"name": "Own", "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 4})]}
        )
        self.ada.property_product_pricelist = own
        membership = self.start()
        self.make_sale(self.ada, [(self.product, 1)])
        self.assertEqual(self.saved(membership), {"price": 6})

    def test_taxes_are_saved_with_the_price(self):
        make_member_prices(self)
        tax = self.env["account.tax"].create({"name": "20 %", "amount": 20, "price_include_override": "tax_excluded"})
        self.product.taxes_id = tax
        membership = self.start()
        self.make_sale(self.ada, [(self.product, 1)])
        self.assertEqual(self.saved(membership), {"price": 12})

    def test_free_delivery(self):
        self.plan.free_shipping = True
        membership = self.start()
        order = self.make_order(self.ada, [(self.goods, 1)])
        order.set_delivery_line(self.carrier, self.carrier.rate_shipment(order)["price"])
        self.assertEqual(order.order_line.filtered("is_delivery").price_unit, 0)
        order.action_confirm()
        self.assertEqual(self.saved(membership), {"shipping": 5})
        other = self.make_order(self.ben, [(self.goods, 1)])
        other.set_delivery_line(self.carrier, self.carrier.rate_shipment(other)["price"])
        other.action_confirm()
        self.assertEqual(len(membership.benefit_ids), 1)

    def choose_delivery(self, order, **values):
        """The window of the back office, as the browser uses it for carriers that are asked over the network."""
        wizard = self.env["choose.delivery.carrier"].create({"order_id": order.id, "carrier_id": self.carrier.id})
        with patch.object(sale_savings, "AT_HAND", ()):
            wizard.update_price()
            wizard.write(values)
            wizard.button_confirm()
            order.action_confirm()

    def test_free_delivery_of_a_carrier_that_is_asked_over_the_network(self):
        self.plan.free_shipping = True
        membership = self.start()
        order = self.make_order(self.ada, [(self.goods, 1)])
        self.choose_delivery(order)
        self.assertEqual(order.delivery_saved, 5)
        self.assertEqual(self.saved(membership), {"shipping": 5})

    def test_delivery_that_is_no_saving(self):
        self.plan.free_shipping = True
        membership = self.start()
        self.choose_delivery(self.make_order(self.ada, [(self.goods, 1)]), delivery_price=2)
        self.assertFalse(self.saved(membership, "shipping"), "staff asked for money")
        self.carrier.write({"free_over": True, "amount": 40})
        self.choose_delivery(self.make_order(self.ada, [(self.goods, 1)]))
        self.assertFalse(self.saved(membership, "shipping"), "it is free for everybody")

    def test_another_delivery_forgets_what_the_first_would_have_cost(self):
        self.plan.free_shipping = True
        self.start()
        order = self.make_order(self.ada, [(self.goods, 1)])
        wizard = self.env["choose.delivery.carrier"].create({"order_id": order.id, "carrier_id": self.carrier.id})
        wizard.update_price()
        wizard.button_confirm()
        self.assertEqual(order.delivery_saved, 5)
        order.set_delivery_line(self.carrier, 3)
        self.assertEqual(order.delivery_saved, 0)

    def test_more_points(self):
        self.plan.point_multiplier = 3
        self.club.point_value = 0.1
        membership = self.start()
        self.make_sale(self.ada, [(self.product, 1)])
        self.assertEqual(membership.card_id.points, 300)
        [row] = membership.benefit_ids
        self.assertEqual((row.kind, row.points, row.amount), ("points", 200, 20))

    def test_a_coupon_of_the_membership(self):
        program = self.make_stock_program(
            "coupons",
            applies_on="current",
            trigger="with_code",
            reward_ids=[
                Command.clear(),
                Command.create({"reward_type": "discount", "discount": 10, "discount_mode": "percent"}),
            ],
        )
        self.plan.coupon_program_id = program
        membership = self.start()
        coupon = membership.benefit_ids.coupon_id
        self.assertFalse(membership._has_used_benefits(membership.term_ids))
        order = self.make_order(self.ada, [(self.product, 1)])
        order._try_apply_code(coupon.code)
        order._apply_program_reward(program.reward_ids, coupon)
        order.action_confirm()
        self.assertEqual(self.saved(membership), {"coupon": 10})
        self.assertTrue(membership._has_used_benefits(membership.term_ids))

    def test_refunds_make_it_less(self):
        make_member_prices(self)
        membership = self.start()
        order = self.make_sale(self.ada, [(self.product, 4)])
        self.assertEqual(self.saved(membership), {"price": 40})
        invoice = order._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        self.credit(invoice, quantity=1)
        self.assertEqual(self.saved(membership), {"price": 30})
        self.assertTrue(membership._has_used_benefits(membership.term_ids))
        order._action_cancel()
        self.assertEqual(self.saved(membership), {"price": 0})
        self.assertFalse(membership._has_used_benefits(membership.term_ids))
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.saved(membership), {"price": 30}, "what was credited stays credited")

    def test_what_is_added_after_the_confirmation_saves_too(self):
        make_member_prices(self)
        membership = self.start()
        order = self.make_sale(self.ada, [(self.product, 1)])
        self.assertEqual(self.saved(membership), {"price": 10})
        self.freeze("2026-02-03")
        order.order_line.product_uom_qty = 3
        self.assertEqual(self.saved(membership), {"price": 30})
        order.order_line = [Command.create({"product_id": self.product.id})]
        self.assertEqual(self.saved(membership), {"price": 40})
        order.order_line[0].product_uom_qty = 2
        self.assertEqual(self.saved(membership), {"price": 30})
        self.assertEqual(str(membership.benefit_ids.on_date), "2026-01-31")

    def test_confirmed_again(self):
        make_member_prices(self)
        membership = self.start(period=self.year)
        order = self.make_sale(self.ada, [(self.product, 1)])
        order._action_cancel()
        order.action_draft()
        order.order_line.product_uom_qty = 5
        self.freeze("2026-03-03")
        order.action_confirm()
        self.assertEqual(self.saved(membership), {"price": 50})
        self.assertEqual(str(membership.benefit_ids.on_date), "2026-03-03")

    def test_confirmed_again_without_lower_prices(self):
        make_member_prices(self)
        membership = self.start(period=self.year)
        order = self.make_sale(self.ada, [(self.product, 1)])
        order._action_cancel()
        order.action_draft()
        order.pricelist_id = False
        order.action_confirm()
        self.assertEqual(self.saved(membership), {"price": 0})

    def test_noted_once(self):
        make_member_prices(self)
        membership = self.start()
        order = self.make_sale(self.ada, [(self.product, 1)])
        order._sync_savings()
        order._sync_club_orders()
        self.assertEqual(len(membership.benefit_ids), 1)

    def test_only_of_the_paid_period_and_since_a_day(self):
        make_member_prices(self)
        membership = self.start(quantity=2)
        first, second = membership.term_ids.sorted("date_from")
        self.make_sale(self.ada, [(self.product, 1)])
        self.assertTrue(membership._has_used_benefits(first))
        self.assertFalse(membership._has_used_benefits(second))
        self.freeze("2026-03-05")
        self.make_sale(self.ada, [(self.product, 2)])
        self.assertTrue(membership._has_used_benefits(second))
        self.assertEqual(membership._get_savings()["total"], 30)
        since = membership._get_savings(second.date_from)
        self.assertEqual((since["total"], since["fees"]), (20, 12.95))

    def test_welcome_points_are_used_when_they_are_spent(self):
        self.plan.welcome_points = 100
        membership = self.start()
        self.assertFalse(membership._has_used_benefits(membership.term_ids))
        membership.card_id._post_points(-10, "redemption")
        self.assertTrue(membership._has_used_benefits(membership.term_ids))

    def test_without_a_membership_nothing_is_asked(self):
        make_member_prices(self)
        order = self.make_sale(self.ben, [(self.product, 1)])
        self.env.flush_all()
        self.env.invalidate_all()
        order.mapped("membership_situation")
        with self.assertQueryCount(0):
            order._get_documents_of_members()._sync_savings()


@tagged("post_install", "-at_install")
class TestMembershipSavingsAtTheTill(MembershipMixin, TillCase):
    def test_prices_points_and_refunds(self):
        self.plan.point_multiplier = 2
        make_member_prices(self)
        membership = self.start(self.member.partner_id)
        line = self.line(self.coffee, 2, 9.0)
        order = self.send(self.ring(line, pricelist_id=self.member_prices.id))
        rows = {row.kind: (row.amount, row.points) for row in membership.benefit_ids}
        self.assertEqual(rows["price"][0], 2)
        self.assertEqual(rows["points"][1], 18)
        self.refund(order, {order.lines: 1})
        rows = {row.kind: (row.amount, row.points) for row in membership.benefit_ids}
        self.assertEqual((rows["price"][0], rows["points"][1]), (1, 9))

    def test_what_is_for_members_is_sold_and_noted(self):
        self.coffee.membership_access = "members"
        order = self.send(self.ring((self.coffee, 1)))
        self.assertEqual(order.state, "paid")
        self.assertIn("only for members", str(order.message_ids.mapped("body")))
        self.start(self.member.partner_id)
        order = self.send(self.ring((self.coffee, 1)))
        self.assertNotIn("only for members", str(order.message_ids.mapped("body")))

    def test_what_a_till_knows(self):
        self.coffee.membership_access = "members"
        membership = self.start(self.member.partner_id)
        cards = self.env["loyalty.card"].with_user(self.cashier)
        data = cards.load_till_accounts(self.config.id, self.member.partner_id.id)
        until = membership.runs_until.isoformat()
        self.assertEqual(data["membership_plans"], [{"plan": membership.plan_id.id, "until": until}])
        fields = self.env["product.template"]._load_pos_data_fields(self.config)
        self.assertIn("membership_terms", fields)
        [row] = self.coffee.product_tmpl_id.with_user(self.cashier).read(["membership_terms", "membership_plan_sold"])
        self.assertEqual(row["membership_terms"]["plans"], {str(self.plan.id): False})
        self.assertFalse(row["membership_terms"]["public"])
        [row] = self.month.product_id.product_tmpl_id.with_user(self.cashier).read(["membership_plan_sold"])
        self.assertEqual(row["membership_plan_sold"], self.plan.id)
