"""What a running membership makes of points, and several memberships together."""

import json
from decimal import Decimal
from pathlib import Path

from odoo.fields import Command
from odoo.tests import tagged

from ..engine.membership_benefits import Benefits, FreeShipping, together
from .membership_prices_case import PricesCase


@tagged("post_install", "-at_install")
class TestMembershipMultiplier(PricesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.tier_ids = [Command.create({"name": "Silver", "point_multiplier": 1.5})]
        cls.plan.point_multiplier = 2

    def earned(self, order):
        return sum(
            self.Entry.search([("origin_model", "=", "sale.order"), ("origin_id", "=", order.id)]).mapped("points")
        )

    def test_the_higher_of_tier_and_plan(self):
        self.assertEqual(self.earned(self.make_sale(self.ada, [(self.goods, 1)])), 15)
        membership = self.start(self.ada)
        order = self.make_sale(self.ada, [(self.goods, 1)])
        self.assertEqual(self.earned(order), 20)
        self.club.tier_ids.sudo().point_multiplier = 3
        self.assertEqual(self.earned(self.make_sale(self.ada, [(self.goods, 1)])), 30)
        self.club.tier_ids.sudo().point_multiplier = 1
        membership._end("staff", "Test")
        self.assertEqual(self.earned(self.make_sale(self.ada, [(self.goods, 1)])), 10)
        order.order_line.product_uom_qty = 3
        self.assertEqual(self.earned(order), 60, "by the membership that it was bought with")

    def test_the_explanation_names_the_plan(self):
        self.start(self.ada)
        order = self.make_sale(self.ada, [(self.goods, 1)])
        entry = self.Entry.search([("origin_model", "=", "sale.order"), ("origin_id", "=", order.id)])
        self.assertIn("Plus: 2 times", entry.explanation_html)
        self.club.tier_ids.sudo().point_multiplier = 3
        order = self.make_sale(self.ada, [(self.goods, 1)])
        entry = self.Entry.search([("origin_model", "=", "sale.order"), ("origin_id", "=", order.id)])
        self.assertIn("Silver: 3 times", entry.explanation_html)

    def test_in_its_own_club_only(self):
        other = self.make_club(name="Other")
        self.start(self.ada)
        order = self.make_sale(self.ada, [(self.goods, 1)])
        entries = self.Entry.search([("origin_model", "=", "sale.order"), ("origin_id", "=", order.id)])
        points = {entry.program_id: entry.points for entry in entries}
        self.assertEqual(points, {self.club: 20, other: 10})

    def test_contacts_that_share_the_account(self):
        company = self.make_partner("Company", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        self.start(company)
        self.assertEqual(self.earned(self.make_sale(contact, [(self.goods, 1)])), 15)
        self.club.contact_accounts = "company"
        self.assertEqual(self.earned(self.make_sale(contact, [(self.goods, 1)])), 20)

    def test_trying_rules(self):
        self.start(self.ada)
        simulation = self.env["loyalty.simulation"].create(
            {
                "program_id": self.club.id,
                "partner_id": self.ada.id,
                "tier_id": self.club.tier_ids.id,
                "line_ids": [Command.create({"product_id": self.goods.id, "quantity": 1, "price_unit": 10})],
            }
        )
        self.assertEqual(simulation.points, 20)


@tagged("post_install", "-at_install")
class TestTogether(PricesCase):
    """Several memberships: the better one wins (``engine.membership_benefits``)."""

    def test_together(self):
        one = Benefits((1,), {"club": (Decimal(2), 1)}, None, (FreeShipping(Decimal(35), frozenset(), 1),), 3)
        two = Benefits((2,), {"club": (Decimal(3), 2)}, 7, (FreeShipping(Decimal(0), frozenset({5}), 2),), 1)
        both = together([one, two])
        self.assertEqual((both.plans, both.pricelist, both.early_days), ((1, 2), 7, 3))
        self.assertEqual(both.best_multiplier("club", Decimal("1.5")), (3, 2))
        self.assertEqual(both.best_multiplier("club", Decimal(3)), (3, None), "no more than the tier gives")
        self.assertEqual(both.multiplier("another"), 1)
        self.assertEqual(both.free_shipping(Decimal(10), 5).plan, 2)
        self.assertIsNone(both.free_shipping(Decimal(10), 6))
        self.assertEqual(both.free_shipping(Decimal(35), 6).plan, 1)
        self.assertEqual(both.nearest_shipping(Decimal(10), [6]), (one.shipping[0], 25))
        self.assertEqual(both.nearest_shipping(Decimal(10), [5, 6]), (two.shipping[0], 0))
        self.assertIsNone(together([two]).nearest_shipping(Decimal(10), [6]))

    def test_multipliers(self):
        """The cases that the till's engine is tested with, too."""
        for case in json.loads((Path(__file__).parent / "cases" / "memberships.json").read_text()):
            with self.subTest(case["name"]):
                running = [plan for plan in case["plans"] if plan["until"] >= case["day"]]
                several = [Benefits((1,), {"club": (Decimal(plan["multiplier"]), 1)}) for plan in running]
                found = together(several).multiplier("club", Decimal(case["tier"]))
                self.assertEqual(found, Decimal(case["expected"]))
