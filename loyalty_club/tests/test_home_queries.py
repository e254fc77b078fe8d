"""Pages of "My club" cost the same however long the ledger is."""

from odoo.tests import tagged

from .home_case import HomeCase


@tagged("post_install", "-at_install")
class TestHomeQueries(HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_tiers()
        for trigger in ("profile_complete", "first_purchase", "check_in", "social_follow"):
            cls.make_activity(trigger, limit_count=1)
        cls.product = cls.make_product(10.0)

    def book(self, purchases):
        for _number in range(purchases):
            self.make_sale(self.partner, [(self.product, 1)])
        qualifying = {"points": 1, "amount": 1, "orders": 1}
        self.env["loyalty.card"]._post_points_batch(
            [
                {
                    "card_id": self.card.id,
                    "points": 1,
                    "kind": "accrual",
                    "qualifying": qualifying,
                    "key": f"{purchases} {n}",
                }
                for n in range(purchases * 50)
            ]
        )

    def count(self, path):
        """Queries of a page whose caches (of rules and translations) are warm, by the cursor of the test."""
        for _visit in range(2):
            self.url_open(path)
        return self.count_queries(lambda: self.assertEqual(self.url_open(path).status_code, 200))

    def test_few_and_many_entries(self):
        pages = ("/my/club", "/my/club/points", "/my/club/rewards", "/my/club/messages")
        self.book(2)
        few = {page: self.count(page) for page in pages}
        self.book(6)
        self.assertEqual({page: self.count(page) for page in pages}, few)
        self.assertGreater(min(few.values()), 5, "what is counted is the page")
