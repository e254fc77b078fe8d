"""The public page and the way from guest to member."""

import re

from odoo.tests import tagged

from .join_case import PIXEL, JoinHttpCase


@tagged("post_install", "-at_install")
class TestJoinPages(JoinHttpCase):
    def new_user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def sign_up(self, response, login, **values):
        """Fill in the form to which joining led."""
        data = {
            "csrf_token": self.token_of(response.text),
            "name": "Grace",
            "login": login,
            "password": "correct horse",
            "confirm_password": "correct horse",
            "redirect": f"/club?club={self.club.id}",
            **values,
        }
        return self.url_open("/web/signup", data=data)

    def test_a_guest_joins_by_signing_up(self):
        self.make_activity("join", name="Welcome", points=50)
        page = self.page()
        for words in ("Reading Club", "Every $\xa01 spent", "What points buy", "100 stars", "Sign up and join"):
            self.assertIn(words.replace("\xa0", " "), page.replace("\xa0", " "))
        form = self.join(email="1")
        self.assertIn("With this you join Reading Club", self.words_of(form.text))
        after = self.sign_up(form, "grace@example.com")
        user = self.new_user("grace@example.com")
        account = self.account_of(user.partner_id)
        self.assertTrue(account.joined_on)
        self.assertEqual(account.points, 50)
        self.assertEqual(self.consents_of(user.partner_id), {"email": "given"})
        self.assertIn("Welcome! You are a member now.", self.words_of(after.text))
        self.assertIn("You are a member", self.page(), "and it stays so")
        self.assertNotIn("Welcome! You are a member now.", self.page(), "it is said once")

    def test_a_guest_joins_by_logging_in(self):
        user = self.make_user("portal", login="reader_of_books")
        form = self.join(way="login", sms="1")
        self.assertIn("/web/login", form.url)
        data = {"csrf_token": self.token_of(form.text), "login": "reader_of_books", "password": "reader_of_books"}
        after = self.url_open("/web/login", data={**data, "redirect": f"/club?club={self.club.id}"})
        self.assertIn("Welcome! You are a member now.", self.words_of(after.text))
        self.assertTrue(self.account_of(user.partner_id).joined_on)
        self.assertEqual(self.consents_of(user.partner_id), {"sms": "given"})

    def test_somebody_else_logs_in_later(self):
        user = self.make_user("portal", login="reader_of_books")
        self.join(way="login", sms="1")
        form = self.url_open("/web/login")
        data = {"csrf_token": self.token_of(form.text), "login": "reader_of_books", "password": "reader_of_books"}
        self.url_open("/web/login", data=data)
        self.assertFalse(self.account_of(user.partner_id), "another customer of the same browser wished nothing")
        self.assertFalse(self.consents_of(user.partner_id))

    def test_the_words_that_were_shown_are_kept(self):
        company = self.club.company_id
        before = self.env["loyalty.consent"]._get_text("email", company)
        form = self.join(email="1")
        company.name = "Renamed"
        self.sign_up(form, "grace@example.com")
        partner = self.new_user("grace@example.com").partner_id
        consent = self.env["loyalty.consent"].search([("partner_id", "=", partner.id)])
        self.assertEqual(consent.text, before)

    def test_signing_up_without_the_wish_joins_nothing(self):
        self.sign_up(self.url_open("/web/signup"), "hopper@example.com")
        user = self.new_user("hopper@example.com")
        self.assertTrue(user)
        self.assertFalse(self.account_of(user.partner_id))
        self.assertFalse(self.consents_of(user.partner_id))

    def test_a_customer_joins_with_one_button(self):
        user = self.make_user("portal", login="reader_of_books")
        self.authenticate("reader_of_books", "reader_of_books")
        self.assertIn("Join now", self.page())
        self.assertIn("Welcome! You are a member now.", self.words_of(self.join().text))
        self.assertFalse(self.consents_of(user.partner_id), "no box was ticked")
        account = self.account_of(user.partner_id)
        self.assertIn("You are a member already.", self.words_of(self.join().text))
        self.assertEqual(self.account_of(user.partner_id), account)

    def test_what_members_see(self):
        user = self.make_user("portal", login="reader_of_books")
        card = self.make_member(self.club, 70, partner_id=user.partner_id.id)
        self.authenticate("reader_of_books", "reader_of_books")
        self.assertIn("70 stars", self.page())
        card.membership_state = "suspended"
        page = self.page()
        self.assertIn("Your membership rests at present", page)
        self.assertNotIn("Join now", page)
        self.assertIn("rests at present. Ask us how to go on", self.words_of(self.join().text))
        self.assertEqual(card.membership_state, "suspended")
        card.membership_state = "left"
        self.assertIn("Come back", self.page())
        self.join()
        self.env.invalidate_all()
        self.assertEqual(card.membership_state, "active")

    def test_the_form_needs_its_token(self):
        user = self.make_user("portal", login="reader_of_books")
        self.authenticate("reader_of_books", "reader_of_books")
        self.assertEqual(self.url_open("/club/join", data={"club": self.club.id}).status_code, 400)
        self.assertFalse(self.account_of(user.partner_id))
        self.assertEqual(self.url_open("/club/join").status_code, 405, "reading joins nothing")

    def test_a_guest_gets_no_account(self):
        self.join(email="1")
        self.assertFalse(self.account_of(self.env.ref("base.public_partner")))
        self.assertFalse(self.account_of(self.website.user_id.partner_id))

    def test_where_nobody_signs_up_without_invitation(self):
        self.website.auth_signup_uninvited = "b2b"
        page = self.page()
        self.assertNotIn("Sign up and join", page)
        self.assertIn("Ask us for an account", page)

    def test_a_wish_of_long_ago(self):
        form = self.join()
        with self.at(self.days_from_now(1)):
            self.sign_up(form, "grace@example.com")
        self.assertFalse(self.account_of(self.new_user("grace@example.com").partner_id))


@tagged("post_install", "-at_install")
class TestJoinWhere(JoinHttpCase):
    """Which website shows which clubs."""

    def test_a_website_without_a_club(self):
        self.club.website_shown = False
        page = self.page()
        self.assertIn("There is no club here at present", page)
        self.assertEqual(self.url_open("/club").status_code, 200)
        self.assertNotIn("/club<", self.url_open("/sitemap.xml").text)

    def test_clubs_that_are_not_shown(self):
        elsewhere = self.env["website"].create({"name": "Elsewhere"})
        company = self.env["res.company"].create({"name": "Elsewhere"})
        for values in (
            {"website_shown": False},
            {"ecommerce_ok": False},
            {"active": False},
            {"website_id": elsewhere.id},
            {"company_id": company.id},
            {"date_from": self.days_from_now(365).date()},
            {"date_to": self.days_from_now(-365).date()},
        ):
            club = self.make_club(name="Hidden", **values)
            self.assertNotIn(club, self.website._get_clubs(), values)
            answer = self.url_open(f"/club?club={club.id}")
            self.assertEqual(answer.status_code, 404, values)
            self.assertNotIn("Hidden", answer.text)
            self.assertEqual(self.url_open(f"/club/block?club={club.id}").text.count("Hidden"), 0)
            user = self.make_user("portal", login=f"reader{club.id}")
            self.authenticate(user.login, user.login)
            self.join(club)
            self.assertFalse(self.account_of(user.partner_id, club), values)
            self.authenticate(None, None)

    def test_several_clubs(self):
        self.club.sequence = 1
        other = self.make_club(name="Film Club", sequence=2)
        page = self.url_open("/club").text
        self.assertIn(f"/club?club={other.id}", page)
        self.assertIn("Film Club", self.page(f"/club?club={other.id}"))
        self.assertEqual(self.website._get_clubs().ids, [self.club.id, other.id])
        self.assertEqual(self.get_canonical("/club"), "/club")
        self.assertEqual(self.get_canonical(f"/club?club={self.club.id}&ref=1"), "/club")
        self.assertEqual(self.get_canonical(f"/club?club={other.id}&ref=1"), f"/club?club={other.id}")
        self.assertIn(f"/club?club={other.id}<", self.url_open("/sitemap.xml").text)

    def get_canonical(self, address):
        found = re.search(r'<link rel="canonical" href="([^"]+)"', self.url_open(address).text)[1]
        return found.removeprefix(self.website.get_base_url())

    def test_nonsense_in_the_address(self):
        for nonsense in ("x", "-1", "999999999999", "1 OR 1=1"):
            self.assertEqual(self.url_open(f"/club?club={nonsense}").status_code, 404)

    def test_a_club_that_closes(self):
        self.club.closing_on = self.days_from_now(365).date()
        page = self.page()
        self.assertIn("This club is closing", page)
        self.assertNotIn("Sign up and join", page)

    def test_pictures_only_of_clubs_that_are_shown(self):
        self.club.website_image = PIXEL
        address = f"/web/image/loyalty.program/{self.club.id}/website_image"
        shown = self.url_open(address).content
        self.club.website_shown = False
        self.assertNotEqual(self.url_open(address).content, shown, "the placeholder")

    def test_guests_see_nothing_of_members(self):
        self.make_member(self.club, 4321, name="Ada Lovelace")
        for address in ("/club", "/club/block"):
            text = self.url_open(address).text
            self.assertNotIn("4321", text)
            self.assertNotIn("Lovelace", text)

    def test_what_may_be_kept(self):
        block = self.url_open("/club/block")
        self.assertIn("public", block.headers["Cache-Control"])
        self.assertNotIn("csrf_token", block.text)
        self.make_user("portal", login="reader_of_books")
        self.authenticate("reader_of_books", "reader_of_books")
        self.assertIn("no-store", self.url_open("/club").headers["Cache-Control"])

    def test_search_engines(self):
        self.assertIn("/club<", self.url_open("/sitemap.xml").text)
        html = self.url_open("/club").text
        self.assertIn("<title>Reading Club | ", html)
        self.assertIn("Reading Club: collect points with your purchases", html)
        self.club.website_meta_title = "The club of readers"
        self.assertIn("<title>The club of readers</title>", self.url_open("/club").text)

    def test_in_another_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.env["res.lang"]._lang_get("fr_FR")
        self.website.language_ids += french
        self.club.website_headline = "Read more"
        self.club.with_context(lang="fr_FR").website_headline = "Lire davantage"
        self.assertIn("Lire davantage", self.page(f"/{french.url_code}/club"))
        self.assertIn("Lire davantage", self.page("/club/block?lang=fr_FR"))
        self.assertIn("Read more", self.page("/club/block?lang=xx_XX"))
