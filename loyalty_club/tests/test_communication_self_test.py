"""A test to oneself: marked, in one's own language, and noted nowhere."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .communication_case import CommunicationCase
from .news_case import NewsMixin


@tagged("post_install", "-at_install")
class TestSelfTest(NewsMixin, CommunicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("manager", email="boss@example.com")
        cls.user.partner_id.write({"phone": "+32470123456", "name": "Boss"})
        cls.kettle = cls.make_product(30, name="Kettle")
        cls.partner.write({"name": "Ada", "email": "ada@example.com"})

    def send_test(self, record):
        """Have the user send a test; what is in Odoo's queues because of it."""
        queues = [self.env[name].sudo() for name in ("mail.mail", "sms.sms")]
        before, asked = [queue.search([]) for queue in queues], self.Message.search_count([])
        record.with_user(self.user).action_send_test()
        self.env.invalidate_all()
        self.assertEqual(self.Message.search_count([]), asked, "no message of the club")
        mails, texts = [queue.search([]) - old for queue, old in zip(queues, before, strict=True)]
        return mails or texts

    def test_news(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle, kind="news")
        mail = self.send_test(news)
        self.assertEqual((mail.subject, mail.recipient_ids), ("Test: The lid may come off", self.user.partner_id))
        for words in ("Bring it back", "Kettle", "This is a test", "Hello <t>Boss"):
            self.assertIn(words.replace("<t>", ""), mail.body_html)
        self.assertNotIn("List-Unsubscribe", mail.headers)
        self.assertFalse(mail.model or mail.res_id, "in no history")
        self.assertEqual((news.state, len(news.recipient_ids), news.waiting_count), ("draft", 0, 0))
        self.assertEqual(self.send_news(news).partner_id, self.partner, "the user bought nothing")

    def test_news_as_text_message(self):
        text = self.send_test(self.make_news(self.kettle, channel="sms", sms_text="Bring the kettle back."))
        self.assertEqual(text.number, "+32470123456")
        self.assertEqual(text.body, "Test: Bring the kettle back.")

    def test_news_that_cannot_be_tested(self):
        self.make_sale(self.partner, [(self.kettle, 1)])
        news = self.make_news(self.kettle)
        with self.assertRaises(AccessError):
            news.with_user(self.make_user("club_user")).action_send_test()
        with self.assertRaisesRegex(UserError, "Write the text first"):
            self.make_news(self.kettle, body="").with_user(self.user).action_send_test()
        self.send_news(news)
        with self.assertRaisesRegex(UserError, "sent already"):
            news.with_user(self.user).action_send_test()

    def test_communication(self):
        """The example is the user's own account where there is one."""
        mail = self.switch_on("birthday")
        self.assertIn("Hello Ada", self.send_test(mail).body_html)
        self.make_member(self.club, partner_id=self.user.partner_id.id)
        sent = self.send_test(mail)
        self.assertEqual((sent.subject, sent.recipient_ids), ("Test: Happy birthday, Boss", self.user.partner_id))
        self.assertEqual((mail.sent_count, mail.waiting_count), (0, 0))

    def test_communication_about_an_entry(self):
        mail = self.switch_on("points_earned", channel="sms")
        with self.assertRaisesRegex(UserError, "No points were earned"):
            mail.with_user(self.user).action_send_test()
        self.card._post_points(50, "accrual")
        self.make_member(self.club, name="Newer")
        text = self.send_test(mail)
        self.assertEqual(text.partner_id, self.user.partner_id)
        self.assertRegex(text.body, "^Test: Club: you have earned 50 Points")

    def test_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user.lang = "fr_FR"
        template = self.Mail._get_usual_template("birthday", "email")
        template.with_context(lang="fr_FR").subject = "Bon anniversaire, {{ object.partner_id.name }}"
        mail = self.send_test(self.switch_on("birthday").with_context(lang="fr_FR"))
        self.assertTrue(mail.subject.endswith("Bon anniversaire, Ada"), mail.subject)

    def test_from_the_window(self):
        self.make_member(self.club, name="Newer")
        mail = self.switch_on("birthday")
        window = self.env["loyalty.mail.try"].with_user(self.user).create({"mail_id": mail.id, "card_id": self.card.id})
        self.assertIn("Hello Ada", self.send_test(window).body_html)

    def test_no_address(self):
        self.user.partner_id.write({"email": False, "phone": False})
        for channel, problem in (("email", "no e-mail address"), ("sms", "no telephone number")):
            with self.assertRaisesRegex(UserError, problem):
                self.switch_on("birthday", channel=channel).with_user(self.user).action_send_test()
        with self.assertRaises(AccessError):
            self.switch_on("birthday").with_user(self.make_user("club_user")).action_send_test()
