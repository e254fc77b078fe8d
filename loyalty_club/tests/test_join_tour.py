"""From guest to member, and the building block in the website editor, in a real browser."""

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .join_case import JoinMixin


class JoinTour(JoinMixin):
    def test_guest_joins(self):
        self.make_ladder()
        self.make_activity("join", name="Welcome", points=50)
        self.start_tour("/club", "club_join", timeout=120)
        user = self.env["res.users"].search([("login", "=", "grace@example.com")])
        account = self.account_of(user.partner_id)
        self.assertTrue(account.joined_on)
        self.assertEqual(account.points, 50)
        self.assertEqual(self.consents_of(user.partner_id), {"email": "given"})

    def test_from_guest_to_voucher(self):
        """A guest joins, buys, sees the points, claims a voucher and uses it with one click."""
        self.make_shop()
        self.start_tour(f"/club?club={self.club.id}", "club_whole_way", timeout=240)
        partner = self.env["res.users"].search([("login", "=", "grace@example.com")]).partner_id
        account = self.account_of(partner)
        bought, cart = self.env["sale.order"].search([("partner_id", "=", partner.id)], order="id")
        self.assertEqual((bought.state, bought.amount_total, account.points), ("sale", 120, 20))
        self.assertEqual(bought.transaction_ids.provider_id.custom_mode, "cash_on_delivery")
        self.assertEqual((cart.state, cart.amount_total), ("draft", 100))
        self.assertEqual(account.claim_ids.state, "fulfilled")
        self.assertLedger(account)

    def make_shop(self):
        """A lamp of 120, free delivery that takes the money, 50 points for joining, a voucher of 20 for 150 points."""
        self.make_activity("join", name="Welcome", points=50)
        self.make_product(120.0, name="Reading lamp", type="consu", is_published=True, website_published=True)
        self.env["delivery.carrier"].search([]).website_published = False
        self.env["delivery.carrier"].create(
            {
                "name": "By bicycle",
                "product_id": self.make_product(0.0, name="Delivery").id,
                "fixed_price": 0,
                "website_published": True,
                "allow_cash_on_delivery": True,
            }
        )
        self.env["payment.provider"].search([]).state = "disabled"
        self.env.ref("delivery.payment_provider_cod").write({"state": "enabled", "is_published": True})
        reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 20, "required_points": 1}
        coupons = self.make_stock_program(
            "coupons", name="Twenty off", reward_ids=[Command.clear(), Command.create(reward)]
        )
        voucher = {"reward_type": "voucher", "description": "Voucher of 20", "required_points": 150}
        self.club.reward_ids = [Command.clear(), Command.create({**voucher, "voucher_program_id": coupons.id})]

    def test_right_to_left(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        persian = self.env["res.lang"]._lang_get("fa_IR")
        self.website.language_ids += persian
        self.make_ladder()
        self.start_tour(f"/{persian.url_code}/club", "club_join_rtl", timeout=120)


@tagged("post_install", "-at_install")
class TestJoinTourPhone(JoinTour, HttpCase):
    browser_size = "375x667"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestJoinTourDesktop(JoinTour, HttpCase):
    browser_size = "1366x768"
