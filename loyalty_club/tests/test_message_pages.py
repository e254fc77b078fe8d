"""Unsubscribing, incoming text messages, and what the member sees of both."""

import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .message_case import MessageMixin

HOOK = "hook-key-of-this-company"


class PagesCase(MessageMixin, HttpCase):
    def channels(self, partner=None):
        """{channel: state and source of the newest record}"""
        self.env.invalidate_all()
        current = self.Consent._get_current(partner or self.card.partner_id, self.company)
        return {channel: (consent.state, consent.source) for (_partner, channel), consent in current.items()}


@tagged("post_install", "-at_install")
class TestMessageUnsubscribe(PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = cls.queue(cls)
        cls.path = f"/club/unsubscribe/{cls.message.token}"

    def test_opening_changes_nothing(self):
        for _turn in range(2):
            page = self.url_open(self.path)
            self.assertEqual(page.status_code, 200)
            self.assertIn("Unsubscribe</button>", page.text)
            self.assertEqual(page.headers["Cache-Control"], "private, no-store")
        self.assertEqual(self.channels()["email"], ("given", "staff"))

    def test_twice(self):
        for _turn in range(2):
            page = self.url_open(self.path, data={"any": "thing"})
            self.assertEqual(page.status_code, 200)
            self.assertIn("You are unsubscribed", page.text)
        self.assertEqual(self.channels(), {"email": ("withdrawn", "unsubscribe"), "sms": ("given", "staff")})
        self.assertEqual(self.Consent.search_count([("partner_id", "=", self.card.partner_id.id)]), 3)
        page = self.url_open(self.path).text
        self.assertIn("You get no messages", page)
        self.assertNotIn("<button", page)

    def test_one_click(self):
        """As RFC 8058 asks: a POST without cookies or a token of a form, answered without a redirect."""
        self.opener.cookies.clear()
        answer = self.opener.post(
            self.base_url() + self.path, data={"List-Unsubscribe": "One-Click"}, allow_redirects=False, timeout=120
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.channels()["email"], ("withdrawn", "unsubscribe"))

    def test_it_is_the_channel_and_company_of_the_message(self):
        there = self.env["res.company"].create({"name": "There"})
        self.Consent._give(self.card.partner_id, {"email": None}, "staff", there)
        text = self.queue(channel="sms", key="text")
        self.url_open(f"/club/unsubscribe/{text.token}", data={"a": "b"})
        self.url_open(self.path, data={"a": "b"})
        self.assertEqual(self.channels()["sms"], ("withdrawn", "unsubscribe"))
        self.assertTrue(self.Consent._get_given(self.card.partner_id, there))

    def test_forged_addresses(self):
        with mute_logger("odoo.http"):
            for token in ("guess", "x" * 22, self.message.token[:-1], "a%00b" * 5):
                with self.subTest(token):
                    self.assertEqual(self.url_open(f"/club/unsubscribe/{token}").status_code, 404)
                    self.assertEqual(self.url_open(f"/club/unsubscribe/{token}", data={"a": "b"}).status_code, 404)
        for _turn in range(20):
            answer = self.url_open("/club/unsubscribe/guess")
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(self.url_open(self.path).status_code, 200, "who has an address is not slowed down")
        self.assertEqual(self.channels()["email"], ("given", "staff"))

    def test_deleted_customer(self):
        eve = self.make_reader("Eve")
        message = self.queue(eve)
        path = f"/club/unsubscribe/{message.token}"
        partner = eve.partner_id
        eve.unlink()
        partner.unlink()
        self.assertFalse(message.exists())
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_page_in_the_language_of_the_receiver(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.card.partner_id.lang = "fa_IR"
        page = self.url_open(self.path).text
        self.assertIn('lang="fa-IR"', page)
        self.assertIn('dir="rtl"', page)


@tagged("post_install", "-at_install")
class TestMessageIncoming(PagesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.club_sms_hook_token = HOOK
        cls.company.country_id = cls.env.ref("base.be")
        cls.number = cls.card.partner_id.phone

    def receive(self, body, token=HOOK, as_json=True):
        path = f"/club/sms/{token}"
        if not as_json:
            return self.url_open(path, data=body)
        return self.url_open(path, data=json.dumps(body), headers={"Content-Type": "application/json"})

    def test_ways_to_say_it(self):
        bare = self.number.removeprefix("+")
        for body, as_json in (
            ({"from": self.number, "text": "1"}, True),
            ({"From": self.number, "Body": "stop"}, False),
            ({"sender": bare, "message": "۱"}, False),
            ({"number": bare.replace("32", "0", 1), "content": "١"}, True),
            ({"msisdn": bare, "text": "لغو"}, True),
            ({"data": {"from": self.number, "text": " STOP. "}}, True),
            ([{"from": int(bare), "text": 1}], True),
        ):
            with self.subTest(body):
                self.Consent._give(self.card.partner_id, {"sms": None}, "portal", self.company)
                self.assertEqual(self.receive(body, as_json=as_json).status_code, 200)
                self.assertEqual(self.channels(), {"sms": ("withdrawn", "sms"), "email": ("given", "staff")})
                self.Consent.search([("source", "in", ("sms", "portal"))]).unlink()

    def test_everybody_with_that_number(self):
        bob = self.make_reader("Bob", phone=self.number.replace("+32", "0032 "))
        self.receive({"from": self.number, "text": "1"})
        self.assertEqual(self.channels(bob.partner_id)["sms"], ("withdrawn", "sms"))
        self.assertEqual(self.channels()["sms"], ("withdrawn", "sms"))

    def test_other_words_and_numbers(self):
        other = self.make_reader("Eve")
        for body in (
            {"from": self.number, "text": "When do you open? At 1?"},
            {"from": "+32999999999", "text": "1"},
            {"from": "Bank", "text": "1"},
        ):
            answer = self.receive(body)
            self.assertEqual((answer.status_code, answer.json()), (200, {"status": "ok"}))
        self.assertEqual(self.channels()["sms"], ("given", "staff"))
        self.assertEqual(self.channels(other.partner_id)["sms"], ("given", "staff"))

    def test_customers_of_other_companies(self):
        there = self.env["res.company"].create({"name": "There"})
        theirs = self.make_reader("Theirs", phone=self.number, company_id=there.id)
        self.Consent._give(self.card.partner_id, {"sms": None}, "staff", there)
        self.receive({"from": self.number, "text": "1"})
        self.assertEqual(self.channels(theirs.partner_id)["sms"], ("given", "staff"))
        self.assertTrue(self.Consent._get_given(self.card.partner_id, there))

    def test_what_is_no_message(self):
        for body in ({}, [], "x", {"from": self.number}, {"text": "1"}, {"from": {}, "text": []}):
            with self.subTest(body):
                self.assertEqual(self.receive(body).status_code, 400)
        answer = self.url_open(f"/club/sms/{HOOK}", data="{", headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.receive({"from": self.number, "text": "1" * 70000}).status_code, 413)
        self.assertEqual(self.receive({"from": f"{self.number}\0", "text": "x\0"}).status_code, 200)

    def test_wrong_addresses(self):
        for _turn in range(20):
            answer = self.receive({"from": self.number, "text": "1"}, token="wrong-key-of-a-company")
            self.assertEqual(answer.status_code, 404)
        answer = self.receive({"from": self.number, "text": "1"}, token="wrong-key-of-a-company")
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(self.channels()["sms"], ("given", "staff"))

    def test_address_in_the_settings(self):
        self.company.club_sms_hook_token = False
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.club_sms_hook_url)
        settings.action_renew_club_sms_hook()
        settings.invalidate_recordset()
        path = settings.club_sms_hook_url.removeprefix(self.company.get_base_url())
        self.assertEqual(self.url_open(path, data={"from": self.number, "text": "1"}).status_code, 200)
        self.assertEqual(self.channels()["sms"], ("withdrawn", "sms"))
