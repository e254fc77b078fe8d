from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierPricelist(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        Pricelist = cls.env["product.pricelist"]
        cls.usual = Pricelist.create({"name": "Usual"})
        cls.own = Pricelist.create({"name": "Own"})
        cls.tier_prices = Pricelist.create(
            {
                "name": "Silver prices",
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 10, "applied_on": "3_global"})
                ],
            }
        )
        cls.silver.pricelist_id = cls.tier_prices
        cls.partner = cls.card.partner_id
        cls.partner.property_product_pricelist = cls.own

    def make_silver(self):
        self.buy(self.card, 100)

    def test_it_comes_with_the_tier_and_goes_with_it(self):
        self.assertEqual(self.partner.property_product_pricelist, self.own)
        with self.at("2026-01-10 12:00:00"):
            self.make_silver()
            self.assertEqual(self.partner.property_product_pricelist, self.tier_prices)
            self.assertEqual(self.partner.specific_property_product_pricelist, self.own, "nothing is overwritten")
        with self.at("2027-01-11 12:00:00"):
            self.Card._review_tiers()
            self.assertEqual(self.partner.property_product_pricelist, self.own)

    def test_on_quotations(self):
        product = self.make_product(100)
        self.make_silver()
        order = self.make_order(self.partner, [(product, 1)])
        self.assertEqual(order.pricelist_id, self.tier_prices)
        self.assertEqual(order.order_line[:1].price_unit, 90)
        other = self.make_order(self.make_partner(), [(product, 1)])
        self.assertEqual(other.order_line[:1].price_unit, 100)

    def test_at_the_till(self):
        """The till reads the pricelist of a customer from this field."""
        self.make_silver()
        user = self.make_user("base.group_user,point_of_sale.group_pos_user", login="club_till")
        [row] = self.partner.with_user(user).read(["property_product_pricelist"], load=False)
        self.assertEqual(row["property_product_pricelist"], self.tier_prices.id)

    def test_a_pricelist_of_another_company_or_an_archived_one(self):
        self.make_silver()
        self.tier_prices.active = False
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.property_product_pricelist, self.own)
        self.tier_prices.active = True
        company = self.env["res.company"].create({"name": "Other"})
        self.tier_prices.write({"website_id": False, "company_id": company.id})
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.property_product_pricelist, self.own)

    def test_of_two_clubs_the_first(self):
        first = self.make_tier_club({"name": "All", "pricelist_id": self.usual.id})
        first.sequence, self.club.sequence = 5, 3
        self.make_member(first, partner_id=self.partner.id)
        self.make_silver()
        self.assertEqual(self.partner.property_product_pricelist, self.tier_prices)
        first.sequence = 1
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.property_product_pricelist, self.usual)

    def test_not_while_the_membership_rests(self):
        self.make_silver()
        self.card.membership_state = "suspended"
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.property_product_pricelist, self.own)

    def test_contacts_of_a_company_that_share_its_account(self):
        company = self.make_partner("Company", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        self.buy(self.make_member(self.club, partner_id=company.id), 100)
        self.assertNotEqual(contact.property_product_pricelist, self.tier_prices)
        self.club.contact_accounts = "company"
        contact.invalidate_recordset()
        self.assertEqual(contact.property_product_pricelist, self.tier_prices)

    def test_the_number_of_queries_does_not_follow_the_number_of_customers(self):
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(20)))
        for card in cards:
            self.buy(card, 100)
        partners = cards.partner_id
        counts = [
            self.count_queries(lambda some=some: some.mapped("property_product_pricelist"))
            for some in (partners[:1], partners[1:3], partners[3:])
        ]
        self.assertEqual(counts[1], counts[2])
        self.assertEqual(partners.property_product_pricelist, self.tier_prices)


@tagged("post_install", "-at_install")
class TestTierShipping(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silver.free_shipping = True
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Courier",
                "fixed_price": 7.5,
                "product_id": cls.make_product(7.5, name="Courier").id,
            }
        )
        cls.product = cls.make_product(40, type="consu")

    def rate(self, partner):
        order = self.make_order(partner, [(self.product, 1)])
        return order, self.carrier.rate_shipment(order)

    def test_free_for_members_of_the_tier(self):
        _order, rate = self.rate(self.card.partner_id)
        self.assertEqual(rate["price"], 7.5)
        self.buy(self.card, 100)
        order, rate = self.rate(self.card.partner_id)
        self.assertEqual((rate["price"], rate["carrier_price"]), (0, 7.5))
        self.assertIn("Silver", rate["warning_message"])
        wizard = self.env["choose.delivery.carrier"].create({"order_id": order.id, "carrier_id": self.carrier.id})
        wizard.update_price()
        wizard.button_confirm()
        self.assertEqual(order.order_line.filtered("is_delivery").price_unit, 0)

    def deliver_at_real_cost(self, partner, before_delivery=None):
        """An order whose delivery is billed when it is sent: (its delivery line, the picking)."""
        self.carrier.invoice_policy = "real"
        order = self.make_order(partner, [(self.product, 1)])
        order.set_delivery_line(self.carrier, self.carrier.rate_shipment(order)["price"])
        order.action_confirm()
        if before_delivery:
            before_delivery()
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.button_validate()
        return order.order_line.filtered("is_delivery"), picking

    def test_free_where_the_real_cost_is_billed(self):
        line, picking = self.deliver_at_real_cost(self.card.partner_id)
        self.assertEqual((line.price_unit, picking.carrier_price), (7.5, 7.5))
        self.buy(self.card, 100)
        line, picking = self.deliver_at_real_cost(self.card.partner_id)
        self.assertEqual((line.price_unit, picking.carrier_price), (0, 7.5))

    def test_the_tier_at_the_purchase_decides(self):
        line, _picking = self.deliver_at_real_cost(self.card.partner_id, lambda: self.buy(self.card, 100))
        self.assertEqual(line.price_unit, 7.5, "what was told when it was bought")
        entry = self.card.ledger_ids.filtered(lambda entry: entry.points == 100)
        line, _picking = self.deliver_at_real_cost(self.card.partner_id, entry._reverse)
        self.assertEqual((line.price_unit, self.card.tier_id), (0, self.bronze))

    def test_tier_of_a_club_that_the_order_earns_nothing_in(self):
        """A club of tills alone: what it makes free is told when the order is made, and holds at the delivery."""
        other = self.make_club(name="Tills", sale_ok=False)
        other.tier_ids = [(0, 0, {"name": "All", "free_shipping": True})]
        self.make_member(other, 10, partner_id=self.card.partner_id.id)
        line, _picking = self.deliver_at_real_cost(self.card.partner_id)
        results = line.order_id.coupon_point_ids.filtered("club_result")
        self.assertEqual(results.coupon_id.program_id, self.club)
        self.assertEqual(line.price_unit, 0)

    def test_not_for_others(self):
        self.buy(self.card, 100)
        _order, rate = self.rate(self.make_partner())
        self.assertEqual(rate["price"], 7.5)


@tagged("post_install", "-at_install")
class TestTierWelcome(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.present = cls.make_stock_program("coupons", name="Present")
        cls.silver.welcome_program_id = cls.present

    def get_coupons(self, card=None):
        partner = (card or self.card).partner_id
        return self.env["loyalty.card"].search([("program_id", "=", self.present.id), ("partner_id", "=", partner.id)])

    def test_on_reaching_the_tier(self):
        self.buy(self.card, 100)
        self.assertEqual(len(self.get_coupons()), 1)
        self.assertEqual(self.card.tier_change_ids.coupon_id, self.get_coupons())
        self.buy(self.card, 100)
        self.assertEqual(len(self.get_coupons()), 1)

    def test_not_again_when_kept_or_reached_again(self):
        for day in ("2026-01-10", "2026-06-10"):
            with self.at(f"{day} 12:00:00"):
                self.buy(self.card, 100)
        with self.at("2027-01-11 12:00:00"):
            self.Card._review_tiers()
            self.assertEqual(self.card.tier_change_ids[0].reason, "kept")
        with self.at("2028-01-11 12:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Bronze")
            self.buy(self.card, 100)
            self.assertTier(self.card, "Silver")
        self.assertEqual(len(self.get_coupons()), 1)

    def test_of_the_tier_that_is_reached_not_of_those_that_are_passed(self):
        self.buy(self.card, 500)
        self.assertFalse(self.get_coupons())

    def test_not_twice_after_a_merge(self):
        other = self.make_member(self.club)
        self.buy(other, 100)
        other._merge_into(self.card)
        self.card._set_tier(self.bronze, date(2099, 1, 1), "Test")
        self.card._set_tier(self.silver, date(2099, 1, 1), "Test")
        self.assertFalse(self.get_coupons(self.card), "the other account had it")

    def test_set_by_hand(self):
        self.card._set_tier(self.silver, date(2099, 1, 1), "Guest")
        self.assertEqual(len(self.get_coupons()), 1)

    def test_many_at_once(self):
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(5)))
        self.Card._post_points_batch(
            [{"card_id": card.id, "points": 100, "kind": "accrual", "qualifying": {"points": 100}} for card in cards]
        )
        self.assertEqual(len(self.present.coupon_ids), 5)
        self.assertEqual(self.present.coupon_ids.partner_id, cards.partner_id)

    def test_an_account_of_nobody(self):
        card = self.Card.create({"program_id": self.club.id})
        self.buy(card, 100)
        self.assertTier(card, "Silver")
        self.assertFalse(self.present.coupon_ids)

    def test_when_the_tiers_change_only_if_that_is_wanted(self):
        self.buy(self.card, 60)
        with self.club._watch_tiers():
            self.silver.min_points = 50
        self.assertFalse(self.get_coupons())
        other = self.make_member(self.club)
        self.buy(other, 45)
        with self.club._watch_tiers(coupons=True):
            self.silver.min_points = 40
        self.assertEqual(len(self.get_coupons(other)), 1)
