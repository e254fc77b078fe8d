"""Feedback by e-mail: words of members, words of machines, and what a mail offers where nobody reads answers."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .feedback_case import FeedbackMixin

MAIL = """\
Message-Id: <{name}@member.example>
From: {author}
To: club@example.org
Subject: Re: Wet
In-Reply-To: {answered}
{headers}Content-Type: text/plain; charset=utf-8

{words}
"""
AWAY = (
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: Auto-Generated; owner=mail",
    "Precedence: auto_reply",
    "X-Autoreply: yes",
    "X-Autorespond: away",
)


@tagged("post_install", "-at_install")
class TestFeedbackMail(FeedbackMixin, TransactionCase):
    def receive(self, answered, name, *headers, words="I am on an island.", author="ada@example.com"):
        """An e-mail that answers a message, as the mail server hands it over."""
        text = MAIL.format(
            name=name,
            author=author,
            answered=answered.message_id,
            headers="".join(f"{header}\n" for header in headers),
            words=words,
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            return self.env["mail.thread"].message_process("loyalty.feedback", text)

    def test_a_machine_answers_for_the_member(self):
        feedback = self.make_feedback(kind="question")
        answer = self.answer(feedback)
        feedback.with_user(self.clerk).action_close()
        for number, header in enumerate(AWAY):
            with self.subTest(header):
                self.assertEqual(self.receive(answer, f"away{number}", header), feedback.id)
                self.assertEqual((feedback.state, feedback.waits_for_answer), ("closed", False))
        self.assertIn("on an island", feedback.message_ids[0].body, "staff read it all the same")

    def test_the_member_answers(self):
        for number, headers in enumerate(((), ("Auto-Submitted: no",), ("Precedence: bulk",))):
            feedback = self.make_feedback(kind="question")
            answer = self.answer(feedback)
            feedback.with_user(self.clerk).action_close()
            with self.subTest(headers):
                self.receive(answer, f"back{number}", *headers, words="Still wet.")
                self.assertEqual((feedback.state, feedback.waits_for_answer), ("in_work", True))
                self.assertEqual(feedback.message_ids.filtered("author_id")[0].author_id, self.partner)

    def test_strangers_open_nothing(self):
        """Their e-mails are kept, and are no word of the member; another address of the same customer's is."""
        feedback = self.make_feedback(kind="question")
        answer = self.answer(feedback)
        feedback.with_user(self.clerk).action_close()
        self.receive(answer, "stranger", author="mallory@example.net", words="Buy this.")
        self.assertEqual((feedback.state, feedback.waits_for_answer), ("closed", False))
        self.assertIn("Buy this", feedback.message_ids[0].body)
        self.make_partner("Ada's house", email="house@example.net", parent_id=self.partner.id)
        self.receive(answer, "house", author="house@example.net", words="Still wet.")
        self.assertEqual((feedback.state, feedback.waits_for_answer), ("in_work", True))

    def test_guests_answer(self):
        feedback = self.make_feedback(kind="question", partner_id=False, guest_email="Guest@example.org")
        feedback.with_user(self.clerk).action_close()
        said = feedback.message_ids.filtered(lambda message: message.message_type == "comment")
        self.receive(said, "mallory", author="mallory@example.net")
        self.assertEqual(feedback.state, "closed")
        self.receive(said, "guest", author="guest@example.org", words="Still wet.")
        self.assertEqual(feedback.state, "in_work")

    def test_a_machine_answers_for_staff(self):
        feedback = self.make_feedback()
        said = feedback.message_ids.filtered(lambda message: message.message_type == "comment")
        self.receive(said, "staff", "Auto-Submitted: auto-replied", author="clerk@example.com")
        self.assertEqual((feedback.state, feedback.first_answer_at, feedback.waits_for_answer), ("new", False, True))
        self.receive(said, "staff2", author="clerk@example.com", words="We are sorry.")
        self.assertTrue(feedback.first_answer_at)

    def test_new_mails_of_machines_elsewhere_are_stocks(self):
        """Other documents than feedback get their mails as before."""
        partner = self.make_partner("Somebody else", email="else@example.com")
        asked = partner.message_post(body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.receive(asked, "else", "Auto-Submitted: auto-replied", author="else@example.com")
        self.assertEqual(partner.message_ids[0].message_type, "email")

    def close(self):
        """Close a question; the mail that asks for a rating."""
        feedback = self.make_feedback(kind="question")
        before = self.mails_to(self.partner)
        feedback.with_user(self.clerk).action_close()
        return feedback, (self.mails_to(self.partner) - before).body_html

    def test_where_mails_can_be_answered(self):
        domain = self.env["mail.alias.domain"].create({"name": "club.example", "catchall_alias": "catchall"})
        self.env.company.alias_domain_id = domain
        _feedback, mail = self.close()
        self.assertIn("answer this e-mail", mail)
        self.assertNotIn("Open the conversation", mail)

    def test_where_nobody_reads_answers(self):
        self.env["mail.alias.domain"].search([]).unlink()
        feedback, mail = self.close()
        self.assertNotIn("answer this e-mail", mail)
        self.assertIn(f"/my/club/feedback/{feedback.id}?", mail)
        self.assertIn(feedback.access_token, mail)
