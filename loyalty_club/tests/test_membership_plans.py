"""Plans on the website: the club's page, the plan's own, and the buttons "Buy" and "Try"."""

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .home_case import HomeCase
from .membership_case import MembershipMixin


@tagged("post_install", "-at_install")
class TestMembershipPlans(MembershipMixin, HomeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"free_shipping": True, "summary": "Everything delivered", "refund_rule": "pro_rata"})
        cls.club.ecommerce_ok = True
        cls.path = f"/club/plan/{cls.plan.id}"
        cls.offers = cls.plan._get_offers

    def send(self, path, **values):
        """From the plan's page, as guests do it, too."""
        return self.url_open(path, data={"csrf_token": self.get_token(), **values})

    def get_token(self):
        return self.page("/club").split('csrf_token: "')[1].split('"')[0]

    def get_cart(self):
        self.env.invalidate_all()
        return self.env["sale.order"].search([("partner_id", "=", self.partner.id)], limit=1, order="id desc")

    def test_offer(self):
        self.plan.write(
            {
                "trial_days": 30,
                "joining_fee_product_id": self.make_product(5).id,
                "point_multiplier": 1.5,
                "cashback_percent": 2,
                "cashback_cap": 1250,
                "early_days": 3,
                "welcome_points": 100,
            }
        )
        offer = self.plan._get_offers(self.partner)[0]
        self.assertEqual([period["length"] for period in offer["periods"]], ["1 month", "1 year"])
        self.assertEqual((offer["trial_days"], offer["membership"]), (30, self.Membership))
        self.assertIn("5.00", offer["fee"])
        benefits = " | ".join(offer["benefits"])
        for words in ("Free delivery", "1.5 times", "2 % of your purchases back, up to", "3 days before", "100 stars"):
            self.assertIn(words, benefits)
        membership = self.start(self.partner)
        offer = self.plan._get_offers(self.partner)[0]
        self.assertEqual((offer["trial_days"], offer["fee"], offer["membership"]), (0, False, membership))
        premium = self.make_period(self.make_plan(name="Premium"), 25).plan_id
        self.assertFalse(premium._get_offers(self.partner)[0]["change_url"])
        self.plan.change_plan_ids = premium
        self.assertEqual(
            premium._get_offers(self.partner)[0]["change_url"], f"/my/club/membership/{membership.id}/change"
        )
        self.assertFalse(premium._get_offers(self.ben)[0]["change_url"])

    def test_prices(self):
        """Buyers pay what their price list says, once: renewals and changes cost the product's own price."""
        self.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        Pricelist = self.env["product.pricelist"]
        Pricelist.search([]).active = False
        tenth = Command.create({"compute_price": "percentage", "percent_price": 10})
        Pricelist.create({"name": "Usual", "website_id": False, "selectable": True, "item_ids": [tenth]})
        premium = self.make_period(self.make_plan(name="Premium"), 25).plan_id
        self.plan.change_plan_ids = premium
        self.assertShows(self.page(self.path), "11.66", "Renewals:", "12.95", "88.20", "98.00")
        membership = self.start(self.partner)
        membership.price = 10.5
        page = self.page(self.path)
        self.assertShows(page, "10.50", "98.00")
        self.assertHides(page, "Renewals:", "11.66", "12.95", "88.20")
        page = self.page(f"/club/plan/{premium.id}")
        self.assertShows(page, "Change to it", "25.00")
        self.assertHides(page, "22.50", "Renewals:")

    def test_prices_without_a_price_list(self):
        self.assertHides(self.page(self.path), "Renewals:")

    def test_which_are_shown(self):
        plans = self.club._get_shown_plans
        self.assertEqual(plans(), self.plan)
        self.make_plan(name="Without periods")
        self.make_period(self.make_plan(name="Hidden", website_shown=False), 5)
        self.assertEqual(plans(), self.plan)
        self.plan.period_ids.product_id.sale_ok = False
        self.assertFalse(plans())

    def test_pages_for_guests(self):
        self.logout()
        page = self.page("/club")
        self.assertShows(page, "Memberships", "Plus", "Everything delivered", "12.95", "98.00", self.path)
        page = self.page(self.path)
        self.assertShows(page, "Good to know", "for the days that are left", "Buy", "8.17")
        self.assertIn("See the plan", self.page("/club/block"))
        self.assertNotIn("See the plan", self.page("/club/block?hide=plans"))
        self.plan.website_shown = False
        self.assertTrue(self.url_open(self.path).url.endswith("/club"))
        self.assertNotIn("Memberships", self.page("/club"))

    def test_buy(self):
        """Pressing twice buys one; another period of the plan takes its place."""
        for _turn in range(2):
            answer = self.send(f"{self.path}/buy", period_id=self.month.id)
            self.assertTrue(answer.url.endswith("/shop/cart"))
        lines = self.get_cart().order_line
        self.assertEqual((lines.product_id, lines.product_uom_qty), (self.month.product_id, 1))
        self.send(f"{self.path}/buy", period_id=self.year.id)
        self.assertEqual(self.get_cart().order_line.product_id, self.year.product_id)

    def test_foreign_periods_are_not_bought(self):
        other = self.make_period(self.make_plan(name="Hidden", website_shown=False), 5)
        for period_id in (other.id, "x", ""):
            with self.subTest(period_id):
                self.assertTrue(self.send(f"{self.path}/buy", period_id=period_id).url.endswith("/club"))
                self.assertTrue(self.send(f"{self.path}/try", period_id=period_id).url.endswith("/club"))
        self.assertFalse(self.get_cart())
        self.assertFalse(self.get_membership(self.partner))

    def test_guest_buys(self):
        self.logout()
        self.assertIn("Plus, 1 month", self.send(f"{self.path}/buy", period_id=self.month.id).text)

    def test_try(self):
        """Once for each customer; guests log in first."""
        self.assertIn("has no trial for you", self.send(f"{self.path}/try", period_id=self.month.id).text)
        self.plan.trial_days = 30
        self.logout()
        answer = self.send(f"{self.path}/try", period_id=self.month.id)
        self.assertIn(f"redirect=%2Fclub%2Fplan%2F{self.plan.id}", answer.url)
        self.assertFalse(self.get_membership(self.partner))
        self.authenticate("home_member", "home_member")
        self.assertIn("Try it", self.page(self.path))
        page = self.send(f"{self.path}/try", period_id=self.month.id).text
        self.assertShows(page, "“Plus” has begun", "Trial", "Free of charge up to")
        membership = self.get_membership(self.partner)
        self.assertEqual(membership.state, "trial")
        membership._end("staff")
        self.assertIn("has no trial for you", self.send(f"{self.path}/try", period_id=self.month.id).text)
        self.assertEqual(self.get_membership(self.partner), membership)
