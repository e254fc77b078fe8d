"""What stock's own addresses of cards show of a club account: the page of points, and the dialog of the card."""

from odoo.tests import HttpCase, tagged

from .common import ClubMixin


@tagged("post_install", "-at_install")
class TestPortal(ClubMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club", portal_point_name="stars", expiry_policy="after_earning")
        cls.user = cls.make_user("portal", login="portal_member")
        cls.card = cls.make_member(cls.club, partner_id=cls.user.partner_id.id)
        cls.card._post_points(120, "accrual", description="Order with a reward")
        cls.card._post_points(-100, "redemption", description="5 off")
        cls.card._post_points(7, "accrual", available_on=cls.days_from_now(cls, 3).date(), description="Waiting")
        cls.other = cls.make_member(cls.club, 55, name="Somebody else")

    def open_history(self, card):
        self.authenticate("portal_member", "portal_member")
        return self.url_open(f"/my/loyalty_card/{card.id}/history")

    def test_page(self):
        page = self.open_history(self.card).text
        for text in ("Corner Club", "20 stars", "7 stars", "Order with a reward", "5 off", "Waiting", "usable from"):
            with self.subTest(text):
                self.assertIn(text, page)

    def test_sorted_by_points(self):
        self.authenticate("portal_member", "portal_member")
        page = self.url_open(f"/my/loyalty_card/{self.card.id}/history?sortby=points").text
        order = [page.index(text) for text in ("Order with a reward", "Waiting", "5 off")]
        self.assertEqual(order, sorted(order))

    def test_nobody_sees_the_account_of_another(self):
        answer = self.open_history(self.other)
        self.assertTrue(answer.url.endswith("/my"), answer.url)

    def test_dialog(self):
        self.authenticate("portal_member", "portal_member")
        values = self.make_jsonrpc_request(f"/my/loyalty_card/{self.card.id}/values", {})
        self.assertEqual([line["points"] for line in values["history_lines"]], ["+7 stars", "-100 stars", "+120 stars"])

    def test_addresses_that_are_no_account(self):
        self.authenticate("portal_member", "portal_member")
        self.assertEqual(self.make_jsonrpc_request("/my/loyalty_card/999999999999/values", {}), {})
        url, body = "/my/loyalty_card/x/values", {"jsonrpc": "2.0", "method": "call", "params": {}}
        self.assertEqual(self.url_open(url, json=body).status_code, 404)

    def test_account_without_entries(self):
        self.env.cr.execute("DELETE FROM loyalty_ledger_allocation")
        self.env.cr.execute("DELETE FROM loyalty_ledger_entry WHERE card_id = %s", [self.card.id])
        self.env.invalidate_all()
        self.assertIn("Nothing was booked", self.open_history(self.card).text)
