"""What members agree to at home."""

from odoo.tests import tagged

from .home_case import HomeCase


@tagged("post_install", "-at_install")
class TestHomeMessages(HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.club.company_id or cls.env.company
        cls.Consent = cls.env["loyalty.consent"]

    def switch(self, channel, is_on):
        return self.send("/my/club/messages", account=self.card.id, channel=channel, is_on="1" if is_on else "0").text

    def state(self, channel="email"):
        messages = self.partner.with_user(self.user)._get_club_messages(self.company)
        return {message["channel"]: message["is_on"] for message in messages}.get(channel)

    def consents(self, channel="email"):
        found = self.Consent.search([("partner_id", "=", self.partner.id), ("channel", "=", channel)], order="id")
        return [(consent.state, consent.source) for consent in found]

    def test_on_and_off(self):
        self.assertFalse(self.state())
        self.assertIn("Your choice is saved", self.switch("email", True))
        self.assertTrue(self.state())
        self.switch("email", True)
        self.assertEqual(self.consents(), [("given", "portal")], "a double click")
        page = self.page("/my/club/messages")
        self.assertShows(page, "ada@example.com", 'aria-checked="true"', "You agreed on", "by e-mail")
        self.assertRegex(page, r"You agreed on <bdi[^>]*>[\d/]+ \d\d?:\d\d( [AP]M)?</bdi>", "no seconds")
        self.switch("email", False)
        self.switch("email", False)
        self.assertEqual(self.consents(), [("given", "portal"), ("withdrawn", "portal")])
        self.assertFalse(self.state())

    def test_words_are_those_that_were_seen(self):
        self.switch("email", True)
        consent = self.Consent.search([("partner_id", "=", self.partner.id)])
        self.assertEqual(consent.text, self.Consent._get_text("email", self.company))
        self.assertEqual(consent.user_id, self.user)

    def test_unsubscribed_from_everything(self):
        self.switch("email", True)
        self.env["mail.blacklist"]._add("ada@example.com")
        self.partner.invalidate_recordset()
        self.assertFalse(self.state())
        self.assertIn("unsubscribed from all", self.page("/my/club/messages"))
        self.switch("email", True)
        self.assertTrue(self.state())
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", "ada@example.com")]))
        self.assertEqual(self.consents(), [("given", "portal")] * 2, "agreed again")

    def test_text_messages_unsubscribed(self):
        self.partner.write({"phone": "+32 470 00 00 01", "country_id": self.env.ref("base.be").id})
        self.env["phone.blacklist"].add("+32470000001")
        self.partner.invalidate_recordset()
        self.switch("sms", True)
        self.assertTrue(self.state("sms"))
        self.assertFalse(self.partner.phone_sanitized_blacklisted)

    def test_without_an_address(self):
        self.partner.phone = False
        self.assertIn("no telephone number", self.page("/my/club/messages"))
        self.switch("sms", True)
        self.assertEqual(self.consents("sms"), [])

    def test_what_staff_noted_can_be_taken_back_only(self):
        self.assertIsNone(self.state("post"))
        self.Consent._give(self.partner, {"post": "By letter"}, "staff", self.company)
        self.partner.street = "Street 1"
        self.assertTrue(self.state("post"))
        self.switch("post", False)
        self.assertFalse(self.state("post"))
        self.switch("post", True)
        self.assertFalse(self.state("post"))

    def test_forged_values(self):
        other = self.make_member(self.club, name="Somebody else")
        self.send("/my/club/messages", account=other.id, channel="email", is_on="1")
        answer = self.send("/my/club/messages", account=self.card.id, channel="pigeon", is_on="1")
        self.assertIn("Nothing was changed. Choose among the messages", answer.text)
        self.assertNotIn("Your choice is saved", answer.text)
        self.send("/my/club/messages")
        self.assertFalse(self.Consent.search([("partner_id", "in", (self.partner | other.partner_id).ids)]))

    def test_withdrawing_looks_at_one_company(self):
        there = self.env["res.company"].create({"name": "Elsewhere"})
        self.Consent._give(self.partner, {"email": None}, "staff", there)
        self.Consent._withdraw(self.partner, ["email"], "staff", self.company)
        self.assertEqual(self.consents(), [("given", "staff")])

    def test_newsletters(self):
        public = self.env["mailing.list"].create({"name": "News of the shop", "is_public": True})
        hidden = self.env["mailing.list"].create({"name": "Hidden list", "is_public": False})
        self.make_activity("newsletter_optin")
        page = self.page("/my/club/messages")
        self.assertIn("News of the shop", page)
        self.assertNotIn("Hidden list", page)
        for is_on in (True, True, False, True):
            self.send(
                "/my/club/messages/newsletter", account=self.card.id, list_id=public.id, is_on="1" if is_on else "0"
            )
            self.assertEqual(dict(self.partner._get_newsletters())[public], is_on)
        self.assertEqual(self.points_of(), [10], "paid once")
        for list_id in (hidden.id, "x", "99999999999999"):
            answer = self.send("/my/club/messages/newsletter", account=self.card.id, list_id=list_id, is_on="1")
            self.assertIn("Nothing was changed. Choose among the newsletters", answer.text)
        self.assertFalse(hidden.contact_ids)

    def test_newsletters_of_who_unsubscribed_from_everything(self):
        news = self.env["mailing.list"].create({"name": "News of the shop", "is_public": True})
        self.partner._set_newsletter(news.id, True)
        self.assertNotIn("unsubscribed from all", self.page("/my/club/messages"))
        self.env["mail.blacklist"]._add("ada@example.com")
        self.partner.invalidate_recordset()
        self.assertFalse(dict(self.partner._get_newsletters())[news])
        self.assertEqual(self.page("/my/club/messages").count("unsubscribed from all"), 2, "the channel, and the lists")
        self.send("/my/club/messages/newsletter", account=self.card.id, list_id=news.id, is_on="1")
        self.assertTrue(dict(self.partner._get_newsletters())[news])
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", "ada@example.com")]))
