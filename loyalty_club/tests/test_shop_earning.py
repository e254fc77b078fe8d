"""What the page of a product says of points."""

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from .shop_case import ShopMixin


@tagged("post_install", "-at_install")
class TestShopEarning(ShopMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.club.rule_ids

    def assertEarns(self, points, user=None, **options):  # noqa: N802
        """The page says these points, or (None) nothing at all."""
        found = self.earnings(user, **options)
        self.assertEqual(len(found), 1 if points else 0, found)
        if points:
            self.assertIn(f">{points} ", found[0])

    def test_member_and_quantity(self):
        self.join()
        self.assertEarns(120)
        self.assertEarns(360, quantity=3)

    def test_a_customer_without_account_earns_too(self):
        self.assertEarns(120)
        self.assertIn("Buy this", self.earnings()[0])

    def test_guests_hear_what_members_earn(self):
        self.club.rule_ids = [
            Command.create({"reward_point_mode": "order", "reward_point_amount": 500, "first_purchase_only": True})
        ]
        self.assertEarns(120, self.public)
        self.assertIn("Members earn", self.earnings(self.public)[0])
        self.assertEarns(620)

    def test_who_did_not_join(self):
        self.club.enrollment = "opt_in"
        self.assertIn("Members earn", self.earnings()[0])
        self.join()
        self.assertIn("Buy this", self.earnings()[0])

    def test_resting_and_closing(self):
        card = self.join()
        card.membership_state = "suspended"
        self.assertEarns(None)
        card.membership_state = "active"
        self.assertEarns(120)
        self.club.closing_on = "2099-01-01"
        self.assertEarns(None)

    def test_nothing_rather_than_something_wrong(self):
        self.join()
        self.rule.minimum_amount = 500
        self.assertEarns(None)
        self.assertEarns(600, quantity=5)
        self.rule.minimum_amount = 0
        self.rule.product_ids = self.make_product(5.0)
        self.assertEarns(None)

    def test_tier_and_its_note(self):
        tiers = [{"name": "Bronze", "sequence": 1}, {"name": "Gold", "sequence": 2, "min_points": 100}]
        self.club.tier_ids = [Command.create(values) for values in tiers]
        gold = self.club.tier_ids[1]
        gold.point_multiplier = 1.5
        card = self.join()
        self.assertEarns(120)
        card._post_points(100, "accrual", qualifying={"points": 100, "amount": 100, "orders": 1})
        self.assertEqual(card.tier_id, gold)
        self.assertEarns(180)
        with self.visit() as website:
            [earning] = website._get_product_earnings(self.product.with_env(website.env))
        self.assertIn("Gold", earning["note"])
        self.assertEarns(120, self.public)

    def test_caps(self):
        card = self.join()
        self.rule.write({"limit_points": 200, "limit_period": "ever"})
        self.assertEarns(120)
        self.make_sale(self.partner, [(self.product, 1)])
        self.assertEqual(card.points, 120)
        self.assertEarns(80)
        self.make_sale(self.partner, [(self.product, 1)])
        self.assertEarns(None)
        self.assertEarns(120, self.public)

    def test_what_the_cart_uses_up_of_a_cap(self):
        """A cap that the present cart reaches is not promised again."""
        card = self.join()
        cart = self.make_cart((self.product, 1))
        self.assertEarns(120, cart=cart)
        for values, left in (
            ({"use_max_points_per_order": True, "max_points_per_order": 150}, 30),
            ({"use_max_points_per_order": False, "use_limit_points": True, "limit_points": 200}, 80),
            ({"limit_points": 120}, None),
        ):
            self.rule.write(values)
            with self.subTest(values):
                self.assertEarns(left, cart=cart)
        self.rule.use_limit_points = False
        self.club.rule_ids = [Command.create({"reward_point_mode": "order", "reward_point_amount": 500})]
        self.assertEarns(120, cart=cart)
        self.assertEqual((cart.order_line.product_uom_qty, cart.amount_total, card.points), (1, 120, 0))

    def test_clubs_that_are_not_in_the_shop(self):
        for values in ({"ecommerce_ok": False}, {"portal_visible": False}, {"date_to": "2020-01-01"}):
            with self.subTest(values):
                self.club.write(values)
                self.assertEarns(None)
                self.club.write({"ecommerce_ok": True, "portal_visible": True, "date_to": False})
        other = self.env["website"].create({"name": "Other shop"})
        self.club.website_id = other
        self.assertEarns(None)
        self.rule.channel_website = False
        self.club.website_id = False
        self.assertEarns(None)

    def test_clubs_without_a_page_of_their_own(self):
        """Where no page shows the club there is none to lead to."""
        with self.visit(self.public) as website:
            product = self.product.with_env(website.env)
            self.club.website_shown = True
            [earning] = website._get_product_earnings(product)
            self.assertEqual(earning["join_url"], self.club._get_club_url())
            self.club.website_shown = False
            [earning] = website._get_product_earnings(product)
            self.assertEqual(earning["join_url"], "")

    def test_several_clubs(self):
        self.make_club(name="Second club", points_rounding=1).rule_ids.reward_point_amount = 2
        found = " ".join(sorted(self.earnings()))
        self.assertRegex(found, "120 Points.*240 Points")

    def test_taxes_and_money_of_another_country(self):
        tax = self.env["account.tax"].create({"name": "25 %", "amount": 25, "price_include_override": "tax_excluded"})
        self.product.taxes_id = tax
        self.assertEarns(150)
        self.rule.amount_basis = "untaxed"
        self.assertEarns(120)
        self.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        foreign = self.env.ref("base.CHF")
        foreign.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", foreign.id)]).unlink()
        self.env["res.currency.rate"].create({"currency_id": foreign.id, "rate": 2.0, "name": "2020-01-01"})
        prices = self.env["product.pricelist"].create({"name": "Francs", "currency_id": foreign.id})
        self.env["product.pricelist"].search([("id", "!=", prices.id)]).active = False
        self.assertEarns(120)

    def test_what_has_no_price_of_its_own(self):
        with self.visit() as website:
            nothing = self.env["product.product"].with_env(website.env)
            self.assertEqual(website._get_product_earnings(nothing), [])
        self.assertEarns(None, quantity=0)

    def test_queries_do_not_grow_with_rules_and_entries(self):
        card = self.join()

        def count():
            with self.visit() as website:
                product = self.product.with_env(website.env)
                website._get_product_earnings(product)
                return self.count_queries(website._get_product_earnings, product)

        few = count()
        self.rule.copy({"limit_points": 10})
        with_limit = count()
        for _number in range(8):
            self.rule.copy({"limit_points": 10})
        for number in range(20):
            card._post_points(5, "accrual", key=f"many,{number}")
        self.assertEqual(count(), with_limit)
        self.assertLessEqual(with_limit, few + 1)
        self.assertLessEqual(few, 30)

    def test_nothing_is_stored(self):
        before = self.env["sale.order"].search_count([]), self.Card.search_count([]), self.Entry.search_count([])
        self.earnings()
        self.env.flush_all()
        after = self.env["sale.order"].search_count([]), self.Card.search_count([]), self.Entry.search_count([])
        self.assertEqual(after, before)
