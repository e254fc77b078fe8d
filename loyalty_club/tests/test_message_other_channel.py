"""What belongs to a purchase takes the other channel, and what comes back late is known."""

from odoo.tests import HttpCase, TransactionCase, tagged

from .message_case import MessageMixin
from .news_case import NewsMixin
from .sale_case import SaleCase


class OtherChannelMixin(MessageMixin):
    def send(self, moment="2030-01-01 12:00:00", limit=None):
        return super().send(moment, limit)

    def queue_recall(self, *cards, channel="email", **values):
        return self.queue(
            *cards,
            channel=channel,
            purpose="recall",
            **{
                "key": "recall",
                "mail_template_id": self.template.id,
                "sms_template_id": self.sms_template.id,
                **values,
            },
        )

    def get_other(self, message):
        self.env.invalidate_all()
        return self.Message.search([("instead_of_id", "=", message.id)])


@tagged("post_install", "-at_install")
class TestOtherChannel(OtherChannelMixin, TransactionCase):
    def test_without_an_address(self):
        eve = self.make_reader("Eve", agrees=(), email=False)
        recall = self.queue_recall(eve)
        news = self.queue(eve, sms_template_id=self.sms_template.id, key="news")
        self.send()
        other = self.get_other(recall)
        self.assertEqual(self.told(recall), [("skipped", "no_address")])
        self.assertEqual((other.channel, other.state), ("sms", "waiting"))
        self.send()
        self.assertEqual(self.told(other), [("sent", False)])
        self.assertEqual(other.sms_id.body, "Hello Eve")
        self.assertFalse(self.get_other(news), "a present may wait for an address")

    def test_without_any_address(self):
        eve = self.make_reader("Eve", email=False, phone=False)
        recall = self.queue_recall(eve)
        self.send()
        self.assertEqual(self.told(recall), [("skipped", "no_address")])
        self.assertFalse(self.get_other(recall))

    def test_bounced_addresses_and_lost_templates(self):
        self.card.partner_id.message_bounce = 5
        bounced = self.queue_recall()
        lost = self.queue_recall(self.make_reader("Eve"), mail_template_id=False)
        self.send()
        self.assertEqual(self.told(bounced | lost), [("skipped", "bounced"), ("skipped", "no_template")])
        self.assertEqual(self.get_other(bounced).channel + self.get_other(lost).channel, "smssms")

    def test_there_and_not_back(self):
        """Two channels, two tries."""
        recall = self.queue_recall(channel="sms")
        self.send()
        recall.sms_id.write({"state": "error", "failure_type": "sms_credit"})
        other = self.get_other(recall)
        self.send()
        self.assertEqual((recall.state, other.channel, other.state), ("failed", "email", "sent"))
        other._note_undelivered("no such box")
        self.assertFalse(self.get_other(other))
        self.assertEqual((other.state, other.detail), ("failed", "no such box"))

    def test_sent_again_by_hand(self):
        recall = self.queue_recall()
        self.send()
        recall._note_undelivered("busy")
        other = self.get_other(recall)
        self.Message._note_delivery("mail_id", recall.mail_id, False, False)
        self.assertEqual(self.told(recall | other), [("sent", False), ("skipped", "other_channel")])

    def test_trying_again(self):
        recall = self.queue_recall()
        self.send()
        recall._note_undelivered("busy")
        other = self.get_other(recall)
        recall.action_try_again()
        self.assertEqual(self.told(recall | other), [("waiting", False), ("skipped", "other_channel")])

    def test_trying_again_what_was_told(self):
        recall = self.queue_recall()
        self.send()
        recall._note_undelivered("busy")
        other = self.get_other(recall)
        self.send()
        self.assertEqual(other.state, "sent")
        recall.action_try_again()
        self.assertEqual(recall.state, "failed", "told on the other channel")
        other._note_undelivered("busy, too")
        (recall | other).action_try_again()
        self.assertEqual((recall.state, other.state), ("waiting", "failed"), "one of the two")

    def test_one_query_more_for_nobody(self):
        cards = [self.make_reader(f"R{number}", email=False) for number in range(7)]
        messages = [self.queue_recall(card) for card in cards]
        self.Message.union(*messages[:2])._skip("no_address")
        one = self.count_queries(lambda: messages[2]._skip("no_address"))
        many = self.count_queries(lambda: self.Message.union(*messages[3:])._skip("no_address"))
        self.assertEqual(one, many)


@tagged("post_install", "-at_install")
class TestBounces(OtherChannelMixin, TransactionCase):
    def bounce(self, message, reference, email=None):
        dsn = (
            "Reporting-MTA: dns; mail.example\n\n"
            f"Final-Recipient: rfc822; {email or message.partner_id.email}\nAction: failed\nStatus: 5.1.1\n"
        )
        raw = f"""From: MAILER-DAEMON@mail.example
To: club@shop.example
Subject: Undelivered Mail
Message-Id: <bounce.{message.id}@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

The box is full.

--part
Content-Type: message/delivery-status

{dsn}
--part
Content-Type: text/rfc822-headers

Message-Id: {reference}
To: {message.partner_id.email}
Subject: News

--part--
"""
        self.env["mail.thread"].message_process("res.partner", raw)
        self.env.invalidate_all()

    def test_days_later(self):
        message, recall = self.queue(), self.queue_recall()
        self.send()
        for sent in message | recall:
            reference, mail = sent.mail_ref, sent.mail_id
            self.assertEqual(reference, mail.message_id)
            mail.unlink()  # as Odoo does once it was sent
            self.env["mail.message"].search([("message_id", "=", reference)]).unlink()
            self.bounce(sent, reference)
        self.assertEqual(self.told(message | recall), [("failed", "undelivered")] * 2)
        self.assertIn("The box is full.", message.detail)
        self.assertEqual(self.get_other(recall).channel, "sms")
        self.assertFalse(self.get_other(message))

    def test_of_somebody_else(self):
        message = self.queue()
        self.send()
        self.bounce(message, message.mail_ref, "somebody@else.example")
        self.bounce(message, "<other@mail.example>")
        self.assertEqual(self.told(message), [("sent", False)])


@tagged("post_install", "-at_install")
class TestDeliveryReports(OtherChannelMixin, HttpCase):
    def report(self, uuid, status):
        answer = self.make_jsonrpc_request(
            "/sms/status", {"message_statuses": [{"uuids": [uuid], "sms_status": status}]}
        )
        self.assertEqual(answer, "OK")
        self.env.invalidate_all()

    def test_reports_of_providers(self):
        news, recall = self.queue(channel="sms", key="news"), self.queue_recall(channel="sms")
        self.send()
        uuids = {message: message.sms_id.uuid for message in news | recall}
        (news | recall).sms_id.unlink()  # as Odoo does with what was sent
        for message, uuid in uuids.items():
            self.report(uuid, "not_delivered")
            self.assertEqual(self.told(message), [("failed", "undelivered")])
            self.assertIn("sms_not_delivered", message.detail)
        self.assertEqual(self.get_other(recall).channel, "email")
        self.report(uuids[news], "sent")
        self.assertEqual(news.state, "failed", "an older report")
        self.report(uuids[news], "delivered")
        self.assertEqual(self.told(news), [("sent", False)])

    def test_a_report_of_the_try_before(self):
        news = self.queue(channel="sms")
        self.send()
        first = news.sms_id.uuid
        self.report(first, "wrong_number")
        self.assertIn("wrong_number", news.detail)
        news.action_try_again()
        self.send()
        self.assertEqual(news.state, "sent")
        self.report(first, "not_delivered")
        self.assertEqual(news.state, "sent")


@tagged("post_install", "-at_install")
class TestRecallOnTheOtherChannel(NewsMixin, SaleCase):
    def test_who_was_reached(self):
        self.env.company.write({"club_quiet_from": 0, "club_quiet_to": 0})
        kettle = self.make_product(30, name="Kettle", type="consu")
        ada = self.make_partner("Ada", email="ada@recall.example")
        eve = self.make_partner("Eve", phone="+32470123456", country_id=self.env.ref("base.be").id)
        nobody = self.make_partner("Nobody")
        for partner in (ada, eve, nobody):
            self.make_sale(partner, [(kettle, 1)])
        recall = self.make_news(kettle, kind="recall")
        self.assertEqual((recall.buyer_count, recall.address_count, recall.reached_count), (3, 2, 2))
        self.assertEqual(self.make_news(kettle, kind="news").address_count, 1, "news have one channel")
        buyers = self.send_news(recall)
        for _run in range(2):
            self.env["loyalty.message"]._send_due()
        self.env.invalidate_all()
        self.assertEqual(
            {buyer.partner_id: (buyer.message_state, buyer.message_id.channel) for buyer in buyers},
            {ada: ("sent", "email"), eve: ("sent", "sms"), nobody: ("skipped", "email")},
        )
        self.assertEqual((recall.sent_count, recall.skipped_count), (2, 1))
        self.assertIn("neither by e-mail nor by text message: 1.", recall.unreached_text)
        text = buyers.filtered(lambda buyer: buyer.partner_id == eve).message_id.sms_id.body
        self.assertIn("The lid may come off\nBring it back.", text)
        self.assertIn("/club/news/", text)
