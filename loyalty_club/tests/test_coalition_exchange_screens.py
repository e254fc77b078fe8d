"""What staff see of the exchange with partners' computers."""

from odoo.tests import tagged

from .exchange_case import ExchangeCase
from .screen_case import ScreenMixin

FORM = "loyalty_club.loyalty_coalition_partner_view_form"


@tagged("post_install", "-at_install")
class TestCoalitionExchangeScreens(ScreenMixin, ExchangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_staff()

    def test_the_form_of_a_partner_shows_secrets_to_managers_only(self):
        for role, user in self.users.items():
            with self.subTest(role):
                self.assertEqual("webhook_secret" in self.read_screen(self.coalition, role, FORM), role == "manager")
                views = self.coalition.with_user(user).get_views([(False, "form")])["views"]
                self.assertEqual("hook_secret" in views["form"]["arch"], role == "manager")

    def test_messages_open_for_all_staff_and_lists_explain_themselves(self):
        self.ours._issue("customer 7")._redeem("S1", 80, 8)
        self.env["loyalty.coalition.news"]._receive(self.coalition, {"id": "1", "event": "redeemed", "coupons": []})
        news = self.env["loyalty.coalition.news"].search([("coalition_id", "=", self.coalition.id)])
        self.assertEqual((news.event_label, self.get_deliveries().coupon_count), ("Used", 1))
        news.sudo().event = "something new"
        self.assertEqual(news.event_label, "something new")
        for role in self.users:
            for record in (self.get_deliveries(), news):
                with self.subTest(role=role, model=record._name):
                    self.assertTrue(self.read_screen(record, role))
        self.assertActions(("loyalty_coalition_delivery_action", "loyalty_coalition_news_action"))
        self.assertEqual(self.coalition.action_open_deliveries()["domain"], [("coalition_id", "=", self.coalition.id)])

    def test_jobs_are_scheduled(self):
        for name in ("webhooks", "news"):
            job = self.env.ref(f"loyalty_club.ir_cron_coalition_{name}")
            self.assertTrue(job.active)
            self.assertEqual((job.interval_number, job.interval_type), (1, "hours"))
        before = self.env["ir.cron.trigger"].search_count([])
        self.ours._issue("customer 7")._redeem("S1", 80, 8)
        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), before + 1)
