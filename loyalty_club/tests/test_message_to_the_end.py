"""From the occasion through the gate to the mail and the text message that leave the house."""

from datetime import date

from odoo.tests import tagged

from .communication_case import EndCase
from .news_case import NewsMixin

DAY = "2026-12-20 12:00:00"
SAYS = {
    "create": "Welcome",
    "welcome": "Welcome",
    "points_reach": "150",
    "points_earned": "50",
    "points_expiring": "100",
    "tier_reached": "Silver",
    "tier_ending": "Silver",
    "birthday": "Happy birthday",
    "inactive": "100 Points",
}
"""{occasion: what its usual templates say}"""


@tagged("post_install", "-at_install")
class TestCommunicationsToTheEnd(EndCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"tier_period": "calendar_year", "tier_keep": "next_period_end", "tier_downgrade": "qualified"})
        cls.env["loyalty.tier"].create(
            [
                {"program_id": cls.club.id, "name": "Bronze", "sequence": 1},
                {"program_id": cls.club.id, "name": "Silver", "sequence": 2, "min_points": 100},
            ]
        )

    def make_everything_due(self, channel, trigger):
        days = {"points_expiring": 11, "tier_ending": 11, "inactive": 60}
        with self.at("2025-10-21 10:00:00" if trigger == "tier_ending" else "2026-10-21 10:00:00"):
            old = self.make_reader("Old", birth_date="1990-12-20")
            early = trigger not in ("create", "welcome", "points_reach", "points_earned", "tier_reached")
            if early:
                self.switch_on(trigger, channel=channel, days=days.get(trigger, 7))
            card = self.make_member(self.club, partner_id=old.id)
            card._post_points(100, "accrual", expires_on=date(2026, 12, 31), qualifying={"points": 100})
        with self.at(DAY):
            if not early:
                template = self.Mail._get_usual_template(trigger, channel)
                field = "sms_template_id" if channel == "sms" else "mail_template_id"
                self.switch_on(
                    trigger, channel=channel, points=150 * (trigger == "points_reach"), **{field: template.id}
                )
            if trigger in ("create", "welcome", "tier_reached"):
                card = self.make_member(self.club, partner_id=self.make_reader("New").id)
                card._send_creation_communication()
                card._post_points(100, "accrual", qualifying={"points": 100})
            elif not early:
                card._post_points(50, "accrual")
            self.Mail._tell_due()
        return card

    def test_each_occasion_on_each_channel(self):
        for channel in ("email", "sms"):
            for trigger, words in SAYS.items():
                with self.subTest(channel=channel, trigger=trigger), self.env.cr.savepoint() as savepoint:
                    card = self.make_everything_due(channel, trigger)
                    message = self.leave_the_house(DAY)
                    self.assertEqual([(one.state, one.detail) for one in message], [("sent", False)])
                    self.assertEqual(message.account_id, card)
                    said = self.get_mail(message) if channel == "email" else self.get_text(message)
                    self.assertIn(words, said)
                    for nonsense in ("{{", "None", "False", "t-out"):
                        self.assertNotIn(nonsense, said)
                    savepoint.rollback()
                    self.env.invalidate_all()
                    self.env.registry.clear_cache()

    def get_mail(self, message):
        (mail,) = self._mails
        self.assertEqual(mail["email_to"], [message.partner_id.email_formatted])
        self.assertEqual(mail["headers"]["List-Unsubscribe"], f"<{message._get_unsubscribe_url()}>")
        self.assertIn(message._get_unsubscribe_url(), mail["body"])
        self.assertFalse(message.mail_id, "the template says that mails are not kept")
        return mail["subject"] + mail["body"]

    def get_text(self, _message):
        (text,) = self._sms
        self.assertEqual(text["number"], "+32470123456")
        return text["body"]


@tagged("post_install", "-at_install")
class TestNewsToTheEnd(NewsMixin, EndCase):
    def test_news_and_recalls_on_each_channel(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        kettle = self.make_product(30, name="Kettle", type="consu")
        kettle.with_context(lang="fa_IR").name = "کتری"
        ada, mina = self.make_reader("Ada"), self.make_reader("Mina", lang="fa_IR", phone="+32470999999")
        with self.at(DAY):
            for partner in (ada, mina):
                self.make_sale(partner, [(kettle, 1)])
            for kind in ("news", "recall"):
                for channel in ("email", "sms"):
                    with self.subTest(kind=kind, channel=channel):
                        self.Message.search([]).unlink()
                        news = self.make_news(kettle, kind=kind, channel=channel, sms_text="Bring it back.")
                        news.with_context(lang="fa_IR").write({"subject": "درپوش", "sms_text": "بیاورید"})
                        news.update_field_translations("body", {"fa_IR": {"Bring it back.": "بیاورید"}})
                        buyers = self.send_news(news)
                        messages = self.leave_the_house(DAY)
                        self.assertEqual(set(buyers.mapped("message_state")), {"sent"})
                        self.assertEqual(news.sent_count, 2)
                        if channel == "email":
                            self.check_mails(messages)
                        else:
                            self.assertEqual(
                                {text["body"].split("\n")[0] for text in self._sms}, {"Bring it back.", "بیاورید"}
                            )

    def check_mails(self, _messages):
        said = {mail["subject"]: mail["body"] for mail in self._mails}
        self.assertEqual(set(said), {"The lid may come off", "درپوش"})
        self.assertIn("<p>Bring it back.</p>", said["The lid may come off"])
        self.assertIn("Kettle", said["The lid may come off"])
        self.assertIn("بیاورید", said["درپوش"])
        self.assertIn("کتری", said["درپوش"])
        self.assertIn('dir="rtl"', said["درپوش"])
