"""What passes the gate, and why the rest does not."""

from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from .message_case import NOON, MessageMixin

MARCH = datetime(2026, 3, 2, 9)


@tagged("post_install", "-at_install")
class TestMessageGate(MessageMixin, TransactionCase):
    def queue(self, *cards, **values):
        return super().queue(*cards, **{"due_at": MARCH, **values})

    def test_sent_once(self):
        message = self.queue()
        self.assertFalse(self.queue(), "the key is known")
        self.assertEqual(self.told(message), [("waiting", False)])
        self.assertEqual(self.send(), 1)
        self.assertEqual(self.told(message), [("sent", False)])
        self.assertEqual(message.sent_at, datetime.fromisoformat(NOON))
        mail = message.mail_id
        self.assertEqual((mail.subject, mail.recipient_ids), ("News for Ada", self.card.partner_id))
        self.assertIn("You have", mail.body_html)
        self.assertEqual(self.send(), 0)
        self.assertFalse(self.queue(), "for ever")

    def test_each_mail_says_how_to_stop(self):
        message = self.queue()
        self.send()
        url = f"/club/unsubscribe/{message.token}"
        self.assertEqual(message.mail_id.body_html.count(url), 1)
        email = message.mail_id._prepare_outgoing_list()[0]
        self.assertEqual(email["headers"]["List-Unsubscribe"], f"<{message.get_base_url()}{url}>")
        self.assertEqual(email["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertIn("Unsubscribe", email["body_alternative"])

    def test_text_messages(self):
        self.company.club_sms_hook_token = "hook-of-the-corner-club"
        message = self.queue(channel="sms")
        self.send()
        self.assertEqual(message.sms_id.body, "Hello Ada\nTo stop: send 1")
        self.assertEqual(message.sms_id.number, self.card.partner_id.phone_sanitized)
        message.sms_id.write({"state": "error", "failure_type": "sms_credit"})
        self.assertEqual(self.told(message), [("failed", "undelivered")])
        self.assertEqual(message.detail, "sms_credit")
        message.sms_id.write({"state": "pending", "failure_type": False})
        self.assertEqual(self.told(message), [("sent", False)], "sent again by hand")

    def test_text_messages_that_nobody_can_answer(self):
        """Without a provider that tells what comes in, or without words, the link stops them."""
        self.company.club_sms_hook_token = False
        message = self.queue(channel="sms")
        self.company.club_message_limit = 0
        self.send()
        self.assertEqual(message.sms_id.body, f"Hello Ada\nTo stop: {message._get_unsubscribe_url()}")
        self.company.write({"club_sms_hook_token": "hook-of-the-corner-club", "club_stop_words": ""})
        message = self.queue(channel="sms", key="other")
        self.send()
        self.assertIn(message.token, message.sms_id.body)

    def test_consent_of_the_channel_and_company(self):
        nobody = self.make_reader("Eve", agrees=())
        texts = self.make_reader("Texts", agrees=("sms",))
        elsewhere = self.make_reader("Elsewhere", agrees=())
        there = self.env["res.company"].create({"name": "There"})
        self.Consent._give(elsewhere.partner_id, {"email": None}, "staff", there)
        taken_back = self.make_reader("Bob")
        self.Consent._withdraw(taken_back.partner_id, ["email"], "portal", self.company)
        messages = self.queue(nobody, texts, elsewhere, taken_back)
        self.send("2030-01-01 12:00:00")
        self.assertEqual(self.told(messages), [("skipped", "no_consent")] * 4)

    def test_taken_back_while_it_waits(self):
        message = self.queue()
        self.Consent._withdraw(self.card.partner_id, ["email"], "portal", self.company)
        self.send("2030-01-01 12:00:00")
        self.assertEqual(self.told(message), [("skipped", "no_consent")])

    def test_no_consent_of_tomorrow(self):
        """It would hold against what is taken back today."""
        values = {"partner_id": self.card.partner_id.id, "channel": "email", "company_id": self.company.id}
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.Consent.create({**values, "at": self.env.cr.now().replace(microsecond=0) + timedelta(days=1)})

    def test_lists_of_those_who_want_no_mailings(self):
        self.env["mail.blacklist"]._add(self.card.partner_id.email)
        self.env["phone.blacklist"].add(self.card.partner_id.phone)
        messages = self.queue() | self.queue(channel="sms", key="text")
        service = self.queue(key="recall", purpose="recall")
        self.send()
        self.assertEqual(self.told(messages), [("skipped", "blacklisted")] * 2)
        self.assertEqual(self.told(service), [("sent", False)])

    def test_service_needs_no_consent(self):
        card = self.make_reader("Eve", agrees=())
        card.membership_state = "left"
        message = self.queue(card, purpose="membership")
        news = self.queue(card, key="other")
        self.send()
        self.assertEqual(self.told(message | news), [("sent", False), ("skipped", "left")])
        self.assertNotIn("agreed", message.mail_id.body_html)
        text = self.queue(card, key="text", channel="sms", purpose="recall")
        self.send()
        self.assertEqual(text.sms_id.body, "Hello Eve", "what cannot be stopped says no word for it")

    def test_addresses(self):
        without = self.make_reader("Nobody", email=False, phone=False)
        messages = self.queue(without) | self.queue(without, channel="sms", key="text")
        self.send()
        self.assertEqual(self.told(messages), [("skipped", "no_address")] * 2)

    def test_addresses_that_do_not_exist(self):
        self.card.partner_id.message_bounce = 5
        messages = self.queue() | self.queue(channel="sms", key="text")
        self.send()
        self.assertEqual(self.told(messages), [("skipped", "bounced"), ("sent", False)])

    def test_limit_of_seven_days(self):
        messages = self.queue(key="a") | self.queue(key="b") | self.queue(key="c", channel="sms")
        service = self.queue(key="s", purpose="membership")
        self.send()
        self.assertEqual(self.told(messages), [("sent", False), ("sent", False), ("waiting", "limit")])
        self.assertEqual(self.told(service), [("sent", False)], "not counted")
        self.assertEqual(messages[2].next_at, datetime(2026, 3, 9, 12))
        self.assertEqual(self.send("2026-03-09 11:59:00"), 0)
        self.send("2026-03-09 12:00:00")
        self.assertEqual(self.told(messages[2]), [("sent", False)])
        short = self.queue(key="d") | self.queue(key="e", valid_until=datetime(2026, 3, 12))
        self.send("2026-03-10 12:00:00")
        self.assertEqual(self.told(short), [("sent", False), ("skipped", "over_limit")])

    def test_limit_is_that_of_the_company(self):
        self.company.club_message_limit = 0
        messages = self.Message.union(*(self.queue(key=str(number)) for number in range(5)))
        self.send()
        self.assertEqual(set(self.told(messages)), {("sent", False)})

    def test_quiet_hours(self):
        self.company.write({"club_quiet_from": 21, "club_quiet_to": 8})
        tehran = self.make_reader("Mina", tz="Asia/Tehran")
        messages = self.queue() | self.queue(tehran)
        account = self.queue(tehran, key="code", purpose="account")
        self.send("2026-03-02 18:00:00")
        self.assertEqual(self.told(messages), [("sent", False), ("waiting", "quiet_hours")])
        self.assertEqual(self.told(account), [("sent", False)])
        self.assertEqual(messages[1].next_at, datetime(2026, 3, 3, 4, 30))
        self.assertEqual(self.send("2026-03-03 04:00:00"), 0)
        self.send("2026-03-03 04:30:00")
        self.assertEqual(messages[1].state, "sent")

    def test_zone_of_the_club(self):
        self.company.write({"club_quiet_from": 21, "club_quiet_to": 8})
        self.card.partner_id.tz, self.club.tz = False, "Asia/Tehran"
        message = self.queue()
        self.send("2026-03-02 18:00:00")
        self.assertEqual(self.told(message), [("waiting", "quiet_hours")])

    def test_moments(self):
        later = self.queue(due_at=datetime(2026, 3, 5))
        old = self.queue(key="old", valid_until=datetime(2026, 3, 2, 11))
        self.send()
        self.assertEqual(self.told(later), [("waiting", False)])
        self.assertEqual(self.told(old), [("skipped", "too_late")])

    def test_what_is_no_longer_there(self):
        partner = self.make_reader("Gone")
        subject = self.make_partner("Subject")
        model = self.env["ir.model"]._get("res.partner")
        other = self.template.copy({"model_id": model.id, "body_html": "<p>Hello</p>", "subject": "x"})
        about = self.queue(partner, mail_template_id=other.id, res_model="res.partner", res_id=subject.id)
        subject.unlink()
        archived = self.make_reader("Archived")
        away = self.queue(archived)
        archived.partner_id.active = False
        deleted = self.template.copy()
        lost = self.queue(key="lost", mail_template_id=deleted.id)
        deleted.unlink()
        self.send()
        self.assertEqual(self.told(about | away), [("skipped", "gone")] * 2)
        self.assertEqual(self.told(lost), [("skipped", "no_template")])

    def test_account_that_was_archived(self):
        messages = self.queue() | self.queue(key="end", purpose="membership")
        self.card.active = False
        self.send()
        self.assertEqual(self.told(messages), [("skipped", "gone"), ("sent", False)])

    def test_time_zone_that_is_no_longer_known(self):
        self.company.write({"club_quiet_from": 21, "club_quiet_to": 8})
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET tz = 'Mars/Base' WHERE id = %s", [self.card.partner_id.id])
        self.env.invalidate_all()
        message = self.queue()
        self.send()
        self.assertEqual(self.told(message), [("sent", False)])

    def test_meeting_another_transaction_is_no_error_of_the_template(self):
        message = self.queue()
        busy = patch.object(type(self.Message), "_make_mails", side_effect=SerializationFailure)
        with busy, self.assertRaises(SerializationFailure):
            self.send()
        self.env.invalidate_all()
        self.assertEqual(self.told(message), [("waiting", False)])
        self.send()
        self.assertEqual(self.told(message), [("sent", False)])

    def test_an_error_stops_nobody_else(self):
        self.template.body_html = "<p t-out=\"1 / (0 if object.partner_id.name == 'Eve' else 1)\"/>"
        bad, good = self.make_reader("Eve"), self.make_reader("Bob")
        messages = self.queue(self.card, bad, good)
        with self.assertLogs("odoo.addons.loyalty_club.models.message.message_handing", "WARNING"):
            self.send()
        self.assertEqual(self.told(messages), [("sent", False), ("failed", "error"), ("sent", False)])
        self.assertIn("division by zero", messages[1].detail)

    def test_language_of_the_receiver(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.template.with_context(lang="fa_IR").subject = "خبر برای {{ object.partner_id.name }}"
        mina = self.make_reader("Mina", lang="fa_IR")
        messages = self.queue(self.card, mina)
        self.send()
        self.assertEqual(messages.mail_id.sorted("id").mapped("subject"), ["News for Ada", "خبر برای Mina"])
        self.assertIn('dir="rtl"', messages[1].mail_id.body_html)

    def test_rendered_on_the_message(self):
        """One subject, many receivers: a template of messages knows both."""
        model = self.env["ir.model"]._get("loyalty.message")
        template = self.template.copy(
            {"model_id": model.id, "subject": "For {{ object.partner_id.name }}", "body_html": "<p>Hello</p>"}
        )
        cards = self.card | self.make_reader("Bob")
        messages = self.queue(*cards, mail_template_id=template.id, res_model=False, res_id=False)
        self.send()
        self.assertEqual(messages.mail_id.sorted("id").mapped("subject"), ["For Ada", "For Bob"])

    def test_same_number_of_queries_for_all(self):
        def count(number):
            cards = self.Card.union(*(self.make_reader(f"R{number}{turn}") for turn in range(number)))
            self.queue(*cards, key=f"many{number}")
            return self.count_queries(lambda: self.assertEqual(self.send(), number))

        one, many = count(1), count(50)
        self.assertLessEqual(many, one)

    def test_wrong_values(self):
        for values in ({"purpose": "spam"}, {"channel": "pigeon"}, {"key": ""}):
            with self.subTest(values), self.assertRaises(ValueError):
                self.Message._queue([{"partner_id": 1, "company_id": 1, "purpose": "news", "channel": "email",
                                      "key": "k", **values}])  # fmt: skip
        self.assertFalse(self.Message._queue([]))
