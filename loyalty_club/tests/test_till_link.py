from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import ClubMixin


@tagged("post_install", "-at_install")
class TestTillLink(ClubMixin, HttpCase):
    """The member's page behind the QR code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Sun Club", portal_point_name="Stars")
        cls.card = cls.make_member(cls.club, 100, name="Ada Lovelace")
        cls.partner = cls.card.partner_id
        cls.partner.email = "ada@example.com"

    def open(self, address=None):
        return self.url_open((address or self.card._get_member_url()).replace(self.card.get_base_url(), ""))

    def test_what_the_page_says(self):
        day = self.env.cr.now().date() + timedelta(days=20)
        self.env["loyalty.tier"].create(
            [
                {"program_id": self.club.id, "name": "Silver", "sequence": 1, "min_points": 50},
                {"program_id": self.club.id, "name": "Gold", "sequence": 2, "min_points": 500},
            ]
        )
        self.card._post_points(70, "accrual", qualifying={"points": 70, "amount": 70, "orders": 1}, expires_on=day)
        self.card._post_points(35, "accrual", available_on=day)
        page = self.open()
        self.assertEqual(page.status_code, 200)
        for words in ("Sun Club", "170 Stars", "Silver", "430 Stars to Gold", "35 Stars", "70 Stars"):
            self.assertIn(words, page.text)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertIn("no-store", page.headers["Cache-Control"])

    def test_what_it_does_not_say(self):
        self.make_sale(self.partner, [(self.make_product(70), 1)])
        text = self.open().text
        for words in ("Lovelace", "ada@example.com", self.card.code, self.partner.sale_order_ids[0].name):
            self.assertNotIn(words, text)

    def test_a_page_for_nobody(self):
        self.assertEqual(self.open("/club/m/guess").status_code, 404)
        link = self.card._get_member_url()
        self.card.active = False
        self.assertEqual(self.open(link).status_code, 404)

    def test_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.partner.lang = "fa_IR"
        text = self.open().text
        self.assertIn('dir="rtl"', text)
        self.assertIn('lang="fa-IR"', text)

    def test_renewed(self):
        before = self.card._get_member_url()
        manager = self.make_user("manager", login="link_manager")
        self.card.with_user(manager).action_renew_link()
        after = self.card._get_member_url()
        self.assertNotEqual(before, after)
        self.assertEqual((self.open(before).status_code, self.open(after).status_code), (404, 200))

    def test_who_may_renew(self):
        before = self.card._get_member_url()
        for role in ("base.group_user,point_of_sale.group_pos_user", "club_user", "auditor", "employee"):
            user = self.make_user(role, login=f"link_{role[:9]}")
            with self.subTest(role), self.assertRaises(AccessError):
                self.card.with_user(user).action_renew_link()
        self.assertEqual(self.card._get_member_url(), before)
        member = self.make_user("portal", login="link_member", partner_id=self.partner.id)
        self.card.with_user(member).action_renew_link()
        self.assertNotEqual(self.card._get_member_url(), before)

    def test_tokens_are_made_in_one_go(self):
        cards = self.card.union(*(self.make_member(self.club, name=f"Member {number}") for number in range(9)))
        self.env.flush_all()
        cards.mapped("link_token")
        with self.assertQueryCount(1):
            cards._make_link_tokens()
        tokens = cards.mapped("link_token")
        self.assertEqual(len({*tokens}), 10)
        self.assertTrue(all(len(token) >= 22 for token in tokens))
        with self.assertQueryCount(0):
            cards._make_link_tokens()
        wallet = self.env["loyalty.card"].create({"program_id": self.make_stock_program("ewallet").id})
        wallet._make_link_tokens()
        self.assertFalse(wallet.link_token)
