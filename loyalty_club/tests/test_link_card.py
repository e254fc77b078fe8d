"""The member card: a page to show at the till, and cards to print."""

import base64
import io
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools.pdf import PdfReader

from ..models.link import card_drawing
from .common import ClubCase, ClubMixin


def read_pages(pdf):
    """[text] of every page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


@tagged("post_install", "-at_install")
class TestLinkCardDrawing(TransactionCase):
    def draw(self, **values):
        card = {"club": "Sun Club", "name": "Ada Lovelace", "tier": "Gold", "since": "Member since 2024", "rtl": False}
        return card_drawing.draw_cards([{**card, "number": "0441-ab", "url": "https://x.example/club/m/y",
                                         "color": "#123456", **values}])  # fmt: skip

    def test_size_of_a_credit_card(self):
        page = PdfReader(io.BytesIO(self.draw())).pages[0]
        self.assertAlmostEqual(float(page.mediabox.width) / 72 * 25.4, 85.6, 1)
        self.assertAlmostEqual(float(page.mediabox.height) / 72 * 25.4, 53.98, 1)

    def test_what_stands_on_it(self):
        text = read_pages(self.draw())[0]
        for words in ("Sun Club", "Ada Lovelace", "Gold", "Member since 2024", "0441-ab"):
            self.assertIn(words, text)

    def test_long_and_missing_texts(self):
        text = read_pages(self.draw(name="Ada " * 40, tier=False, since=False, club="C" * 90))[0]
        self.assertIn("…", text)
        self.assertNotIn("False", text)

    def test_letters_that_no_font_has(self):
        self.assertIn("0441-ab", read_pages(self.draw(name="\U0001f600\ue000"))[0])
        self.assertIn("Sun Club", read_pages(self.draw(number="١٢٣"))[0])

    def test_right_to_left(self):
        self.assertTrue(self.draw(name="علی رضایی", club="باشگاه", rtl=True).startswith(b"%PDF"))

    def test_codes(self):
        self.assertTrue(card_drawing.get_qr_png("https://x.example").startswith(b"\x89PNG"))
        self.assertIn(b"<svg", card_drawing.get_barcode_svg("0441-ab"))
        self.assertIsNone(card_drawing.get_barcode_svg("١٢٣"))


@tagged("post_install", "-at_install")
class TestLinkCardStaff(ClubCase):
    def test_several_cards_in_one_file(self):
        cards = self.make_member(self.club, name="Ada") | self.make_member(self.club, name="Eve")
        action = cards.with_user(self.make_user("club_user")).action_print_cards()
        self.assertEqual(action["url"], f"/club/cards/pdf?ids={cards[0].id},{cards[1].id}")
        pages = read_pages(cards._get_cards_pdf())
        self.assertEqual(len(pages), 2)
        self.assertIn("Ada", pages[0])
        self.assertIn(cards[1].code, pages[1])

    def test_who_has_no_card(self):
        wallet = self.env["loyalty.card"].create({"program_id": self.make_stock_program("ewallet").id})
        nobody = self.env["loyalty.card"].create({"program_id": self.club.id})
        with self.assertRaisesRegex(UserError, "members of a club"):
            (wallet | nobody).action_print_cards()
        with self.assertRaises(AccessError):
            self.make_member(self.club).with_user(self.make_user("portal")).action_print_cards()

    def test_queries_do_not_grow(self):
        cards = self.Card.union(*(self.make_member(self.club, name=f"Member {number}") for number in range(8)))
        cards._get_cards_pdf()
        counts = [self.count_queries(some._get_cards_pdf) for some in (cards[:1], cards)]
        self.assertEqual(counts[0], counts[1])

    def test_link_for_mails(self):
        card = self.make_member(self.club)
        self.assertRegex(card.get_member_link(), r"/club/m/[\w-]{22}$")
        with self.assertRaises(AccessError):
            card.with_user(self.make_user("portal")).get_member_link()
        template = self.env["mail.template"].create(
            {
                "name": "Points",
                "model_id": self.env["ir.model"]._get_id("loyalty.card"),
                "body_html": '<a t-att-href="object.get_member_link()">Your points</a>',
            }
        )
        for mail in (template, self.env.ref("loyalty_club.mail_template_welcome")):
            self.assertIn(card.link_token, mail._render_field("body_html", card.ids)[card.id])


@tagged("post_install", "-at_install")
class TestLinkCardPages(ClubMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Sun Club")
        cls.user = cls.make_user("portal", login="ada")
        cls.user.partner_id.name = "Ada Lovelace"
        cls.card = cls.make_member(cls.club, 10, partner_id=cls.user.partner_id.id)
        cls.other = cls.make_member(cls.club, 10, name="Eve Polastri")

    def renew(self, account):
        csrf = re.search(r'csrf_token: "([^"]+)"', self.url_open("/my/club/card").text)[1]
        return self.url_open("/my/club/card/renew", data={"csrf_token": csrf, "account": account})

    def test_the_page(self):
        self.authenticate("ada", "ada")
        answer = self.url_open("/my/club/card")
        self.assertIn("no-store", answer.headers["Cache-Control"])
        for words in ("Sun Club", "Ada Lovelace", self.card.code, "Member since"):
            self.assertIn(words, answer.text)
        pictures = dict(re.findall(r"data:image/(png|svg)[\w+]*;base64,([\w+/=]+)", answer.text))
        self.assertEqual(base64.b64decode(pictures["png"])[:4], b"\x89PNG")
        self.assertIn(b"<svg", base64.b64decode(pictures["svg"]))
        self.assertTrue(self.card.link_token)

    def test_the_page_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        persian = self.env["res.lang"]._lang_get("fa_IR")
        self.env["website"].search([]).language_ids += persian
        self.card.partner_id.lang = "en_US"
        self.authenticate("ada", "ada")
        self.assertIn("Member since", self.url_open("/my/club/card").text)
        page = self.url_open(f"/{persian.url_code}/my/club/card").text
        self.assertNotIn("Member since", page)
        self.assertFalse(self.card._get_card_values()["rtl"], "on paper it is the member's own")

    def test_the_file(self):
        self.authenticate("ada", "ada")
        answer = self.url_open("/my/club/card/pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("Ada Lovelace", read_pages(answer.content)[0])

    def test_cards_of_others(self):
        self.authenticate("ada", "ada")
        for path in ("/my/club/card", "/my/club/card/pdf"):
            answer = self.url_open(f"{path}?account={self.other.id}", allow_redirects=False)
            self.assertEqual((answer.status_code, answer.headers["Location"][-13:]), (303, "/my/club/card"))
        for ids in (self.other.id, self.card.id):
            self.assertEqual(self.url_open(f"/club/cards/pdf?ids={ids}").status_code, 403)

    def test_a_new_address(self):
        self.authenticate("ada", "ada")
        before = self.card._get_member_url()
        others = self.other._get_member_url()
        self.assertIn("address of your card is new", self.renew(self.card.id).text)
        self.assertNotEqual(self.card._get_member_url(), before)
        after = self.card._get_member_url()
        for account in (self.other.id, "", "x"):
            self.renew(account)
        self.assertEqual((self.card._get_member_url(), self.other._get_member_url()), (after, others))

    def test_a_shared_account_is_renewed_by_nobody_of_the_company(self):
        company = self.make_partner("Acme", is_company=True)
        self.card.partner_id = company
        self.user.partner_id.parent_id = company
        before = self.card._get_member_url()
        self.authenticate("ada", "ada")
        self.assertNotIn("club_card_renew", self.url_open("/my/club/card").text)
        csrf = re.search(r'csrf_token: "([^"]+)"', self.url_open("/my/club/card").text)[1]
        self.url_open("/my/club/card/renew", data={"csrf_token": csrf, "account": self.card.id})
        self.assertEqual(self.card._get_member_url(), before)

    def test_staff_get_one_file(self):
        self.make_user("club_user", login="staff")
        self.authenticate("staff", "staff")
        action = (self.card | self.other).action_print_cards()
        pages = read_pages(self.url_open(action["url"]).content)
        self.assertEqual(["Ada Lovelace" in pages[0], "Eve Polastri" in pages[1]], [True, True])
        self.assertEqual(self.url_open("/club/cards/pdf?ids=x,,0").status_code, 404)
        foreign = self.make_club(company_id=self.env["res.company"].create({"name": "Elsewhere"}).id)
        hidden = self.make_member(foreign)
        self.assertEqual(self.url_open(f"/club/cards/pdf?ids={hidden.id}").status_code, 404)
