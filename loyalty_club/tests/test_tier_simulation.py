"""“Try it” says which tier a basket leads to."""

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierSimulation(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product(60)

    def try_it(self, quantity=1, **values):
        line = Command.create({"product_id": self.product.id, "quantity": quantity, "price_unit": 60})
        values = {"partner_id": self.card.partner_id.id, "program_id": self.club.id, "line_ids": [line], **values}
        return html2plaintext(self.env["loyalty.simulation"].create(values).result_html)

    def test_it_agrees_with_the_order(self):
        for quantity, tier, text in (
            (1, "Bronze", "Stays in the tier: Bronze · 40 Points to Silver"),
            (1, "Silver", "Reaches the tier: Silver · 380 Points to Gold"),
            (1, "Silver", "Stays in the tier: Silver · 320 Points to Gold"),
            (6, "Gold", "Reaches the tier: Gold"),
            (1, "Gold", "Stays in the tier: Gold"),
        ):
            with self.subTest(text):
                result = self.try_it(quantity)
                self.assertIn(text, result)
                self.assertEqual(" to " in result, " to " in text)
                self.make_sale(self.card.partner_id, [(self.product, quantity)])
                self.assertTier(self.card, tier)

    def test_names_are_text(self):
        self.silver.name = "<b>Silver</b>"
        self.assertIn("Reaches the tier: <b>Silver</b>", self.try_it(2))

    def test_somebody_new(self):
        self.assertIn("Reaches the tier: Silver", self.try_it(2, partner_id=False))
        self.bronze.active = False
        self.assertIn("Reaches no tier yet · 40 Points to Silver", self.try_it(partner_id=False))

    def test_money_and_number_of_purchases(self):
        self.club.write({"tier_qualify": "all"})
        self.silver.write({"min_points": 0, "min_amount": 60, "min_orders": 2})
        self.gold.write({"min_amount": 500})
        self.assertIn("Stays in the tier: Bronze · 1 purchase to Silver", self.try_it())
        self.make_sale(self.card.partner_id, [(self.product, 1)])
        self.assertIn("Reaches the tier: Silver", self.try_it())

    def test_what_counts_on_that_day(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 60)
        self.assertIn("Reaches the tier: Silver", self.try_it(at="2027-01-09 12:00:00"))
        self.assertIn("40 Points to Silver", self.try_it(at="2027-01-10 12:00:00"), "a year later it no longer counts")

    def test_who_does_not_earn_or_a_club_without_tiers(self):
        self.card.membership_state = "suspended"
        self.assertNotIn("tier", self.try_it(2))
        club = self.make_club(name="Without")
        self.assertNotIn("tier", self.try_it(2, program_id=club.id))
