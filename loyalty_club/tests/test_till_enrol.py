from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .till_desk_case import DeskCase


@tagged("post_install", "-at_install")
class TestTillEnrol(DeskCase):
    """Joining at the till."""

    def test_a_new_member(self):
        answer = self.enroll(
            name=" Grace ", phone="۰۹۱۲ ۰۰۰ ۱۱۲۲", email="Grace@Example.com", consent={"email": True, "sms": False}
        )
        self.assertTrue(answer["successful"])
        partner = self.env["res.partner"].browse(answer["partner_id"])
        self.assertEqual((partner.name, partner.phone, partner.email), ("Grace", "0912 000 1122", "grace@example.com"))
        [record] = answer["loyalty.card"]
        card = self.Card.browse(record["id"])
        self.assertEqual((card.partner_id, card.program_id), (partner, self.club))
        self.assertEqual(answer["member_number"], card.code)
        self.assertEqual(card.joined_on, self.club._get_local_day(self.env.cr.now()))
        self.assertTrue(record["till_status"]["link"])
        self.assertEqual(answer["res.partner"][0]["id"], partner.id)

    def test_joining_is_an_activity(self):
        self.env["loyalty.activity"].create(
            {"program_id": self.club.id, "name": "Welcome", "trigger": "join", "points": 50}
        )
        answer = self.enroll(name="Grace", phone="09120001122")
        self.assertEqual(answer["loyalty.card"][0]["points"], 50)
        self.assertEqual(self.enroll(name="Grace", phone="09120001122")["loyalty.card"][0]["points"], 50)

    def test_consent_is_kept_with_its_words(self):
        partner_id = self.enroll(name="Grace", consent={"email": True, "sms": True, "post": True})["partner_id"]
        consents = self.env["loyalty.consent"].search([("partner_id", "=", partner_id)])
        self.assertEqual(set(consents.mapped("channel")), {"email", "sms"})
        self.assertEqual(set(consents.mapped("source")), {"till"})
        self.assertEqual(consents.user_id, self.cashier)
        email = consents.filtered(lambda consent: consent.channel == "email")
        self.assertEqual(email.text, self.till.club_consent_email)
        self.assertIn(self.env.company.name, email.text)
        self.assertEqual(email.at, self.env.cr.now().replace(microsecond=0))

    def test_other_words_than_the_usual_ones(self):
        partner_id = self.enroll(name="Grace", consent={"sms": True}, consent_text={"sms": "Yes, please."})[
            "partner_id"
        ]
        consent = self.env["loyalty.consent"].search([("partner_id", "=", partner_id)])
        self.assertEqual((consent.channel, consent.text), ("sms", "Yes, please."))

    def test_who_ticked_nothing_consents_to_nothing(self):
        partner_id = self.enroll(name="Grace", consent={"email": False})["partner_id"]
        self.assertFalse(self.env["loyalty.consent"].search([("partner_id", "=", partner_id)]))

    def test_consent_again_is_not_noted_again(self):
        for key in ("one", "two"):
            self.enroll(key=key, partner_id=self.partner.id, consent={"email": True})
        consents = self.env["loyalty.consent"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(len(consents), 1)
        consents.create({"partner_id": self.partner.id, "channel": "email", "state": "withdrawn"})
        self.enroll(key="three", partner_id=self.partner.id, consent={"email": True})
        self.assertEqual(consents.search_count([("partner_id", "=", self.partner.id)]), 3)

    def test_sent_twice(self):
        first = self.enroll(name="Grace", phone="09120001122", consent={"email": True})
        again = self.enroll(name="Grace", phone="09120001122", consent={"email": True})
        self.assertEqual((again["successful"], again["partner_id"]), (True, first["partner_id"]))
        self.assertEqual(again["member_number"], first["member_number"])
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Grace")]), 1)
        self.assertEqual(self.env["loyalty.consent"].search_count([("partner_id", "=", first["partner_id"])]), 1)

    def test_sent_twice_at_the_same_moment(self):
        """The second request does not see the first one's customer: it starts over, as Odoo does, and finds it then."""
        first = self.enroll(name="Grace")
        Partner = self.env.registry["res.partner"]
        unseen = patch.object(Partner, "_find_enrolled", lambda partner, *_args: partner.browse())
        with unseen, mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.enroll(name="Grace")
        self.assertEqual(self.enroll(name="Grace")["partner_id"], first["partner_id"])
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Grace")]), 1)

    def test_who_is_known_is_offered(self):
        self.partner.write({"phone": "+98 912 345 6789", "email": "ada@example.com"})
        for values in ({"phone": "0912-345-6789"}, {"email": "ADA@example.com"}):
            with self.subTest(values):
                answer = self.enroll(name="Ada L.", **values)
                self.assertFalse(answer["successful"])
                self.assertEqual(answer["existing"], self.partner.ids)
                self.assertEqual(answer["res.partner"][0]["name"], "Ada")
                self.assertIn("already", answer["problem"])
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Ada L.")]))
        forced = self.enroll(name="Ada L.", phone="0912-345-6789", force=True)
        self.assertTrue(forced["successful"])
        self.assertNotEqual(forced["partner_id"], self.partner.id)

    def test_a_known_customer_joins(self):
        customer = self.make_partner("Customer", phone="0912 555 5555")
        answer = self.enroll(name="ignored", partner_id=customer.id)
        self.assertEqual((answer["partner_id"], customer.name), (customer.id, "Customer"))
        self.assertEqual(len(answer["accounts"]), 1)

    def test_a_member_stays_the_same(self):
        answer = self.enroll(partner_id=self.partner.id)
        self.assertEqual(answer["accounts"], {self.club.id: self.card.id})
        self.assertEqual(self.card.points, 100)

    def test_what_cannot_be(self):
        for values, words in (
            ({"name": "  "}, "name"),
            ({"name": "Grace", "phone": "call me"}, "telephone number"),
            ({"name": "Grace", "email": "grace at home"}, "e-mail address"),
        ):
            with self.subTest(values):
                answer = self.enroll(**values)
                self.assertFalse(answer["successful"])
                self.assertIn(words, answer["problem"])
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Grace")]))

    def test_the_clubs_that_were_chosen(self):
        second = self.make_club(name="Second")
        answer = self.enroll(name="Grace", program_ids=second.ids)
        self.assertEqual(list(answer["accounts"]), second.ids)
        both = self.enroll(key="both", name="Hedy")
        self.assertEqual(set(both["accounts"]), {self.club.id, second.id})
        elsewhere = self.make_club(name="Elsewhere", pos_ok=False)
        self.assertFalse(self.enroll(key="no", name="Joan", program_ids=elsewhere.ids)["successful"])

    def test_contacts_of_a_company_join_for_it(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Works", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        answer = self.enroll(partner_id=contact.id)
        self.assertEqual(self.Card.browse(answer["accounts"][self.club.id]).partner_id, company)

    def test_who_may(self):
        employee = self.make_user("employee", login="till_employee")
        with self.assertRaises(AccessError):
            self.as_cashier("res.partner", employee).enroll_at_till(self.till.id, {"name": "Grace"})

    def test_customers_of_another_company_are_none(self):
        company = self.env["res.company"].create({"name": "Other"})
        far = self.make_partner("Far", phone="0912 777 7777", company_id=company.id)
        self.assertTrue(self.enroll(name="Grace", phone="09127777777")["successful"])
        with self.assertRaises(AccessError):
            self.enroll(key="forged", partner_id=far.id)

    def test_consents_are_never_changed(self):
        consent = self.env["loyalty.consent"].create({"partner_id": self.partner.id, "channel": "email"})
        for role in ("club_user", "manager", "auditor"):
            user = self.make_user(role, login=f"consent_{role}")
            mine = consent.with_user(user)
            self.assertEqual(mine.channel, "email")
            with self.subTest(role), self.assertRaises(AccessError):
                mine.state = "withdrawn"
            with self.subTest(role), self.assertRaises(AccessError):
                mine.unlink()
