"""What could not be made or delivered, and the job that sends."""

from datetime import datetime
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from .message_case import MessageMixin

MARCH = datetime(2026, 3, 2, 9)
SENDING = "odoo.addons.loyalty_club.models.message.message_sending"


@tagged("post_install", "-at_install")
class TestMessageFailure(MessageMixin, TransactionCase):
    def test_mail_that_was_not_delivered(self):
        message = self.queue(due_at=MARCH)
        self.send()
        message.mail_id._postprocess_sent_message([], [], failure_reason="no such host", failure_type="mail_smtp")
        self.assertEqual((message.state, message.reason, message.detail), ("failed", "undelivered", "no such host"))
        message.mail_id._postprocess_sent_message(message.partner_id, [])
        self.assertEqual(self.told(message), [("sent", False)])

    def test_try_again(self):
        """What failed is made anew, once; what is left in Odoo's queues is called off."""
        good = self.template.body_html
        self.template.body_html = "<p t-out=\"1 / (0 if object.partner_id.name == 'Eve' else 1)\"/>"
        eve = self.make_reader("Eve")
        message = self.queue(eve, due_at=MARCH)
        text = self.queue(eve, channel="sms", key="text", due_at=MARCH)
        sent = self.queue(due_at=MARCH)
        with self.assertLogs("odoo.addons.loyalty_club.models.message.message_handing", "WARNING"):
            self.send()
        text.sms_id.write({"state": "error", "failure_type": "sms_credit"})
        self.assertEqual(self.told(message | text), [("failed", "error"), ("failed", "undelivered")])
        self.template.body_html = good
        old = text.sms_id
        messages = (message | text | sent).with_user(self.make_user("manager"))
        for _click in range(2):
            messages.action_try_again()
        self.assertEqual(self.told(message | text | sent), [("waiting", False), ("waiting", False), ("sent", False)])
        self.send("2030-01-01 12:00:00")
        self.assertEqual(self.told(message | text), [("sent", False)] * 2)
        self.assertEqual((old.state, text.sms_id.state, len(message.mail_id)), ("canceled", "outgoing", 1))

    def test_job_works_in_chunks_and_wakes_up_again(self):
        cards = self.card | self.make_reader("Bob") | self.make_reader("Eve")
        messages = self.queue(*cards)
        later = self.queue(key="later", due_at=datetime(2100, 1, 1))
        job = self.env.ref("loyalty_club.ir_cron_send_messages")
        self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).unlink()
        self.env.flush_all()
        with self.enter_registry_test_mode(), patch(f"{SENDING}.CHUNK", 2):
            job.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(self.told(messages)), {("sent", False)})
        self.assertEqual(self.told(later), [("waiting", False)])
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).mapped("call_at")
        self.assertIn(datetime(2100, 1, 1, 0, 0, 1), woken)
