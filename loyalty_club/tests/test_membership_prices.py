"""What a running membership makes cheaper: points, price lists, free delivery. (Walmart+ is the table of its rules.)"""

from odoo.fields import Command
from odoo.tests import tagged

from .membership_prices_case import PricesCase


@tagged("post_install", "-at_install")
class TestMembershipDelivery(PricesCase):
    def test_walmart_plus(self):
        """98 a year or 12.95 a month: a shipping fee of 5.00 is 0; groceries are delivered free from 35.00 on."""
        shipping, grocery = self.make_carrier("Shipping", 5), self.make_carrier("Grocery delivery", 9.95)
        self.plan.write({"free_shipping": True, "free_shipping_carrier_ids": [Command.set(shipping.ids)]})
        groceries = self.make_plan(
            name="Plus, groceries",
            free_shipping=True,
            free_shipping_minimum=35,
            free_shipping_carrier_ids=[Command.set(grocery.ids)],
        )
        both = self.make_period(groceries, 0)
        self.assertEqual((self.month.price, self.year.price), (12.95, 98))
        for period in (self.month, both):
            self.start(self.ada, period)
        table = [
            (self.ada, shipping, 1, 0),
            (self.ada, grocery, 34.99, 9.95),
            (self.ada, grocery, 35, 0),
            (self.ben, shipping, 1, 5),
            (self.ben, grocery, 35, 9.95),
        ]
        for partner, carrier, basket, fee in table:
            self.assertEqual(self.rate(partner, basket, carrier), fee, (partner.name, carrier.name, basket))

    def test_it_comes_and_goes_with_the_membership(self):
        self.plan.free_shipping = True
        self.assertEqual(self.rate(self.ada, 10), 7.5)
        membership = self.start(self.ada)
        self.assertEqual(self.rate(self.ada, 10), 0)
        membership._cancel()
        self.assertEqual(self.rate(self.ada, 10), 0, "up to the last paid day")
        membership._pause("Holidays")
        self.assertEqual(self.rate(self.ada, 10), 7.5)
        membership._resume()
        self.assertEqual(self.rate(self.ada, 10), 0)
        membership._end("staff", "Test")
        self.assertEqual(self.rate(self.ada, 10), 7.5)

    def test_not_after_the_last_day_though_no_job_ran(self):
        self.plan.write({"free_shipping": True, "auto_renew": False})
        with self.at("2026-03-01 12:00:00"):
            self.start(self.ada)
        with self.at("2026-03-31 12:00:00"):
            self.assertEqual(self.rate(self.ada, 10), 0)
        with self.at("2026-04-01 12:00:00"):
            self.assertEqual(self.rate(self.ada, 10), 7.5)

    def test_the_wizard_says_why_and_keeps_the_cost(self):
        self.plan.free_shipping = True
        self.start(self.ada)
        order = self.make_order(self.ada, [(self.goods, 1)])
        wizard = self.env["choose.delivery.carrier"].create({"order_id": order.id, "carrier_id": self.courier.id})
        wizard.update_price()
        self.assertEqual((wizard.delivery_price, wizard.display_price), (0, 7.5))
        self.assertIn("Plus", wizard.delivery_message)
        wizard.button_confirm()
        self.assertEqual(order.order_line.filtered("is_delivery").price_unit, 0)

    def test_the_minimum_is_in_money_of_the_company(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")], limit=1)
        currency.write({"active": True, "rate_ids": [Command.clear(), Command.create({"rate": 2.0})]})
        prices = self.env["product.pricelist"].create({"name": "Francs", "currency_id": currency.id})
        self.plan.write({"free_shipping": True, "free_shipping_minimum": 35})
        self.start(self.ada)
        for amount, fee in ((69.98, 15), (70, 0)):
            order = self.make_order(self.ada, [(self.goods, 1, amount)], pricelist_id=prices.id)
            self.assertEqual(self.courier.rate_shipment(order)["price"], fee)

    def test_of_several_memberships_the_better_one(self):
        """Free from 35 with one plan, from 20 with another one: at the window of the back office."""
        self.plan.write({"free_shipping": True, "free_shipping_minimum": 35})
        more = self.make_plan(name="More", sequence=99, free_shipping=True, free_shipping_minimum=20)
        for period in (self.month, self.make_period(more, 5)):
            self.start(self.ada, period)
        for amount, price in ((19, 7.5), (20, 0), (35, 0)):
            with self.subTest(amount=amount):
                order = self.make_order(self.ada, [(self.goods, 1, amount)])
                wizard = self.env["choose.delivery.carrier"].create(
                    {"order_id": order.id, "carrier_id": self.courier.id}
                )
                wizard.update_price()
                wizard.button_confirm()
                self.assertEqual(order.order_line.filtered("is_delivery").price_unit, price)
        order.action_confirm()
        self.assertEqual(order.membership_situation["delivery"], self.plan.id)

    # --- confirmed orders ---

    def deliver(self, before_delivery, **lines):
        """An order whose delivery is billed at its real cost when it is sent: the price of its delivery."""
        self.courier.invoice_policy = "real"
        order = self.make_order(self.ada, [(self.goods, 1, 40)])
        order.set_delivery_line(self.courier, self.courier.rate_shipment(order)["price"])
        order.action_confirm()
        before_delivery(order)
        order.picking_ids.move_ids.quantity = 1
        order.picking_ids.button_validate()
        self.assertEqual(order.picking_ids.carrier_price, 7.5, "what it costs the shop")
        return order.order_line.filtered("is_delivery").price_unit

    def test_the_membership_at_the_purchase_decides(self):
        self.plan.write({"free_shipping": True, "free_shipping_minimum": 35})
        self.assertEqual(self.deliver(lambda _order: self.start(self.ada)), 7.5, "what was told when it was bought")
        membership = self.get_membership()
        self.assertEqual(self.deliver(lambda _order: None), 0)

        def change_everything(_order):
            membership._end("staff", "Test")
            self.plan.free_shipping = False

        self.assertEqual(self.deliver(change_everything), 0)
        self.assertEqual(self.deliver(lambda _order: None), 7.5)

    def test_delivery_that_is_chosen_after_the_confirmation(self):
        self.plan.write({"free_shipping": True, "free_shipping_minimum": 35})
        membership = self.start(self.ada)
        orders = [self.make_order(self.ada, [(self.goods, 1, amount)]) for amount in (34, 35)]
        for order in orders:
            order.action_confirm()
        membership._end("staff", "Test")
        self.assertEqual([self.courier.rate_shipment(order)["price"] for order in orders], [7.5, 0])

    def test_an_order_does_not_profit_from_what_it_pays_for(self):
        self.plan.write({"free_shipping": True, "start_on": "order"})
        order = self.make_sale(self.ada, [(self.month.product_id, 1), (self.goods, 1)])
        self.start(self.ada)
        self.assertFalse(order.membership_situation)
        self.assertEqual(self.courier.rate_shipment(order)["price"], 7.5)


@tagged("post_install", "-at_install")
class TestMembershipPricelist(PricesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        cls.own = cls.make_pricelist("Own", 0)
        cls.plus = cls.make_pricelist("Plus prices", 10)
        cls.silver_prices = cls.make_pricelist("Silver prices", 5)
        cls.plan.pricelist_id = cls.plus
        cls.ada.property_product_pricelist = cls.own

    @classmethod
    def make_pricelist(cls, name, percent):
        item = {"compute_price": "percentage", "percent_price": percent, "applied_on": "3_global"}
        return cls.env["product.pricelist"].create({"name": name, "item_ids": [Command.create(item)]})

    def get_pricelist(self, partner=None):
        return (partner or self.ada).property_product_pricelist

    def test_it_comes_and_goes_at_once(self):
        self.assertEqual(self.get_pricelist(), self.own)
        membership = self.start(self.ada)
        self.assertEqual(self.get_pricelist(), self.plus)
        self.assertEqual(self.ada.specific_property_product_pricelist, self.own, "nothing is overwritten")
        order = self.make_order(self.ada, [(self.goods, 1)])
        self.assertEqual((order.pricelist_id, order.order_line.price_unit), (self.plus, 9))
        membership._pause("Holidays")
        self.assertEqual(self.get_pricelist(), self.own)
        membership._resume()
        self.assertEqual(self.get_pricelist(), self.plus)
        membership._end("staff", "Test")
        self.assertEqual(self.get_pricelist(), self.own)

    def test_before_that_of_a_tier(self):
        self.club.tier_ids = [Command.create({"name": "Silver", "pricelist_id": self.silver_prices.id})]
        membership = self.start(self.ada)
        self.assertEqual(membership.card_id.tier_id.name, "Silver")
        self.assertEqual(self.get_pricelist(), self.plus)
        membership._end("staff", "Test")
        self.assertEqual(self.get_pricelist(), self.silver_prices)

    def test_of_several_plans_the_first(self):
        other = self.make_plan(name="Other", pricelist_id=self.silver_prices.id, sequence=5)
        self.start(self.ada)
        second = self.start(self.ada, self.make_period(other, 5))
        self.assertEqual(self.get_pricelist(), self.silver_prices)
        self.silver_prices.active = False
        self.ada.invalidate_recordset()
        self.assertEqual(self.get_pricelist(), self.plus, "an archived one is none")
        self.silver_prices.active = True
        second._end("staff", "Test")
        self.assertEqual(self.get_pricelist(), self.plus)

    def test_suspended_accounts_and_other_companies(self):
        membership = self.start(self.ada)
        company = self.env["res.company"].create({"name": "Other"})
        self.ada.invalidate_recordset()
        self.assertNotEqual(self.get_pricelist(self.ada.with_company(company)), self.plus)
        membership.card_id.membership_state = "suspended"
        self.ada.invalidate_recordset()
        self.assertEqual(self.get_pricelist(), self.own)

    def test_the_number_of_queries_does_not_follow_the_number_of_customers(self):
        partners = self.env["res.partner"].union(*(self.make_partner(f"Member {number}") for number in range(12)))
        for partner in partners:
            self.start(partner)

        def count(some):
            return self.count_queries(some.mapped, "property_product_pricelist")

        count(partners[:1])
        self.assertEqual(count(partners[1:3]), count(partners[3:]))
        self.assertEqual(partners.property_product_pricelist, self.plus)
