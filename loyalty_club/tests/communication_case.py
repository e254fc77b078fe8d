"""What tests of communications share: a club, its communications, and what was asked of the gate."""

from odoo.addons.mail.tests.common import MockEmail
from odoo.addons.sms.tests.common import MockSMS

from .sale_case import SaleCase


class CommunicationCase(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Mail = cls.env["loyalty.mail"]
        cls.Message = cls.env["loyalty.message"]

    def switch_on(self, trigger, **values):
        return self.Mail.create({"program_id": self.club.id, "trigger": trigger, **values})

    def tell(self, mail=None, now=None):
        """Run the job's work; the messages that were made by it."""
        before = self.Message.search([])
        (mail or self.Mail)._tell_due(now)
        self.env.invalidate_all()
        return self.Message.search([], order="id") - before

    def tell_at(self, moment, mail=None):
        with self.at(moment):
            return self.tell(mail)

    def member_at(self, moment, name="Ben", **values):
        """A member who joined at that moment."""
        with self.at(moment):
            return self.make_member(self.club, name=name, **values)


class EndCase(MockEmail, MockSMS, CommunicationCase):
    """From the occasion to what leaves the house. No limit and no quiet hours, unless a test sets them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})  # mails are what this is about
        cls.club, cls.card = cls.club.with_env(cls.env), cls.card.with_env(cls.env)
        cls.Mail, cls.Message = cls.env["loyalty.mail"], cls.env["loyalty.message"]
        cls.env.company.write({"club_message_limit": 0, "club_quiet_from": 0, "club_quiet_to": 0})
        cls.Message.search([]).unlink()
        cls.Mail.search([]).unlink()

    @classmethod
    def make_reader(cls, name, **values):
        email = f"{name.lower().replace(' ', '.')}@end.example"
        partner = cls.make_partner(
            name, **{"email": email, "phone": "+32470123456", "tz": "UTC", "lang": "en_US", **values}
        )
        cls.env["loyalty.consent"]._give(partner, {"email": None, "sms": None}, "staff", cls.env.company)
        return partner

    def leave_the_house(self, moment):
        """Send what waits, and have the queues do their work with servers that are not there."""
        with self.at(moment):
            self.Message._send_due()
            found = self.Message.search([])
            mails, texts = found.mail_id, found.sms_id
            with self.mock_mail_gateway(mail_unlink_sent=True), self.mockSMSGateway():
                mails.send()
                texts.sudo().send()
        self.env.invalidate_all()
        return found
