"""From the member's page to a customer account of one's own."""

import re
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.addons.mail.models.mail_mail import MailMail
from odoo.addons.mail.tests.common import MockEmail
from odoo.addons.sms.tools.sms_api import SmsApi

from .common import ClubMixin

SIGN_UP = "odoo.addons.loyalty_club.models.link.card_sign_up"


class SignUpMixin(ClubMixin, MockEmail):
    """A member with an e-mail address and a telephone number, and what a browser does."""

    numbers = ("+32470123456", "0470123456")  # without the library of telephone numbers they stay as they are

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Sun Club")
        cls.env.company.write({"country_id": cls.env.ref("base.be").id, "email": "shop@example.com"})
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2b")
        cls.env["website"].search([]).auth_signup_uninvited = "b2b"
        cls.card = cls.make_member(cls.club, 100, name="Ada Lovelace", email="ada@example.com", phone="0470 12 34 56")
        cls.partner = cls.card.partner_id
        cls.path = cls.card._get_member_url().replace(cls.card.get_base_url(), "")

    @classmethod
    def make_member(cls, club, points=0, **values):
        details = {name: values.pop(name) for name in ("name", "email", "phone", "lang") if name in values}
        partner = cls.make_partner(details.pop("name", "Member"), **details)
        return super().make_member(club, points, **{"partner_id": partner.id, **values})

    def post(self, path, **values):
        page = self.url_open(f"{self.path}/account").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        token = found and found[1]
        return self.url_open(path, data={"csrf_token": token or self.csrf, **values}, allow_redirects=False)

    @property
    def csrf(self):
        """The token of a page that has a form."""
        page = self.url_open("/web/login").text
        return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def ask(self, channel="email"):
        return self.post(f"{self.path}/account", channel=channel)

    def type(self, code):
        return self.post(f"{self.path}/account/code", code=code)

    @contextmanager
    def messages(self):
        """{email, sms: messages that went out}"""
        texts = []

        def take(_api, messages, **_options):
            texts.extend(messages)
            return [
                {"uuid": number["uuid"], "state": "success"} for message in messages for number in message["numbers"]
            ]

        with self.mock_mail_gateway(mail_unlink_sent=True), patch.object(SmsApi, "_send_sms_batch", take):
            yield texts

    def get_code(self):
        return re.search(r"\b\d{6}\b", re.sub("<[^>]+>", " ", str(self._mails[-1]["body"])))[0]

    def make_code(self, channel="email", card=None):
        return self.env["loyalty.account.code"]._make(card or self.card, channel)


@tagged("post_install", "-at_install")
class TestLinkSignUp(SignUpMixin, HttpCase):
    def test_by_email_also_where_nobody_may_sign_up_freely(self):
        with self.messages():
            answer = self.ask()
            self.assertEqual((answer.status_code, answer.headers["Location"][-13:]), (303, "/account/code"))
            self.assertIn("a•••@e•••.com", self.url_open(f"{self.path}/account/code").text)
            self.assertEqual(self._mails[-1]["email_to"], ["ada@example.com"])
            code = self.get_code()
        answer = self.type(code)
        self.assertEqual(answer.status_code, 303)
        location = answer.headers["Location"]
        self.assertIn("/web/signup?token=", location)
        form = self.url_open(location).text
        self.assertIn("ada@example.com", form, "the very member signs up")
        token = re.search(r'name="token" value="([^"]+)"', form)[1]
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
        values = {"token": token, "csrf_token": csrf, "login": "ada@example.com", "name": "Ada", "redirect": "/my"}
        self.url_open("/web/signup", data={**values, "password": "Long Secret 9", "confirm_password": "Long Secret 9"})
        self.assertEqual(self.partner.user_ids.login, "ada@example.com")
        self.assertTrue(self.partner.user_ids._is_portal())
        self.assertEqual(self.partner.name, "Ada Lovelace")
        self.opener.cookies.clear()
        again = self.url_open(f"{self.path}/account").text
        self.assertIn("Log in with it", again)
        self.assertNotIn('name="channel"', again)

    def test_by_text_message(self):
        with self.messages() as texts:
            self.ask("sms")
        self.assertIn(texts[0]["numbers"][0]["number"], self.numbers)
        code = re.match(r"\d{6}", texts[0]["content"])[0]
        self.assertFalse(self.env["sms.sms"].search([("number", "in", self.numbers)]), "the code is not kept")
        page = self.url_open(f"{self.path}/account/code").text
        self.assertIn("•••56", page)
        self.assertIn("/web/signup?token=", self.type(code).headers["Location"])

    def test_the_code_is_kept_as_a_hash_and_not_in_mails(self):
        with self.messages():
            self.ask()
            code = self.get_code()
        row = self.env["loyalty.account.code"].search([("card_id", "=", self.card.id)])
        self.assertNotIn(code, row.code_hash)
        self.assertGreater(len(row.code_hash), 32)
        self.assertFalse(self.env["mail.mail"].search([("body_html", "like", code)]))
        self.assertFalse(self.env["mail.message"].search([("body", "like", code)]))

    def test_pages_say_no_name_and_no_address(self):
        self.make_code()
        for page in ("account", "account/code"):
            text = self.url_open(f"{self.path}/{page}").text
            for words in ("Lovelace", "Ada", "ada@", "example", "12 34 56", "123456", self.card.code):
                self.assertNotIn(words, text)

    def test_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.partner.lang = "fa_IR"
        text = self.url_open(f"{self.path}/account").text
        self.assertIn('dir="rtl"', text)
        with self.messages(), patch(f"{SIGN_UP}.LoyaltyCard._send_code_by_sms", autospec=True) as send:
            self.ask("sms")
        self.assertEqual(send.call_args.args[0].env.lang, "fa_IR")

    @mute_logger(SIGN_UP)
    def test_when_no_message_goes_out(self):
        def fail(*_args, **_options):
            raise MailDeliveryException("Mail server is down")

        with patch.object(MailMail, "send", fail):
            answer = self.ask()
        self.assertEqual(answer.status_code, 200)
        self.assertIn("could not be sent", answer.text)
        self.assertFalse(self.env["loyalty.account.code"].search([]))
        with patch.object(SmsApi, "_send_sms_batch", lambda _api, messages, **_options: [
            {"uuid": messages[0]["numbers"][0]["uuid"], "state": "insufficient_credit"}
        ]):  # fmt: skip
            self.assertIn("could not be sent", self.ask("sms").text)
        self.assertFalse(self.env["loyalty.account.code"].search([]))
        self.assertFalse(self.env["sms.sms"].search([("number", "in", self.numbers)]))
        self.assertIn("No message can be sent this way", self.ask("pigeon").text)

    def test_a_second_click_sends_nothing_more(self):
        with self.messages():
            self.ask()
            first = self.get_code()
            self.ask()
            self.assertEqual(len(self._mails), 1)
        self.assertEqual(self.type(first).status_code, 303)
        self.assertEqual(self.type(first).status_code, 303, "two clicks on the same button")

    def test_a_new_code_ends_the_one_before(self):
        first = self.make_code()
        self.env["loyalty.account.code"].search([]).sent_at -= timedelta(minutes=1)
        second = self.make_code("sms")
        self.assertEqual(self.env["loyalty.account.code"].search_count([("card_id", "=", self.card.id)]), 1)
        if first != second:
            self.assertIn("not the code", self.type(first).text)
        self.assertEqual(self.type(second).status_code, 303)

    def test_five_tries(self):
        code = self.make_code()
        wrong = f"{(int(code) + 1) % 10**6:06}"
        for _try in range(4):
            self.assertIn("not the code", self.type(wrong).text)
        self.assertIn("no longer valid", self.type(wrong).text)
        answer = self.type(code)
        self.assertEqual(answer.status_code, 429, "the account is slowed, too")
        self.env["loyalty.throttle"].search([]).unlink()
        self.assertIn("no longer valid", self.type(code).text)

    def test_a_late_code(self):
        code = self.make_code()
        self.env["loyalty.account.code"].search([]).expires_at = self.env.cr.now() - timedelta(seconds=1)
        self.assertIn("no longer valid", self.type(code).text)
        self.env["loyalty.account.code"]._gc_codes()
        self.env.invalidate_all()
        self.assertFalse(self.env["loyalty.account.code"].search([]))

    def test_spaces_and_persian_digits(self):
        code = self.make_code().translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        self.assertEqual(self.type(f" {code[:3]} {code[3:]} ").status_code, 303)

    def test_a_code_is_for_its_account_only(self):
        other = self.make_member(self.club, email="eve@example.com")
        code = self.make_code(card=other)
        self.assertNotEqual(self.type(code).status_code, 303)
        self.make_code()
        self.assertIn("not the code", self.type("x").text)
        code, self.partner.phone = self.make_code("sms"), "0470 99 99 99"
        self.assertNotEqual(self.type(code).status_code, 303, "it proves the address of before")

    def test_messages_are_few(self):
        with self.messages():
            for _time in range(3):
                self.ask()
                self.env["loyalty.account.code"].search([]).sent_at -= timedelta(minutes=1)
            answer = self.ask()
            self.assertEqual(len(self._mails), 3)
        self.assertEqual(answer.status_code, 429)
        self.assertIn("too many tries", answer.text)

    def test_an_address_that_somebody_logs_in_with(self):
        self.make_user("portal", login="ada@example.com")
        answer = self.type(self.make_code())
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Log in with it, and ask the staff", answer.text)
        self.assertIn("/web/signup?token=", answer.text)


@tagged("post_install", "-at_install")
class TestLinkSignUpStates(SignUpMixin, HttpCase):
    """Who may make an account of a member's page, and who is led elsewhere."""

    def assertRefused(self, state, words):  # noqa: N802
        self.assertEqual(self.card._get_sign_up_state(), state)
        code = self.make_code()
        page = self.url_open(f"{self.path}/account").text
        self.assertIn(words, page)
        with self.messages() as texts:
            self.ask()
            self.ask("sms")
            self.assertEqual((self._mails, texts), ([], []))
        self.assertNotEqual(self.type(code).status_code, 303)
        self.assertFalse(self.partner.signup_type)

    def test_who_has_a_user(self):
        self.make_user("portal", login="ada", partner_id=self.partner.id)
        self.assertRefused("user", "Log in with it")

    def test_whose_user_was_archived(self):
        self.make_user("portal", login="ada", partner_id=self.partner.id).active = False
        self.assertRefused("ask", "to invite you")

    def test_a_company_and_its_contact(self):
        company = self.make_partner("Acme", is_company=True)
        self.partner.parent_id = company
        self.assertRefused("ask", "to invite you")
        self.partner.write({"parent_id": False, "is_company": True})
        self.assertEqual(self.card._get_sign_up_state(), "ask")

    def test_who_cannot_be_reached(self):
        self.partner.write({"email": "nonsense", "phone": "12"})
        self.assertRefused("unreachable", "neither your e-mail address nor")

    def test_who_has_one_address_only(self):
        self.partner.phone = False
        page = self.url_open(f"{self.path}/account").text
        self.assertIn('value="email"', page)
        self.assertNotIn('value="sms"', page)

    def test_who_is_logged_in(self):
        user = self.make_user("portal", login="eve")
        self.authenticate("eve", "eve")
        self.assertOthersRefused("another account")
        user.partner_id = self.partner
        self.assertIn("your own membership", self.url_open(f"{self.path}/account").text)

    def assertOthersRefused(self, words):  # noqa: N802
        self.assertIn(words, self.url_open(f"{self.path}/account").text)
        with self.messages():
            self.ask()
            self.assertEqual(self._mails, [])

    def test_addresses_that_are_gone(self):
        code = self.make_code()
        self.card.action_renew_link()
        for page in ("", "/account", "/account/code"):
            self.assertEqual(self.url_open(f"{self.path}{page}").status_code, 404)
        self.assertEqual(self.type(code).status_code, 404)
        self.path = self.card._get_member_url().replace(self.card.get_base_url(), "")
        self.assertEqual(self.url_open(f"{self.path}/account").status_code, 200)

    def test_masks(self):
        self.partner.write({"email": "M@mail.example.co.uk", "phone": "+98 912 345 6789"})
        self.assertEqual(self.card._get_code_channels(), {"email": "m•••@m•••.uk", "sms": "•••89"})
        self.partner.phone = "۰۹۱۲۳۴۵۶۷۸۹"
        self.partner.country_id = self.env.ref("base.ir")
        self.assertIn(self.card._get_code_addresses()["sms"], ("+989123456789", "09123456789"))
