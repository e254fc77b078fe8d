"""The ledger as the member reads it."""

from datetime import datetime

from odoo.tests import tagged

from .home_case import HomeCase


@tagged("post_install", "-at_install")
class TestHomePoints(HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"expiry_policy": "none"})
        day = cls.days_from_now(cls, 3).date()
        cls.card._post_points(120, "accrual", at=datetime(2025, 5, 1, 10), description="Bought a lamp")
        cls.card._post_points(-30, "redemption", description="Took a mug")
        cls.card._post_points(7, "accrual", available_on=day, description="Still waiting")

    def shown(self, **query):
        """Which of the three entries a page shows."""
        address = "&".join(f"{name}={value}" for name, value in query.items())
        page = self.page(f"/my/club/points?{address}")
        return {word for word in ("lamp", "mug", "waiting") if word in page}

    def test_filters(self):
        for filterby, expected in {
            "all": {"lamp", "mug", "waiting"},
            "earned": {"lamp"},
            "spent": {"mug"},
            "expired": set(),
            "pending": {"waiting"},
            "nonsense": {"lamp", "mug", "waiting"},
        }.items():
            with self.subTest(filterby):
                self.assertEqual(self.shown(filterby=filterby), expected)

    def test_an_empty_filter_says_so(self):
        self.assertIn("Choose another filter", self.page("/my/club/points?filterby=expired"))

    def test_years(self):
        self.assertEqual(self.shown(year=2025), {"lamp"})
        self.assertEqual(self.shown(year=self.env.cr.now().year), {"mug", "waiting"})
        self.assertEqual(self.shown(year="x"), {"lamp", "mug", "waiting"})

    def test_a_year_begins_in_the_time_zone_of_the_club(self):
        self.club.tz = "Asia/Tokyo"
        self.card._post_points(1, "accrual", at=datetime(2025, 12, 31, 20), description="New Year")
        self.assertNotIn("New Year", self.page("/my/club/points?year=2025"))
        self.assertIn("New Year", self.page("/my/club/points?year=2026"))

    def test_pages(self):
        for number in range(25):
            self.card._post_points(1, "accrual", description=f"Entry number {number}.")
        first, second = self.page("/my/club/points"), self.page("/my/club/points/page/2")
        self.assertShows(first, "Entry number 24.", "/my/club/points/page/2")
        self.assertHides(first, "Entry number 1.")
        self.assertShows(second, "Entry number 1.", "lamp")

    def test_why(self):
        order = self.make_sale(self.partner, [(self.make_product(100.0), 1)])
        order.order_line.product_uom_qty = 0
        self.make_activity("custom", name="Counted")
        self.card._record_activity("custom", key="k", code="thing", quantity=3)
        page = self.page("/my/club/points")
        self.assertShows(page, "<details", "How it came about", "for every", "quantity 3", "It takes back")
        self.assertIn(f'href="/my/orders/{order.id}"', page)

    def test_orders_of_others_have_no_link(self):
        order = self.make_sale(self.make_partner("Else"), [(self.make_product(100.0), 1)])
        entry = self.card._post_points(1, "accrual", origin=order)
        self.assertEqual(entry.with_user(self.user).sudo()._get_order_portal_urls(), {})

    def test_what_was_merged_belongs_to_it(self):
        old = self.make_member(self.club, 5, name="Old")
        old._post_points(1, "accrual", description="From long ago")
        old._merge_into(self.card)
        self.assertIn("From long ago", self.page("/my/club/points"))

    def test_the_old_address_leads_here(self):
        answer = self.url_open(f"/my/loyalty_card/{self.card.id}/history/page/1?sortby=points")
        self.assertIn("/my/club/points", answer.url)
        self.assertIn("sortby=points", answer.url)

    def test_addresses_of_others(self):
        other = self.make_member(self.club, 5, name="Somebody else")
        for account in (other.id, "x", 99999999999999):
            self.assertTrue(self.url_open(f"/my/club/points?account={account}").url.endswith("/my/club"))

    def test_odd_numbers_in_addresses(self):
        old = f"/my/loyalty_card/{self.card.id}/history"
        for path in (
            f"{old}?page=2",
            f"{old}?page=x",
            f"{old}/page/99999999999",
            "/my/club/points?page=-1&year=99999999999",
            "/my/club/points/page/99999999999999",
            "/my/club/claims?account=x",
        ):
            with self.subTest(path):
                answer = self.url_open(path)
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn("not a member of a club", answer.text)
