"""News in a browser: with the address from one's own mail, as long as the news stand."""

from odoo.tests import HttpCase, tagged

from .message_case import MessageMixin
from .news_case import NewsMixin


@tagged("post_install", "-at_install")
class TestNewsPage(NewsMixin, MessageMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kettle, cls.pan = cls.make_product(30, name="Kettle"), cls.make_product(40, name="Pan")
        cls.partner, cls.other = cls.card.partner_id, cls.make_reader("Eve").partner_id
        cls.make_sale(cls.partner, [(cls.kettle, 1)])
        cls.make_sale(cls.other, [(cls.pan, 1)])

    def setUp(self):
        super().setUp()
        self.news = self.make_news(self.kettle, self.pan)
        self.buyers = self.send_news(self.news)
        self.mine = self.buyers.filtered(lambda buyer: buyer.partner_id == self.partner)

    def open(self, buyer):
        answer = self.url_open(buyer._get_browser_url().replace(buyer.company_id.get_base_url(), ""))
        self.env["loyalty.throttle"].search([]).unlink()
        return answer

    def test_the_link_in_the_mail(self):
        self.env["loyalty.message"]._send_due()
        self.assertIn(self.mine._get_browser_url(), self.mine.message_id.mail_id.body_html)
        page = self.open(self.mine)
        self.assertEqual(page.status_code, 200)
        for words in ("The lid may come off", "Bring it back", "Recall", "Kettle"):
            self.assertIn(words, page.text)
        for words in ("Pan", self.partner.name, self.partner.email, self.mine.order_ref):
            self.assertNotIn(words, page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])

    def test_in_the_language_of_the_receiver(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.partner.lang = "fa_IR"
        self.kettle.with_context(lang="fa_IR").name = "کتری"
        page = self.open(self.mine).text
        self.assertIn('dir="rtl"', page)
        self.assertIn("کتری", page)

    def test_news_that_stand_no_more(self):
        self.news.active = False
        self.assertEqual(self.open(self.mine).status_code, 404)
        self.news.active = True
        self.assertEqual(self.open(self.mine).status_code, 200)
        self.news.action_stop()
        self.assertEqual(self.open(self.mine).status_code, 404)

    def test_addresses_of_something_else(self):
        """A message about points opens no news, nor does a guess; who guesses on is slowed down."""
        token = self.queue(self.card, purpose="points").token
        for guess in (token, "guess", "x" * 22, "%00" * 20):
            self.assertEqual(self.url_open(f"/club/news/{guess}").status_code, 404)
        for _number in range(30):
            status = self.url_open("/club/news/another-guess-of-a-token").status_code
        self.assertEqual(status, 429)
        self.assertEqual(self.open(self.mine).status_code, 200)

    def test_a_contact_told_for_the_company(self):
        """Accounts that contacts share: whoever agreed gets the mail, and reads it in a browser, too."""
        self.club.contact_accounts = "company"
        firm = self.make_partner("Firm", is_company=True, email="info@firm.example")
        self.make_member(self.club, partner_id=firm.id)
        contact = self.make_partner("Ann", parent_id=firm.id, email="ann@firm.example")
        self.agree(contact)
        self.make_sale(firm, [(self.pan, 1)])
        buyer = self.send_news(self.make_news(self.pan, kind="news")).filtered(lambda row: row.partner_id == firm)
        self.assertEqual(buyer.message_id.partner_id, contact)
        page = self.open(buyer)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Pan", page.text)

    def test_contacts_who_share_an_account_get_no_address_of_one_another(self):
        """The page leads on to the consent of one person."""
        self.club.contact_accounts = "company"
        firm = self.make_partner("Firm", is_company=True, email="info@firm.example")
        self.make_member(self.club, partner_id=firm.id)
        contacts = [self.make_partner(name, parent_id=firm.id, email=f"{name}@firm.example") for name in ("ann", "bob")]
        for contact in contacts:
            self.agree(contact)
        self.make_sale(firm, [(self.pan, 1)])
        buyer = self.send_news(self.make_news(self.pan, kind="news")).filtered(lambda row: row.partner_id == firm)
        messages = self.env["loyalty.message"].search([("res_model", "=", buyer._name), ("res_id", "=", buyer.id)])
        self.assertCountEqual(messages.partner_id.mapped("name"), ["ann", "bob"])
        self.assertTrue(buyer.is_shared)
        self.env.company.write({"club_quiet_from": 0, "club_quiet_to": 0})
        self.env["loyalty.message"]._send_due()
        self.assertEqual(messages.mapped(lambda message: (message.state, message.reason)), [("sent", False)] * 2)
        for message in messages:
            body = message.mail_id.body_html
            self.assertNotIn("/club/news/", body)
            self.assertIn(message.sudo().token, body, "everybody has the own address for unsubscribing")
            for other in messages - message:
                self.assertNotIn(other.sudo().token, body)

    def test_merged_customers(self):
        """Both addresses lead to what is left for both."""
        links = [buyer._get_browser_url() for buyer in self.buyers]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | self.other).ids, self.partner)
        base = self.env.company.get_base_url()
        self.assertEqual([self.url_open(link.replace(base, "")).status_code for link in links], [200, 200])
