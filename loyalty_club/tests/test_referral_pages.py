from odoo.exceptions import AccessDenied
from odoo.tests.common import tagged

from ..engine.codes import show_code
from .referral_pages_case import ReferralPagesCase


@tagged("post_install", "-at_install")
class TestReferralPages(ReferralPagesCase):
    # --- the page of the member ---

    def test_friends_by_first_name_and_state_only(self):
        self.bring("Noor Secretsurname", email="noor@secret.example")
        self.authenticate("ines", "ines")
        page = self.url_open("/my/club/friends").text
        self.assertIn("Noor", page)
        self.assertIn("Joined", page)
        self.assertIn(f"/club/r/{self.code}", page)
        self.assertIn(show_code(self.code), page)
        for secret in ("Secretsurname", "secret.example"):
            self.assertNotIn(secret, page)

    def test_reasons_are_not_told(self):
        partner, _card = self.join("Noor")
        self.buy(partner)
        self.register(partner)
        self.authenticate("ines", "ines")
        page = self.url_open("/my/club/friends").text
        self.assertIn("Does not count", page)
        self.assertNotIn("first purchase</", page)

    def test_account_of_somebody_else(self):
        other = self.make_member(self.club, name="Other")
        code = other._get_referral_code()
        self.authenticate("ines", "ines")
        page = self.url_open(f"/my/club/friends?account={other.id}")
        self.assertNotIn(code, page.text)
        fresh = self.make_member(self.make_club(name="Another"), name="Third")
        fresh.referral_code = False
        self.post("/my/club/friends/code", account=fresh.id)
        self.assertFalse(fresh.referral_code)

    def test_code_is_made_by_the_button(self):
        self.card.referral_code = False
        self.authenticate("ines", "ines")
        self.assertIn("Get my link", self.url_open("/my/club/friends").text)
        self.assertFalse(self.card.referral_code)
        self.assertIn("/club/r/", self.post("/my/club/friends/code", account=self.card.id).text)
        self.assertTrue(self.card.referral_code)

    def test_club_that_pays_nothing_for_friends(self):
        self.club.activity_rule_ids.active = False
        self.authenticate("ines", "ines")
        page = self.url_open("/my/club/friends").text
        self.assertIn("You cannot invite friends at present", page)
        self.assertNotIn('href="/my/club/friends"', page)

    # --- the link ---

    def test_link_is_counted_and_kept(self):
        answer = self.open_link(show_code(self.code).lower())
        self.assertEqual(answer.status_code, 303)
        self.assertIn(f"ref={self.code}", answer.headers["Location"])
        self.assertIn("/club", answer.headers["Location"])
        cookie = next(one for one in answer.cookies if one.name == "club_ref")
        self.assertEqual(cookie.value, self.code)
        self.assertTrue(cookie.has_nonstandard_attr("HttpOnly"))
        self.assertEqual(cookie.get_nonstandard_attr("SameSite"), "Lax")
        self.open_link(self.code)
        self.assertEqual(self.card.referral_clicks, 2)
        self.assertEqual(self.env["link.tracker"].search_count([("label", "=", self.code)]), 1)

    def test_cookies_that_were_refused(self):
        self.website.cookies_bar = True
        answer = self.open_link(self.code)
        self.assertNotIn("club_ref", answer.cookies)
        self.assertIn(f"ref={self.code}", answer.headers["Location"])

    def test_days_of_the_cookie(self):
        self.club.referral_days = 3
        header = self.open_link(self.code).headers["Set-Cookie"]
        self.assertIn("Max-Age=259200", header)

    def test_member_who_may_not_invite(self):
        self.card.membership_state = "suspended"
        self.assertNotIn("club_ref", self.open_link(self.code).cookies)

    def test_unknown_code_is_said_on_the_page(self):
        self.assertIn("This code of a friend is not known", self.url_open(f"/club/r/{'0' * 16}").text)

    # --- the club's page, sign-up, cart ---

    def test_banner_names_nobody_unless_the_club_says_so(self):
        address = f"/club?club={self.club.id}&ref={self.code}"
        page = self.url_open(address).text
        self.assertIn("A friend invites you.", page)
        self.assertIn("You get 3 Points for joining.", page)
        self.assertIn(show_code(self.code), page)
        self.assertNotIn("Ines", page)
        self.club.referral_show_name = True
        self.assertIn("Ines", self.url_open(address).text)

    def sign_up(self, code, login="noor@example.com"):
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        self.authenticate(None, None)
        token = self.url_open("/web/signup").text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(
            "/web/signup",
            data={
                "csrf_token": token,
                "name": "Noor Friend",
                "login": login,
                "password": "very-long-password",
                "confirm_password": "very-long-password",
                "referral_code": code,
            },
        )

    def test_code_at_sign_up(self):
        self.sign_up(show_code(self.code))
        user = self.env["res.users"].search([("login", "=", "noor@example.com")])
        referral = self.env["loyalty.referral"].search([("partner_id", "=", user.partner_id.id)])
        self.assertRecordValues(referral, [{"state": "registered", "source": "signup", "card_id": self.card.id}])
        self.assertPaid(self.card, 5)

    def test_wrong_code_at_sign_up(self):
        page = self.sign_up("0000-0000-0000-0000").text
        self.assertIn("This code of a friend is not known", page)
        self.assertFalse(self.env["res.users"].search([("login", "=", "noor@example.com")]))

    def test_sign_up_without_a_code(self):
        self.sign_up("")
        user = self.env["res.users"].search([("login", "=", "noor@example.com")])
        self.assertTrue(user)
        self.assertFalse(self.club._get_account(user.partner_id))

    # --- a second factor ---

    def ask_for_a_second_factor(self):
        """Whoever signs up now has to enter a code besides the password; it is always 123456."""
        Users = type(self.env["res.users"])
        check = Users._check_credentials

        def is_asked(user):
            return bool(user.id) and user.sudo().login == "noor@example.com"

        def check_credentials(user, credential, env):
            if credential["type"] != "totp":
                return check(user, credential, env)
            if credential["token"] != 123456:
                raise AccessDenied()
            return {"uid": user.id, "auth_method": "totp", "mfa": "default"}

        self.patch(Users, "_mfa_type", lambda user: "totp" if is_asked(user) else None)
        self.patch(Users, "_mfa_url", lambda user: "/web/login/totp" if is_asked(user) else None)
        self.patch(Users, "_check_credentials", check_credentials)

    def test_code_at_sign_up_with_a_second_factor(self):
        self.ask_for_a_second_factor()
        page = self.sign_up(show_code(self.code))
        self.assertIn("/web/login/totp", page.url)
        partner = self.env["res.users"].search([("login", "=", "noor@example.com")]).partner_id
        self.assertFalse(self.register_of(partner), "nobody has logged in yet")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open("/web/login/totp", data={"csrf_token": token, "totp_token": "000000"})
        self.assertFalse(self.register_of(partner))
        self.url_open("/web/login/totp", data={"csrf_token": token, "totp_token": "123456"})
        self.assertRecordValues(self.register_of(partner), [{"state": "registered", "card_id": self.card.id}])
        self.assertPaid(self.card, 5)

    def test_somebody_else_who_logs_in_before_the_second_factor(self):
        """Neither joins by it, nor is offered the club."""
        self.ask_for_a_second_factor()
        self.sign_up(show_code(self.code))
        user = self.make_user("portal", login="reader_of_books")
        form = self.url_open("/web/login").text
        token = form.split('name="csrf_token" value="')[1].split('"')[0]
        data = {"csrf_token": token, "login": user.login, "password": user.login}
        page = self.url_open("/web/login", data={**data, "redirect": f"/club?club={self.club.id}"})
        self.assertIn("/club", page.url)
        self.assertFalse(self.club._get_account(user.partner_id).joined_on)
        self.assertFalse(self.register_of(user.partner_id))
        self.assertNotIn("Go on", page.text)

    def register_of(self, partner):
        self.env.invalidate_all()
        return self.env["loyalty.referral"].search([("partner_id", "=", partner.id)])

    def test_code_for_a_club_that_has_not_begun(self):
        self.club.date_from = self.days_from_now(5).date()
        self.sign_up(show_code(self.code))
        partner = self.env["res.users"].search([("login", "=", "noor@example.com")]).partner_id
        self.assertEqual(self.register_of(partner).state, "invited")

    def test_club_of_another_website(self):
        self.club.website_id = self.env["website"].create({"name": "Other"})
        self.sign_up(show_code(self.code))
        user = self.env["res.users"].search([("login", "=", "noor@example.com")])
        self.assertTrue(user)
        self.assertFalse(self.club._get_account(user.partner_id))
        self.assertFalse(self.env["loyalty.referral"].search([("card_id", "=", self.card.id)]))
